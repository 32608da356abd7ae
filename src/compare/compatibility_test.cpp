#include "compare/compatibility.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "language/starter.h"

namespace connectory::compare {
namespace {

json::Document parse_text(const std::string& text) {
  auto document = json::Document::parse(text);
  EXPECT_TRUE(document.has_value()) << text;
  return *std::move(document);
}

constexpr const char* shop = R"({
 "authentication":{"type":"basic","userInputs":[{"id":"username"},{"id":"region","required":false}]},
 "reporting":{"reportTypes":[
  {"id":"orders","title":"Orders","settings":[{"id":"currency","required":true},{"id":"zone"}],
   "dimensions":{"groups":[{"label":"Time","fields":[{"id":"day","dataType":"string.time.date"}]},
                           {"label":"Place","fields":[{"id":"shop","dataType":"string.text.value","label":"Shop"}]}]},
   "metrics":{"groups":[{"fields":[{"id":"total","dataType":"float.currency.value","aggregationType":"sum"}]}]}},
  {"id":"refunds","title":"Refunds"}]}})";

struct Edit {
  std::string what;
  std::string with;
};

std::string edited(std::string text, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    const std::size_t at = text.find(edit.what);
    EXPECT_NE(at, std::string::npos) << edit.what;
    text.replace(at, edit.what.size(), edit.with);
  }
  return text;
}

Compatibility compare_texts(const std::string& before, const std::string& after) {
  const json::Document a = parse_text(before);
  const json::Document b = parse_text(after);
  return compare(read_surface(a.root()), read_surface(b.root()));
}

