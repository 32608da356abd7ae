#include "compare/diff.h"

#include <chrono>
#include <rapidcheck.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "compare/detail/alignment.h"
#include "compare/detail/tree.h"

namespace connectory::compare {
namespace {

json::Document parse(std::string text) {
  auto document = json::Document::parse(text);
  EXPECT_TRUE(document.has_value()) << text;
  return *std::move(document);
}

// `+ /a/1 = {"x":1}`, `- /a/0 = 1`, `~ /a: 1 -> 2`, `> /a/0 to /a/2`; followed by `(orders.clicks)` if the change names
// a field.
std::string to_line(const Change& change) {
  std::string line;
  switch (change.kind) {
    case Change::Kind::added: line = fmt::format("+ {} = {}", change.pointer_after, change.after->json); break;
    case Change::Kind::removed: line = fmt::format("- {} = {}", change.pointer_before, change.before->json); break;
    case Change::Kind::moved: line = fmt::format("> {} to {}", change.pointer_before, change.pointer_after); break;
    case Change::Kind::changed:
      line = fmt::format("~ {}{}: {} -> {}", change.pointer_before,
                         change.pointer_after == change.pointer_before ? "" : " now " + change.pointer_after,
                         change.before->json, change.after->json);
      break;
  }
  if (!change.report_type.empty())
    line += fmt::format(" ({}{}{})", change.report_type, change.field.empty() ? "" : ".", change.field);
  return line;
}

std::vector<std::string> lines(const std::string& before, const std::string& after, const DiffBounds& bounds = {}) {
  const json::Document a = parse(before);
  const json::Document b = parse(after);
  const Diff found = diff(a.root(), b.root(), bounds);
  std::vector<std::string> all;
  for (const Change& change : found.changes) all.push_back(to_line(change));
  if (found.is_truncated) all.emplace_back("...");
  return all;
}

struct Case {
  std::string name;
  std::string before;
  std::string after;
  std::vector<std::string> changes;
};

TEST(Diff, TellsWhatDiffers) {
  const Case cases[] = {
      {"the same", R"({"a":1})", R"({"a":1})", {}},
      {"white space and order of keys", R"({"a":1,"b":[ 1 ]})", R"({ "b":[1], "a":1 })", {}},
      {"an escape for its character", R"({"a":"\u00e9\/"})", R"({"a":"é/"})", {}},
      {"number text is kept, so it counts", R"({"a":1.0})", R"({"a":1})", {"~ /a: 1.0 -> 1"}},
      {"a member more", "{}", R"({"a":1})", {"+ /a = 1"}},
      {"a member less", R"({"a":{"b":1}})", "{}", {R"(- /a = {"b":1})"}},
      {"another kind", R"({"a":1})", R"({"a":[1]})", {"~ /a: 1 -> [1]"}},
      {"null is not nothing", R"({"a":null})", "{}", {"- /a = null"}},
      {"the documents themselves", "1", "{}", {"~ : 1 -> {}"}},
      {"keys that a pointer escapes", R"({"a/b":{"~":1}})", R"({"a/b":{"~":2}})", {"~ /a~1b/~0: 1 -> 2"}},
      {"an empty key", R"({"":1})", R"({"":2})", {"~ /: 1 -> 2"}},
      {"deep inside", R"({"a":[{"b":[1,2]}]})", R"({"a":[{"b":[1,3]}]})", {"~ /a/0/b/1: 2 -> 3"}},
      {"more than few members",
       [] {
         std::string text = "{";
         for (int i = 0; i < 40; ++i) text += fmt::format("\"k{}\":{},", i, i);
         return text + "\"z\":1}";
       }(),
       [] {
         std::string text = "{";
         for (int i = 39; i >= 0; --i) text += fmt::format("\"k{}\":{},", i, i);
         return text + "\"z\":2}";
       }(),
       {"~ /z: 1 -> 2"}},
  };
  for (const Case& one : cases) EXPECT_EQ(lines(one.before, one.after), one.changes) << one.name;
}

TEST(Diff, PairsElementsByWhatTheyAre) {
  const Case cases[] = {
      {"by id, one more in front",
       R"([{"id":"a","x":1},{"id":"b"}])",
       R"([{"id":"n"},{"id":"a","x":2},{"id":"b"}])",
       {"~ /0/x now /1/x: 1 -> 2", R"(+ /0 = {"id":"n"})"}},
      {"by id, one less",
       R"([{"id":"a"},{"id":"b"},{"id":"c"}])",
       R"([{"id":"a"},{"id":"c"}])",
       {R"(- /1 = {"id":"b"})"}},
      {"by id, another id is another one",
       R"([{"id":"a","x":1}])",
       R"([{"id":"b","x":1}])",
       {R"(- /0 = {"id":"a","x":1})", R"(+ /0 = {"id":"b","x":1})"}},
      {"by number id",
       R"([{"id":1,"x":1},{"id":2}])",
       R"([{"id":2},{"id":1,"x":2}])",
       {"> /0 to /1", "~ /0/x now /1/x: 1 -> 2"}},
      {"the number 1 and the text 1 are two",
       R"([{"id":1}])",
       R"([{"id":"1"}])",
       {R"(- /0 = {"id":1})", R"(+ /0 = {"id":"1"})"}},
      {"by name",
       R"([{"name":"a","value":"1"},{"name":"b","value":"2"}])",
       R"([{"name":"b","value":"2"},{"name":"a","value":"3"}])",
       {"> /0 to /1", R"(~ /0/value now /1/value: "1" -> "3")"}},
      {"a name twice: in order",
       R"([{"name":"a","value":"1"},{"name":"a","value":"2"}])",
       R"([{"name":"a","value":"0"},{"name":"a","value":"1"},{"name":"a","value":"2"}])",
       {R"(+ /0 = {"name":"a","value":"0"})"}},
      {"options by value",
       R"([{"value":"x","label":"X"},{"value":"y","label":"Y"}])",
       R"([{"value":"x","label":"Ex"},{"value":"y","label":"Y"}])",
       {R"(~ /0/label: "X" -> "Ex")"}},
      {"groups by label",
       R"([{"label":"A","fields":[]},{"label":"B","fields":[]}])",
       R"([{"label":"B","fields":[1]}])",
       {R"(- /0 = {"label":"A","fields":[]})", "+ /0/fields/0 = 1"}},
      {"one moves among many",
       R"([{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"}])",
       R"([{"id":"b"},{"id":"c"},{"id":"d"},{"id":"a"}])",
       {"> /0 to /3"}},
      {"two change places", R"([{"id":"a"},{"id":"b"}])", R"([{"id":"b"},{"id":"a"}])", {"> /0 to /1"}},
      {"texts: one more in the middle", R"(["a","b","c"])", R"(["a","x","b","c"])", {R"(+ /1 = "x")"}},
      {"texts: one less in front", R"(["a","b","c"])", R"(["b","c"])", {R"(- /0 = "a")"}},
      {"texts: one is another", R"(["a","b","c"])", R"(["a","x","c"])", {R"(~ /1: "b" -> "x")"}},
      {"objects without ids between equal ones",
       R"([{"k":1},{"k":2},{"k":3}])",
       R"([{"k":1},{"k":2,"z":0},{"k":3}])",
       {"+ /1/z = 0"}},
      {"not all have an id",
       R"([{"id":"a"},{}])",
       R"([{},{"id":"a"}])",
       {R"(- /0 = {"id":"a"})", R"(+ /1 = {"id":"a"})"}},
      {"from nothing", "[]", "[1,2]", {"+ /0 = 1", "+ /1 = 2"}},
      {"to nothing", "[1,2]", "[]", {"- /0 = 1", "- /1 = 2"}},
  };
  for (const Case& one : cases) EXPECT_EQ(lines(one.before, one.after), one.changes) << one.name;
}

