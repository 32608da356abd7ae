#include "text/filters.h"

#include <algorithm>
#include <utility>

namespace connectory::text {
namespace {

using enum FilterArgument::Kind;

constexpr FilterArgument date_arguments[] = {{date_format, "format", true}, {time_zone, "zone", false}};
constexpr FilterArgument days_argument[] = {{whole_number, "days", true}};
constexpr FilterArgument digits_argument[] = {{whole_number, "digits", false}};
constexpr FilterArgument duration_argument[] = {{duration, "duration", true}};
constexpr FilterArgument extract_arguments[] = {{regex, "pattern", true}, {whole_number, "group", false}};
constexpr FilterArgument fallback_argument[] = {{any, "fallback", true}};
constexpr FilterArgument index_argument[] = {{whole_number, "index", true}};
constexpr FilterArgument key_argument[] = {{any, "key", true}};
constexpr FilterArgument match_argument[] = {{regex, "pattern", true}};
constexpr FilterArgument name_argument[] = {{text, "name", true}};
constexpr FilterArgument optional_name_argument[] = {{text, "name", false}};
constexpr FilterArgument part_argument[] = {{any, "part", true}};
constexpr FilterArgument regex_replace_arguments[] = {{regex, "pattern", true}, {text, "replacement", true}};
constexpr FilterArgument replace_arguments[] = {{any, "from", true}, {any, "to", true}};
constexpr FilterArgument separator_argument[] = {{text, "separator", true}};
constexpr FilterArgument where_arguments[] = {{text, "name", true}, {any, "value", true}};

constexpr Kinds all = Kinds::any();
constexpr Kinds a_text = Kinds::text | Kinds::none;
constexpr Kinds a_number = Kinds::number | Kinds::none;
constexpr Kinds a_list = Kinds::list | Kinds::none;
constexpr Kinds a_moment = Kinds::moment | Kinds::none;
constexpr Kinds scalars = Kinds::text | Kinds::number | Kinds::boolean | Kinds::moment | Kinds::none;
constexpr Kinds numbers = Kinds::number | Kinds::text | Kinds::none;
constexpr Kinds moments = Kinds::moment | Kinds::text | Kinds::number | Kinds::none;
constexpr Kinds lists = Kinds::list | Kinds::none;

using F = FilterName;

constexpr FilterRule rules[] = {
    // Texts.
    {F::lower, "lower", {}, all, a_text, "The value in lower case.", R"("AbC" | lower)", "abc"},
    {F::upper, "upper", {}, all, a_text, "The value in upper case.", R"("AbC" | upper)", "ABC"},
    {F::trim, "trim", {}, all, a_text, "The value without leading and trailing white space.", R"("  a " | trim)", "a"},
    {F::replace, "replace", replace_arguments, all, a_text, "The value with each occurrence of a string replaced.",
     R"("a-b" | replace("-", "_"))", "a_b"},
    {F::contains, "contains", part_argument, all, Kinds::boolean | Kinds::none,
     "Whether a text has this part, a list this element, or an object this member.", R"("abc" | contains("b"))",
     "true"},
    {F::starts_with, "starts_with", part_argument, all, Kinds::boolean | Kinds::none,
     "Whether the text begins with this part.", R"("abc" | starts_with("ab"))", "true"},
    {F::ends_with, "ends_with", part_argument, all, Kinds::boolean | Kinds::none,
     "Whether the text ends with this part.", R"("abc" | ends_with("bc"))", "true"},
    {F::match, "match", match_argument, all, Kinds::boolean | Kinds::none,
     "Whether the regular expression (RE2) matches a part of the text. Begin it with `^` and end it with `$` for the "
     "whole text.",
     R"("item-17" | match("^item-[0-9]+$"))", "true"},
    {F::regex_extract, "regex_extract", extract_arguments, all, a_text,
     "The part of the text that the regular expression matches: its first group, the group with this number, or the "
     "whole match if it has no group. If nothing matches, none.",
     R"_("item-17" | regex_extract("([0-9]+)"))_", "17"},
    {F::regex_replace, "regex_replace", regex_replace_arguments, all, a_text,
     "The text with each match of the regular expression replaced. In the replacement, `\\\\1` is the first group.",
     R"("2024-01-31" | regex_replace("-", "/"))", "2024/01/31"},
    {F::snake_case,
     "snake_case",
     {},
     all,
     a_text,
     "The name in lower case, with `_` between its words.",
     R"("createdAt" | snake_case)",
     "created_at"},
    {F::text,
     "text",
     {},
     all,
     Kinds::text | Kinds::none,
     "The value as a text. Filters for texts do this by themselves.",
     R"((row.id | text) == "17")",
     "true"},
    {F::split, "split", separator_argument, all, a_list, "A string, split into a list at each separator.",
     R"("a,b" | split(","))", "a,b"},

    // Encodings and hashes.
    {F::json,
     "json",
     {},
     all,
     Kinds::text,
     "The value as JSON text: quoted and escaped, lists and objects included.",
     "query.fields | json",
     R"(["clicks","cost"])"},
    {F::from_json,
     "from_json",
     {},
     all,
     all,
     "The value that a JSON text describes.",
     R"(('{"id":17}' | from_json).id)",
     "17"},
    {F::urlencode,
     "urlencode",
     {},
     all,
     a_text,
     "The value, percent-encoded for a URL.",
     R"("a b&c" | urlencode)",
     "a%20b%26c"},
    {F::path,
     "path",
     {},
     all,
     a_text,
     "The value as several segments of a URL's path: `/` is kept, everything else is encoded. Empty segments, `.` and "
     "`..` stop the run.",
     R"("reports/2024 Q1" | path)",
     "reports/2024%20Q1"},
    {F::xml,
     "xml",
     {},
     all,
     a_text,
     "The value with the special characters of XML escaped.",
     R"("a < b" | xml)",
     "a &lt; b"},
    {F::base64,
     "base64",
     {},
     all,
     a_text,
     "The value in Base64, with the standard alphabet.",
     R"("user:secret" | base64)",
     "dXNlcjpzZWNyZXQ="},
    {F::base64_decode,
     "base64_decode",
     {},
     all,
     a_text,
     "The text that Base64 encodes, in the standard or the URL alphabet. If it is not UTF-8, none.",
     R"("dXNlcg==" | base64_decode)",
     "user"},
    {F::hex, "hex", {}, all, a_text, "The bytes of the text in hexadecimal.", R"("abc" | hex)", "616263"},
    {F::md5,
     "md5",
     {},
     all,
     a_text,
     "The MD5 hash in hexadecimal, for APIs that still require it.",
     R"("abc" | md5)",
     "900150983cd24fb0d6963f7d28e17f72"},
    {F::sha1,
     "sha1",
     {},
     all,
     a_text,
     "The SHA-1 hash in hexadecimal, for APIs that still require it.",
     R"("abc" | sha1)",
     "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {F::sha256,
     "sha256",
     {},
     all,
     a_text,
     "The SHA-256 hash in hexadecimal.",
     R"("abc" | sha256)",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {F::sha512,
     "sha512",
     {},
     all,
     a_text,
     "The SHA-512 hash in hexadecimal.",
     R"("" | sha512)",
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a"
     "538327af927da3e"},
    {F::hmac_sha1, "hmac_sha1", key_argument, all, a_text, "The HMAC with SHA-1 in hexadecimal, with a key.",
     R"("abc" | hmac_sha1("key"))", "4fd0b215276ef12f2b3e4c8ecac2811498b656fc"},
    {F::hmac_sha256, "hmac_sha256", key_argument, all, a_text, "The HMAC with SHA-256 in hexadecimal, with a key.",
     R"("abc" | hmac_sha256("key"))", "9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab"},
    {F::hmac_sha512, "hmac_sha512", key_argument, all, a_text, "The HMAC with SHA-512 in hexadecimal, with a key.",
     R"(("abc" | hmac_sha512("key"))[:16])", "3926a207c8c42b0c"},

    // Numbers.
    {F::int_,
     "int",
     {},
     numbers | Kinds::boolean,
     a_number,
     "The whole part of a number, or of a text that is a number.",
     R"("17.9" | int)",
     "17"},
    {F::float_,
     "float",
     {},
     numbers | Kinds::boolean,
     a_number,
     "The number that a text is. Same as `number`.",
     R"("1.50" | float)",
     "1.50"},
    {F::number,
     "number",
     {},
     numbers | Kinds::boolean,
     a_number,
     "The number that a text is, as it is written. If the text is not a number, none.",
     R"(("17" | number) + 1)",
     "18"},
    {F::round, "round", digits_argument, numbers, a_number,
     "A number, rounded to the given digits, or to a whole number. Halves are rounded away from zero.",
     "3.14159 | round(2)", "3.14"},
    {F::abs, "abs", {}, numbers, a_number, "A number without its sign.", "-1.5 | abs", "1.5"},

    // Dates and times.
    {F::date, "date", date_arguments, moments, a_text,
     "A date or time in a different format and, if given, a different time zone. A number is in Unix seconds.",
     R"(query.start_date.date | date("YYYYMMDD"))", "20240131"},
    {F::date_parse, "date_parse", date_arguments, numbers, a_moment,
     "The date or time that a text in this format is. A time without an offset is in the zone, or in UTC.",
     R"("31.01.2024" | date_parse("DD.MM.YYYY"))", "2024-01-31"},
    {F::add, "add", duration_argument, moments, a_moment,
     "A date or time moved by an ISO 8601 duration, which can have a sign. A date stays a date unless the duration has "
     "a time.",
     R"(query.end_date.date | add("-P1M"))", "2024-01-29"},
    {F::add_days, "add_days", days_argument, moments, a_moment,
     "A date moved by a number of days, backward if the number is negative.", "query.end_date.date | add_days(1)",
     "2024-03-01"},
    {F::timestamp,
     "timestamp",
     {},
     moments,
     a_number,
     "A date or time as Unix seconds.",
     "query.start_date.date | timestamp",
     "1706659200"},
    {F::iso,
     "iso",
     {},
     moments,
     a_text,
     "A date or time in ISO 8601, with seconds and offset.",
     "query.start_date.date | iso",
     "2024-01-31T00:00:00+00:00"},

    // Lists and objects.
    {F::join, "join", separator_argument, all, a_text, "A list, joined into a string with a separator.",
     R"(query.fields | join("|"))", "clicks|cost"},
    {F::list,
     "list",
     {},
     all,
     Kinds::list,
     "The value as a list: none becomes an empty list, and a value that is not a list becomes its only element. In a "
     "JSON body, a list of the query is written as a text with commas, and with this filter as an array.",
     "query.fields | list | json",
     R"(["clicks","cost"])"},
    {F::objects, "objects", name_argument, lists, a_list,
     "A list as objects with one member each, which some APIs expect in JSON bodies.",
     R"(query.fields | objects("name") | json)", R"([{"name":"clicks"},{"name":"cost"}])"},
    {F::map, "map", name_argument, lists, a_list, "The member with this name of each element.",
     R"([{"id":1},{"id":2}] | map("id"))", "1,2"},
    {F::where, "where", where_arguments, lists, a_list, "The elements whose member with this name has this value.",
     R"([{"id":1,"on":true},{"id":2,"on":false}] | where("on", true) | map("id"))", "1"},
    {F::first,
     "first",
     {},
     all,
     all,
     "The first element of a list, or the first character of a string.",
     "query.fields | first",
     "clicks"},
    {F::last,
     "last",
     {},
     all,
     all,
     "The last element of a list, or the last character of a string.",
     "query.fields | last",
     "cost"},
    {F::nth, "nth", index_argument, all, all,
     "The element of a list or the character of a string at this index. The first one has the index 0, the last one "
     "-1.",
     R"(["a","b","c"] | nth(1))", "b"},
    {F::length,
     "length",
     {},
     all,
     Kinds::number,
     "The number of elements of a list, members of an object, or characters of a string.",
     "query.fields | length",
     "2"},
    {F::unique, "unique", {}, lists, a_list, "A list without repeated elements.", R"(["a","b","a"] | unique)", "a,b"},
    {F::sort, "sort", optional_name_argument, lists, a_list,
     "A list in ascending order, of its elements or of their member with this name. The elements must be of one kind.",
     "[3, 1, 2] | sort", "1,2,3"},
    {F::min,
     "min",
     {},
     lists,
     scalars,
     "The smallest element of a list. Elements that are none do not count.",
     "[3, 1, 2] | min",
     "1"},
    {F::max,
     "max",
     {},
     lists,
     scalars,
     "The largest element of a list. Elements that are none do not count.",
     "[3, 1, 2] | max",
     "3"},
    {F::sum,
     "sum",
     {},
     lists,
     a_number,
     "The sum of a list of numbers. Elements that are none do not count.",
     "[0.1, 0.2] | sum",
     "0.3"},
    {F::keys,
     "keys",
     {},
     Kinds::object | Kinds::none,
     a_list,
     "The names of the members of an object.",
     R"({"a":1,"b":2} | keys)",
     "a,b"},
    {F::values,
     "values",
     {},
     Kinds::object | Kinds::none,
     a_list,
     "The values of the members of an object.",
     R"({"a":1,"b":2} | values)",
     "1,2"},
    {F::items,
     "items",
     {},
     Kinds::object | Kinds::none,
     a_list,
     "The members of an object, each as a list of its name and its value.",
     R"({"a":1,"b":2} | items | json)",
     R"([["a",1],["b",2]])"},

    {F::default_, "default", fallback_argument, all, all,
     "The value, or a fallback if it is missing, none, or an empty text, list or object.",
     R"(settings.level | default("campaign"))", "campaign"},
};

}  // namespace

Kinds Kinds::of(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::missing:
    case Value::Kind::none: return Kinds::none;
    case Value::Kind::boolean: return Kinds::boolean;
    case Value::Kind::integer:
    case Value::Kind::decimal: return Kinds::number;
    case Value::Kind::text: return Kinds::text;
    case Value::Kind::list: return Kinds::list;
    case Value::Kind::object: return Kinds::object;
    case Value::Kind::day:
    case Value::Kind::time: return Kinds::moment;
  }
  std::unreachable();
}

std::span<const FilterRule> filter_rules() { return rules; }

const FilterRule* find_filter(std::string_view name) {
  const auto* const found = std::ranges::find(rules, name, &FilterRule::name);
  return found == std::ranges::end(rules) ? nullptr : found;
}

const FilterRule& rule_of(FilterName filter) { return *std::ranges::find(rules, filter, &FilterRule::id); }

}  // namespace connectory::text