TEST(Compatibility, KnowsWhatBreaks) {
  struct Case {
    std::string name;
    std::vector<Edit> edits;
    Step step;
    std::vector<std::string> breaking;  // code and pointer
    std::string says;                   // what the sentence of the first one contains
  };
  const std::string fields = "/reporting/reportTypes/0/dimensions/groups";
  const Case cases[] = {
      {"nothing", {}, Step::patch, {}, ""},
      {"titles and labels",
       {{R"("title":"Orders")", R"("title":"Sales")"}, {R"("label":"Shop")", R"("label":"Store")"}},
       Step::patch,
       {},
       ""},
      {"another login",
       {{"basic", "oauth2"}},
       Step::major,
       {"AUTHENTICATION_TYPE_CHANGED /authentication/type"},
       "from 'basic' to 'oauth2'"},
      {"no login",
       {{R"("type":"basic",)", ""}},
       Step::major,
       {"AUTHENTICATION_TYPE_CHANGED /authentication/type"},
       "from 'basic' to none"},
      {"an input more, required by default",
       {{R"({"id":"username"})", R"({"id":"username"},{"id":"key"})"}},
       Step::major,
       {"REQUIRED_INPUT_ADDED /authentication/userInputs/1"},
       "asks for 'key'"},
      {"an optional input more",
       {{R"({"id":"username"})", R"({"id":"username"},{"id":"key","required":false})"}},
       Step::patch,
       {},
       ""},
      {"an input becomes required",
       {{R"("id":"region","required":false)", R"("id":"region")"}},
       Step::major,
       {"REQUIRED_INPUT_ADDED /authentication/userInputs/1"},
       "'region'"},
      {"an input less",
       {{R"({"id":"username"},)", ""}},
       Step::major,
       {"INPUT_REMOVED /authentication/userInputs/0"},
       "no longer asks for 'username'"},
      {"inputs of a different login",
       {{R"({"id":"username"},)", ""}, {"basic", "jwt"}},
       Step::major,
       {"AUTHENTICATION_TYPE_CHANGED /authentication/type"},
       ""},
      {"a setting less",
       {{R"(,{"id":"zone"})", ""}},
       Step::major,
       {"SETTING_REMOVED /reporting/reportTypes/0/settings/1"},
       "The setting 'zone' of report type 'orders' is removed"},
      {"a hidden report type",
       {{R"("title":"Refunds")", R"("title":"Refunds","hidden":true)"}},
       Step::major,
       {"REPORT_TYPE_HIDDEN /reporting/reportTypes/1/hidden"},
       "'refunds' is hidden"},
      {"accounts",
       {{R"("reporting":)", R"("accounts":{"fromInput":{"input":"username"}},"reporting":)"}},
       Step::major,
       {"ACCOUNTS_INTRODUCED /accounts"},
       "now has accounts"},
      {"accounts that are switched off",
       {{R"("reporting":)", R"("accounts":{"hasAccounts":false,"fetchers":[{}]},"reporting":)"}},
       Step::patch,
       {},
       ""},
      {"a report type less",
       {{R"({"id":"refunds","title":"Refunds"})", R"({"title":"Refunds"})"}},
       Step::major,
       {"REPORT_TYPE_REMOVED /reporting/reportTypes/1"},
       "Report type 'refunds' is removed"},
      {"a report type with another id",
       {{R"("id":"refunds")", R"("id":"returns")"}},
       Step::major,
       {"REPORT_TYPE_RENAMED /reporting/reportTypes/1"},
       "'refunds' is renamed to 'returns'"},
      {"a report type more", {{R"({"id":"refunds")", R"({"id":"visits"},{"id":"refunds")"}}, Step::minor, {}, ""},
      {"a setting becomes required",
       {{R"({"id":"zone"})", R"({"id":"zone","required":true})"}},
       Step::major,
       {"REQUIRED_SETTING_ADDED /reporting/reportTypes/0/settings/1"},
       "the setting 'zone'"},
      {"one with a default",
       {{R"({"id":"zone"})", R"({"id":"zone","required":true,"default":"UTC"})"}},
       Step::patch,
       {},
       ""},
      {"a required setting loses its default",
       {{R"("id":"currency","required":true)", R"("id":"currency")"}},
       Step::patch,
       {},
       ""},
      {"a field less",
       {{R"({"id":"day","dataType":"string.time.date"})", ""}},
       Step::major,
       {"FIELD_REMOVED " + fields + "/0/fields/0"},
       "Field 'day' of report type 'orders' is removed"},
      {"a field with another id",
       {{R"("id":"shop")", R"("id":"store")"}},
       Step::major,
       {"FIELD_RENAMED " + fields + "/1/fields/0"},
       "'shop' of report type 'orders' is renamed to 'store'"},
      {"a field with another id, behind a new one",
       {{R"({"id":"shop")", R"({"id":"city"},{"id":"store")"}},
       Step::major,
       {"FIELD_RENAMED " + fields + "/1/fields/1"},
       "renamed to 'store'"},
      {"a field with another id, in another group",
       {{R"({"id":"shop","dataType":"string.text.value","label":"Shop"})", ""},
        {R"({"id":"day")", R"({"id":"store","dataType":"string.text.value","label":"Shop"},{"id":"day")"}},
       Step::major,
       {"FIELD_RENAMED " + fields + "/0/fields/0"},
       ""},
      {"a field less, in a report type that has moved",
       {{R"({"id":"orders")", R"({"id":"visits"},{"id":"orders")"},
        {R"({"id":"day","dataType":"string.time.date"})", ""}},
       Step::major,
       {"FIELD_REMOVED " + fields + "/0/fields/0"},  // the former position: there is no other
       ""},
      {"another data type in a report type that has moved",
       {{R"({"id":"orders")", R"({"id":"visits"},{"id":"orders")"}, {"string.time.date", "string.text.value"}},
       Step::major,
       {"DATA_TYPE_CHANGED /reporting/reportTypes/1/dimensions/groups/0/fields/0"},
       ""},
      {"a report type with another id, behind a new one",
       {{R"({"id":"refunds")", R"({"id":"visits"},{"id":"returns")"}},
       Step::major,
       {"REPORT_TYPE_RENAMED /reporting/reportTypes/2"},
       ""},
      {"a required setting more, in front",
       {{R"({"id":"currency")", R"({"id":"unit","required":true},{"id":"currency")"}},
       Step::major,
       {"REQUIRED_SETTING_ADDED /reporting/reportTypes/0/settings/0"},
       "the setting 'unit'"},
      {"a field with another id and more",
       {{R"("id":"shop","dataType":"string.text.value")", R"("id":"store","dataType":"string.geo.city")"}},
       Step::major,
       {"FIELD_REMOVED " + fields + "/1/fields/0"},
       "'shop'"},
      {"a field more", {{R"({"id":"shop")", R"({"id":"city"},{"id":"shop")"}}, Step::minor, {}, ""},
      {"a field in another group",
       {{R"({"id":"day","dataType":"string.time.date"})", ""},
        {R"({"id":"shop")", R"({"id":"day","dataType":"string.time.date"},{"id":"shop")"}},
       Step::patch,
       {},
       ""},
      {"another data type",
       {{"string.time.date", "string.text.value"}},
       Step::major,
       {"DATA_TYPE_CHANGED " + fields + "/0/fields/0"},
       "from 'string.time.date' to 'string.text.value'"},
      {"another aggregation",
       {{R"("aggregationType":"sum")", R"("aggregationType":"max")"}},
       Step::major,
       {"AGGREGATION_TYPE_CHANGED /reporting/reportTypes/0/metrics/groups/0/fields/0"},
       "from 'sum' to 'max'"},
      {"values that cannot be combined any more",
       {{R"("aggregationType":"sum")", R"("aggregationType":"sum","additive":false)"}},
       Step::major,
       {"AGGREGATION_TYPE_CHANGED /reporting/reportTypes/0/metrics/groups/0/fields/0"},
       "from 'sum' to 'sum, not additive'"},
      {"a metric becomes a dimension",
       {{R"({"id":"total","dataType":"float.currency.value","aggregationType":"sum"})", ""},
        {R"({"id":"shop")", R"({"id":"total","dataType":"float.currency.value"},{"id":"shop")"}},
       Step::major,
       {"FIELD_KIND_CHANGED " + fields + "/1/fields/0"},
       "from a metric to a dimension"},
      {"several, each told",
       {{"basic", "jwt"}, {"string.time.date", "x"}, {R"("id":"refunds")", R"("id":"r")"}},
       Step::major,
       {"AUTHENTICATION_TYPE_CHANGED /authentication/type", "DATA_TYPE_CHANGED " + fields + "/0/fields/0",
        "REPORT_TYPE_RENAMED /reporting/reportTypes/1"},
       ""},
  };
  for (const Case& one : cases) {
    const Compatibility found = compare_texts(shop, edited(shop, one.edits));
    std::vector<std::string> breaking;
    for (const Breaking& each : found.breaking)
      breaking.push_back(fmt::format("{} {}", name_of(each.code), each.pointer));
    EXPECT_EQ(breaking, one.breaking) << one.name;
    EXPECT_EQ(found.breaking_count, one.breaking.size()) << one.name;
    EXPECT_EQ(found.step(), one.step) << one.name;
    if (!one.says.empty()) {
      EXPECT_TRUE(what_of(found.breaking.at(0)).contains(one.says)) << what_of(found.breaking.at(0));
    }
    for (const Breaking& each : found.breaking) {
      EXPECT_FALSE(who_notices(each.code).empty());
      EXPECT_FALSE(what_to_do(each.code).empty());
    }
  }
}