constexpr const char* orders_shop = R"({"authentication":{"type":"basic"},"reporting":{"reportTypes":[
  {"id":"orders","title":"Orders","request":{"url":"u","headers":[{"name":"A","value":"1"}]},
   "dimensions":{"groups":[{"label":"Main","fields":[{"id":"day","dataType":"string.time.date"},{"id":"shop"}]}]},
   "metrics":{"groups":[{"label":"Main","fields":[{"id":"total","label":"Total","aggregationType":"sum"}]}]}},
  {"id":"refunds"}]}})";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(Diff, NamesReportTypeAndField) {
  struct Edit {
    std::string name;
    std::string what;
    std::string with;
    std::string line;
  };
  const Edit edits[] = {
      {"outside", R"("basic")", R"("cookie")", R"(~ /authentication/type: "basic" -> "cookie")"},
      {"a report type", R"(,
  {"id":"refunds"})",
       "", R"(- /reporting/reportTypes/1 = {"id":"refunds"} (refunds))"},
      {"within a report type", R"("url":"u")", R"("url":"v")",
       R"(~ /reporting/reportTypes/0/request/url: "u" -> "v" (orders))"},
      {"deep within one", R"("value":"1")", R"("value":"2")",
       R"(~ /reporting/reportTypes/0/request/headers/0/value: "1" -> "2" (orders))"},
      {"a dimension", R"(,{"id":"shop"})", "",
       R"(- /reporting/reportTypes/0/dimensions/groups/0/fields/1 = {"id":"shop"} (orders.shop))"},
      {"a metric", R"("label":"Total")", R"("label":"Sum")",
       R"(~ /reporting/reportTypes/0/metrics/groups/0/fields/0/label: "Total" -> "Sum" (orders.total))"},
  };
  for (const Edit& edit : edits)
    EXPECT_EQ(lines(orders_shop, replaced(orders_shop, edit.what, edit.with)), std::vector{edit.line}) << edit.name;
}