TEST(Compatibility, KnowsWhatBreaksInChoicesSettingsAndDates) {
  const std::string desk =
      R"({"authentication":{"type":"choice","userInputs":[{"id":"site"}],"choices":[
    {"id":"token","type":"user_input","userInputs":[{"id":"key"}]},
    {"id":"password","type":"basic","userInputs":[{"id":"email"}]}]},
  "accounts":{"fetchers":[{}]},
  "reporting":{"reportTypes":[{"id":"tickets","config":{"showDateRange":false},
    "settings":[{"id":"level","type":"select","options":[{"value":"day"},{"value":7}]}]}]}})";
  struct Case {
    std::string name;
    std::vector<Edit> edits;
    std::vector<std::string> breaking;
    std::string says;
  };
  const Case cases[] = {
      {"nothing", {}, {}, ""},
      {"a choice less",
       {{R"({"id":"token","type":"user_input","userInputs":[{"id":"key"}]},)", ""}},
       {"LOGIN_CHOICE_REMOVED /authentication/choices/0"},
       "'token' is removed"},
      {"a choice more, with a required input",
       {{R"({"id":"token")", R"({"id":"app","type":"user_input","userInputs":[{"id":"app"}]},{"id":"token")"}},
       {},
       ""},
      {"a choice of another type",
       {{"basic", "digest"}},
       {"AUTHENTICATION_TYPE_CHANGED /authentication/choices/1/type"},
       "from 'basic' to 'digest'"},
      {"an input of a choice more",
       {{R"({"id":"email"})", R"({"id":"email"},{"id":"code"})"}},
       {"REQUIRED_INPUT_ADDED /authentication/choices/1/userInputs/1"},
       "'code'"},
      {"an input of a choice less",
       {{R"({"id":"email"})", ""}},
       {"INPUT_REMOVED /authentication/choices/1/userInputs/0"},
       "'email'"},
      {"an input of a choice that is asked for by all",
       {{R"({"id":"site"})", R"({"id":"site"},{"id":"email"})"},
        {R"("userInputs":[{"id":"email"}])", R"("userInputs":[])"}},
       {},
       ""},
      {"no choices",
       {{"choice", "basic"}},
       {"AUTHENTICATION_TYPE_CHANGED /authentication/type"},
       "from 'choice' to 'basic'"},
      {"an option less",
       {{R"(,{"value":7})", ""}},
       {"SETTING_OPTION_REMOVED /reporting/reportTypes/0/settings/0"},
       "The option '7' of the setting 'level' of report type 'tickets' is removed"},
      {"an option less, but any value",
       {{R"("select","options":[{"value":"day"},)", R"("combobox","options":[)"}},
       {},
       ""},
      {"options that only a login knows",
       {{R"("select","options":[{"value":"day"},)", R"("select","optionsRequest":{},"options":[)"}},
       {},
       ""},
      {"a date range",
       {{R"("showDateRange":false)", ""}},
       {"DATE_RANGE_REQUIRED /reporting/reportTypes/0"},
       "asks for a date range"},
      {"accounts less", {{R"("accounts":{"fetchers":[{}]},)", ""}}, {}, ""},
  };
  for (const Case& one : cases) {
    const Compatibility found = compare_texts(desk, edited(desk, one.edits));
    std::vector<std::string> breaking;
    for (const Breaking& each : found.breaking)
      breaking.push_back(fmt::format("{} {}", name_of(each.code), each.pointer));
    EXPECT_EQ(breaking, one.breaking) << one.name;
    if (!one.says.empty() && !found.breaking.empty()) {
      EXPECT_TRUE(what_of(found.breaking.at(0)).contains(one.says)) << what_of(found.breaking.at(0));
    }
  }
}