TEST(Diff, HasBounds) {
  std::string many = "[";
  for (int i = 0; i < 100; ++i) many += fmt::format("{}{{\"id\":{},\"x\":1}}", i == 0 ? "" : ",", i);
  many += "]";
  const std::string others = std::string(many).replace(many.find("\"x\":1"), 5, "\"x\":2");
  const std::string none = "[]";
  EXPECT_EQ(lines(many, none, {.changes_max = 2}).size(), 3U);
  EXPECT_EQ(lines(many, none, {.changes_max = 2}).back(), "...");
  EXPECT_EQ(lines(many, others, {.changes_max = 1}).size(), 1U);  // reached, but not exceeded
  EXPECT_EQ(lines(many, none, {.text_bytes_max = 5}),
            (std::vector<std::string>{R"(- /0 = {"id":0,"x":1})", R"(- /1 = {"id":1,"x":1})", "..."}));
  EXPECT_EQ(lines("{\"a\":[1]}", "{\"a\":[2]}", {.steps_max = 1}),
            (std::vector<std::string>{"~ : {\"a\":[1]} -> {\"a\":[2]}", "..."}));
  // Above the bound of alignment, elements are paired by position between an equal beginning and an equal end.
  EXPECT_EQ(lines("[0,1,2,3,9]", "[0,3,1,2,9]"), (std::vector<std::string>{"- /3 = 3", "+ /1 = 3"}));
  EXPECT_EQ(lines("[0,1,2,3,9]", "[0,3,1,2,9]", {.alignment_pairs_max = 1}),
            (std::vector<std::string>{"~ /1: 1 -> 3", "~ /2: 2 -> 1", "~ /3: 3 -> 2"}));
}

TEST(Diff, CutsLongValuesAtACharacter) {
  const json::Document a = parse(R"("é")");
  const json::Document b = parse(R"("éé")");
  const Diff found = diff(a.root(), b.root(), {.value_bytes_max = 4});
  ASSERT_EQ(found.changes.size(), 1U);
  EXPECT_EQ(found.changes[0].before->json, R"("é")");
  EXPECT_FALSE(found.changes[0].before->is_cut);
  EXPECT_EQ(found.changes[0].after->json, "\"é");
  EXPECT_TRUE(found.changes[0].after->is_cut);
}

TEST(Diff, HostileDocumentsEndSoon) {
  const auto repeated = [](std::size_t count, auto element) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) text += std::string(i == 0 ? "" : ",") + element(i);
    return text + "]";
  };
  const auto nested = [](const std::string& inside) { return std::string(120, '[') + inside + std::string(120, ']'); };
  const std::string numbers = repeated(150'000, [](std::size_t i) { return std::to_string(i); });
  const std::string backwards = repeated(150'000, [](std::size_t i) { return std::to_string(150'000 - i); });
  const std::string with_ids = repeated(60'000, [](std::size_t i) { return fmt::format("{{\"id\":{},\"x\":1}}", i); });
  const std::string with_ids_turned =
      repeated(60'000, [](std::size_t i) { return fmt::format("{{\"id\":{},\"x\":2}}", 60'000 - i); });
  const std::string long_key =
      "{\"" + std::string(900'000, 'k') + "\":" + repeated(50'000, [](std::size_t) { return "1"; }) + "}";
  const std::string long_key_changed =
      "{\"" + std::string(900'000, 'k') + "\":" + repeated(50'000, [](std::size_t) { return "2"; }) + "}";
  const std::pair<std::string, std::string> pairs[] = {
      {numbers, backwards},
      {with_ids, with_ids_turned},
      {nested(numbers), nested(backwards)},
      {nested(numbers + ",1"), nested("1," + numbers)},
      {long_key, long_key_changed},
      {numbers, with_ids},
  };
  for (const auto& [before, after] : pairs) {
    const json::Document a = parse(before);
    const json::Document b = parse(after);
    const auto begin = std::chrono::steady_clock::now();
    const Diff found = diff(a.root(), b.root());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_LE(found.changes.size(), base::limits::diff_changes_max);
    EXPECT_LT(took.count(), 10.0) << before.substr(0, 20);
    std::size_t bytes = 0;
    for (const Change& change : found.changes) bytes += change.pointer_before.size() + change.pointer_after.size();
    EXPECT_LE(bytes, base::limits::diff_text_bytes_max);
  }
}

// ---- properties of any two documents --------------------------------------------------------------------------------

// A small document shaped like a configuration: objects with ids, names, nested arrays, and few different values, so
// that equal parts are frequent.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::string value(int depth) {
    switch (below(depth == 0 ? 3 : 7)) {
      case 0: return std::to_string(below(3));
      case 1: return fmt::format("\"{}\"", word());
      case 2: return below(2) == 0 ? "null" : "true";
      case 3: return array(depth, [&] { return value(depth - 1); });
      case 4: {
        const std::string key = below(2) == 0 ? "id" : "name";
        return array(depth, [&] { return fmt::format("{{\"{}\":\"{}\",\"x\":{}}}", key, word(), value(depth - 1)); });
      }
      default: {
        std::string text = "{";
        for (const char* key : {"a", "b", "reporting", "reportTypes", "fields"})
          if (below(3) == 0) text += fmt::format("{}\"{}\":{}", text.size() == 1 ? "" : ",", key, value(depth - 1));
        return text + "}";
      }
    }
  }

 private:
  std::size_t below(std::size_t bound) {
    std::array<std::byte, 1> byte{};
    random_.fill(byte);
    return std::to_integer<std::size_t>(byte[0]) % bound;
  }
  std::string word() { return std::string(1, static_cast<char>('p' + below(6))); }
  template <class Element>
  std::string array(int, Element element) {
    std::string text = "[";
    for (std::size_t left = below(6); left > 0; --left) text += std::string(text.size() == 1 ? "" : ",") + element();
    return text + "]";
  }

  base::SeededRandom random_;
};

TEST(Diff, ItsChangesTurnOneDocumentIntoTheOther) {
  const DiffBounds everything{.changes_max = SIZE_MAX, .text_bytes_max = SIZE_MAX, .value_bytes_max = SIZE_MAX};
  const bool holds = rc::check("applying diff(a, b) to a gives b, and diff(a, a) is empty", [&](std::uint64_t seed) {
    Maker maker(seed);
    for (int round = 0; round < 20; ++round) {
      const json::Document a = parse(maker.value(4));
      const json::Document b = parse(maker.value(4));
      RC_ASSERT(diff(a.root(), a.root()).changes.empty());
      const Diff found = diff(a.root(), b.root(), everything);
      RC_ASSERT(!found.is_truncated);
      RC_ASSERT(detail::apply(detail::to_tree(a.root()), found.changes) == detail::to_tree(b.root()));
      RC_ASSERT(found.changes.empty() == (detail::to_tree(a.root()) == detail::to_tree(b.root())));
    }
  });
  EXPECT_TRUE(holds);
}

TEST(Alignment, MovesAsFewAsPossible) {
  const auto moved = [](const detail::Pairs& pairs) {
    std::size_t count = 0;
    for (const bool is_moved : detail::out_of_order(pairs)) count += is_moved ? 1 : 0;
    return count;
  };
  EXPECT_EQ(moved({}), 0U);
  EXPECT_EQ(moved({{0, 0}, {1, 1}, {2, 2}}), 0U);
  EXPECT_EQ(moved({{0, 2}, {1, 0}, {2, 1}}), 1U);
  EXPECT_EQ(moved({{0, 3}, {1, 2}, {2, 1}, {3, 0}}), 3U);
}

}  // namespace
}  // namespace connectory::compare