TEST(Compatibility, KnowsWhatBreaksInRowsAndJoins) {
  const std::string code = R"({"reporting":{"reportTypes":[
    {"id":"repos","fieldFetchers":[{}],"dimensions":{"groups":[{"fields":[{"id":"name"}]}]}},
    {"id":"commits","key":["day","hash"],"settings":[{"id":"branch","type":"text"}],
     "partitions":[{"id":"repo","reportTypeId":"repos","keep":["name"]},{"id":"kind","values":["a","b"]}],
     "decoration":{"relations":[{"reportTypeId":"repos"}]},
     "dimensions":{"groups":[{"fields":[{"id":"hash"}]}]}},
    {"id":"files","fields":"discover"}]}})";
  struct Case {
    std::string name;
    std::vector<Edit> edits;
    Step step;
    std::vector<std::string> breaking;
    std::string says;
  };
  const std::string commits = "/reporting/reportTypes/1";
  const Case cases[] = {
      {"nothing", {}, Step::patch, {}, ""},
      {"a partition with another id that keeps more",
       {{R"("id":"repo","reportTypeId":"repos","keep":["name"])", R"("id":"r","reportTypeId":"repos","keep":["id"])"}},
       Step::patch,
       {},
       ""},
      {"a partition less",
       {{R"({"id":"repo","reportTypeId":"repos","keep":["name"]},)", ""}},
       Step::major,
       {"PARTITION_REMOVED " + commits + "/partitions/0"},
       "no longer fetched for each value of the partition 'repo'"},
      {"a partition more",
       {{R"({"id":"kind",)", R"({"id":"team","values":["x"]},{"id":"kind",)"}},
       Step::major,
       {"PARTITION_ADDED " + commits + "/partitions/1"},
       "each value of the partition 'team'"},
      {"values of a partition",
       {{R"(["a","b"])", R"(["a"])"}},
       Step::major,
       {"PARTITION_REMOVED " + commits + "/partitions/1", "PARTITION_ADDED " + commits + "/partitions/1"},
       ""},
      {"a partition with a further source",
       {{R"({"id":"kind","values":["a","b"]})",
         R"({"id":"kind","anyOf":[{"values":["a","b"]},{"reportTypeId":"files"}]})"}},
       Step::major,
       {"PARTITION_REMOVED " + commits + "/partitions/1", "PARTITION_ADDED " + commits + "/partitions/1"},
       ""},
      {"the key in another order", {{R"(["day","hash"])", R"(["hash","day"])"}}, Step::patch, {}, ""},
      {"another key",
       {{R"(["day","hash"])", R"(["hash"])"}},
       Step::major,
       {"KEY_CHANGED " + commits + "/key"},
       "from 'day, hash' to 'hash'"},
      {"no key", {{R"("key":["day","hash"],)", ""}}, Step::major, {"KEY_CHANGED " + commits + "/key"}, "to none"},
      {"a join less",
       {{R"({"reportTypeId":"repos"})", ""}},
       Step::major,
       {"JOIN_REMOVED " + commits + "/decoration/relations/0"},
       "The join of 'repos' to report type 'commits' is removed"},
      {"a join more",
       {{R"({"reportTypeId":"repos"})", R"({"reportTypeId":"repos"},{"reportTypeId":"files"})"}},
       Step::minor,
       {},
       ""},
      {"a setting that accepts only its options",
       {{R"("type":"text")", R"("type":"select","options":[{"value":"main"}])"}},
       Step::major,
       {"SETTING_RESTRICTED " + commits + "/settings/0"},
       "The setting 'branch' of report type 'commits' accepts only its options"},
      {"discovered fields instead of listed ones",
       {{R"("dimensions":{"groups":[{"fields":[{"id":"hash"}]}]})", R"("fields":"discover")"}},
       Step::major,
       {"FIELD_SOURCE_CHANGED " + commits + "/fields"},
       "change from listed to discovered"},
      {"listed fields instead of discovered ones",
       {{R"("fields":"discover")", R"("dimensions":{"groups":[{"fields":[{"id":"path"}]}]})"}},
       Step::major,
       {"FIELD_SOURCE_CHANGED /reporting/reportTypes/2/fields"},
       "change from discovered to listed"},
      {"tables of nested arrays",
       {{R"("fields":"discover")", R"("fields":"discover","nested":"tables")"}},
       Step::major,
       {"FIELD_SOURCE_CHANGED /reporting/reportTypes/2/fields"},
       "change from discovered to discovered with tables"},
      {"fetched fields less",
       {{R"("fieldFetchers":[{}],)", ""}},
       Step::major,
       {"FIELD_SOURCE_CHANGED /reporting/reportTypes/0/fieldFetchers"},
       "change from listed and fetched to listed"},
      {"fetched fields more", {{R"("key":)", R"("fieldFetchers":[{}],"key":)"}}, Step::minor, {}, ""},
      {"fetched fields and a field less",
       {{R"("fieldFetchers":[{}],)", ""}, {R"({"id":"name"})", ""}},
       Step::major,
       {"FIELD_SOURCE_CHANGED /reporting/reportTypes/0/fieldFetchers",
        "FIELD_REMOVED /reporting/reportTypes/0/dimensions/groups/0/fields/0"},
       ""},
  };
  for (const Case& one : cases) {
    const Compatibility found = compare_texts(code, edited(code, one.edits));
    std::vector<std::string> breaking;
    for (const Breaking& each : found.breaking)
      breaking.push_back(fmt::format("{} {}", name_of(each.code), each.pointer));
    EXPECT_EQ(breaking, one.breaking) << one.name;
    EXPECT_EQ(found.step(), one.step) << one.name;
    if (!one.says.empty() && !found.breaking.empty()) {
      EXPECT_TRUE(what_of(found.breaking.at(0)).contains(one.says)) << what_of(found.breaking.at(0));
    }
  }
}

TEST(Compatibility, TheFirstContentOfAConnectorBreaksNothing) {
  const std::string blank(language::starter_configuration());
  EXPECT_EQ(compare_texts(blank, shop).step(), Step::minor);
  const std::string login = R"({"authentication":{"type":"basic","userInputs":[{"id":"key"}]}})";
  EXPECT_EQ(compare_texts(blank, login).step(), Step::patch);
  // From here on, people may have logged in.
  EXPECT_EQ(compare_texts(login, blank).step(), Step::major);
}

TEST(Compatibility, AnyDocumentHasASurface) {
  for (
      const char* text :
      {"1", "[]", "{}", R"({"reporting":[]})", R"({"reporting":{"reportTypes":{}}})",
       R"({"reporting":{"reportTypes":[1,{"id":2},{"id":""},{"id":"a","dimensions":1,"metrics":{"groups":[2,{"fields":{}}]},"settings":3}]}})",
       R"({"authentication":{"type":5,"userInputs":[{"id":"x","required":"yes"}]}})"}) {
    EXPECT_EQ(compare_texts(text, text).step(), Step::patch) << text;
    compare_texts(text, shop);
    compare_texts(shop, text);
  }
}

TEST(Compatibility, OfTwoWithOneIdTheFirstCounts) {
  const std::string once =
      R"({"reporting":{"reportTypes":[{"id":"a","metrics":{"groups":[{"fields":[{"id":"m","dataType":"x"}]}]}}]}})";
  const std::string twice =
      R"({"reporting":{"reportTypes":[{"id":"a","metrics":{"groups":[{"fields":[{"id":"m","dataType":"x"},{"id":"m","dataType":"y"}]}]}},{"id":"a"}]}})";
  EXPECT_EQ(compare_texts(once, twice).step(), Step::patch);
  EXPECT_EQ(compare_texts(twice, once).step(), Step::patch);
}

TEST(Compatibility, TheListIsCutAndTheCountIsNot) {
  const auto document = [](const std::string& type) {
    std::string fields;
    for (int i = 0; i < 5000; ++i)
      fields += fmt::format("{}{{\"id\":\"f{}\",\"dataType\":\"{}\"}}", i == 0 ? "" : ",", i, type);
    return fmt::format(
        R"({{"reporting":{{"reportTypes":[{{"id":"{}","metrics":{{"groups":[{{"fields":[{}]}}]}}}}]}}}})",
        std::string(10'000, 'r'), fields);
  };
  const Compatibility found = compare_texts(document("a"), document("b"));
  EXPECT_EQ(found.breaking_count, 5000U);
  EXPECT_EQ(found.breaking.size(), base::limits::diff_changes_max);
  EXPECT_LE(found.breaking.front().report_type.size(), base::limits::shown_id_max);
}

TEST(Surface, ItsTextLeavesOutWhatDoesNotMatter) {
  const auto text = [](const std::string& configuration) {
    const json::Document document = parse_text(configuration);
    return text_of(read_surface(document.root()));
  };
  EXPECT_EQ(text(shop), text(edited(shop, {{R"("title":"Orders")", R"("title":"Sales","request":{"url":"u"})"}})));
  for (const Edit& edit :
       {Edit{R"(,{"id":"region","required":false})", ""}, Edit{R"(,{"id":"zone"})", ""},
        Edit{R"("title":"Refunds")", R"("key":["day"])"},
        Edit{R"("title":"Refunds")", R"("partitions":[{"id":"p","values":[1]}])"},
        Edit{R"("title":"Refunds")", R"("decoration":{"relations":[{"reportTypeId":"orders"}]})"},
        Edit{R"("title":"Refunds")", R"("fields":"discover")"}, Edit{R"("title":"Refunds")", R"("hidden":true)"},
        Edit{R"("reporting":)", R"("accounts":{"fromInput":{}},"reporting":)"}, Edit{"basic", "jwt"},
        Edit{"\"day\"", "\"date\""}, Edit{"\"sum\"", "\"max\""}, Edit{"\"refunds\"", "\"r\""}})
    EXPECT_NE(text(shop), text(edited(shop, {edit}))) << edit.what;
}

}  // namespace
}  // namespace connectory::compare
