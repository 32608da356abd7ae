#include "text/filters.h"

#include <algorithm>

namespace connectory::text {
namespace {

using enum FilterArgument::Kind;

constexpr FilterArgument date_arguments[] = {{date_format, "format", true}, {time_zone, "zone", false}};
constexpr FilterArgument days_argument[] = {{whole_number, "days", true}};
constexpr FilterArgument replace_arguments[] = {{any, "from", true}, {any, "to", true}};
constexpr FilterArgument separator_argument[] = {{text, "separator", true}};
constexpr FilterArgument fallback_argument[] = {{any, "fallback", true}};
constexpr FilterArgument key_argument[] = {{any, "key", true}};
constexpr FilterArgument name_argument[] = {{text, "key", true}};
constexpr FilterArgument digits_argument[] = {{whole_number, "digits", false}};

constexpr FilterRule rules[] = {
    {"date", date_arguments, "A date or time in a different format and, if given, a different time zone.",
     R"(query.start_date.date | date("YYYYMMDD"))", "20240131"},
    {"add_days", days_argument, "A date moved by a number of days, backward if the number is negative.",
     "query.end_date.date | add_days(1)", "2024-02-01"},
    {"timestamp", {}, "A date or time as Unix seconds.", "query.start_date.date | timestamp", "1706659200"},
    {"iso",
     {},
     "A date or time in ISO 8601, with seconds and offset.",
     "query.start_date.date | iso",
     "2024-01-31T00:00:00+00:00"},
    {"json",
     {},
     "The value as JSON text: quoted and escaped, arrays included.",
     "query.fields | json",
     R"(["clicks","cost"])"},
    {"urlencode", {}, "The value, percent-encoded for a URL.", R"("a b&c" | urlencode)", "a%20b%26c"},
    {"base64", {}, "The value in Base64, with the standard alphabet.", R"("user:secret" | base64)", "dXNlcjpzZWNyZXQ="},
    {"lower", {}, "The value in lower case.", R"("AbC" | lower)", "abc"},
    {"upper", {}, "The value in upper case.", R"("AbC" | upper)", "ABC"},
    {"trim", {}, "The value without leading and trailing white space.", R"("  a " | trim)", "a"},
    {"replace", replace_arguments, "The value with each occurrence of a string replaced.",
     R"("a-b" | replace("-", "_"))", "a_b"},
    {"split", separator_argument, "A string, split into an array at each separator.", R"("a,b" | split(","))",
     R"(["a","b"])"},
    {"join", separator_argument, "An array, joined into a string with a separator.", R"(query.metrics | join("|"))",
     "clicks|cost"},
    {"objects", name_argument, "An array as objects with one key each, which some APIs expect in JSON bodies.",
     R"(query.metrics | objects("name"))", R"([{"name":"clicks"},{"name":"cost"}])"},
    {"first",
     {},
     "The first element of an array, or the first character of a string.",
     "query.metrics | first",
     "clicks"},
    {"last", {}, "The last element of an array, or the last character of a string.", "query.metrics | last", "cost"},
    {"length", {}, "The number of elements of an array, or of characters of a string.", "query.metrics | length", "2"},
    {"default", fallback_argument, "The value, or a fallback if it is empty or missing.",
     R"(settings.level | default("campaign"))", "campaign"},
    {"md5",
     {},
     "The MD5 hash in hexadecimal, for APIs that still require it.",
     R"("abc" | md5)",
     "900150983cd24fb0d6963f7d28e17f72"},
    {"sha256",
     {},
     "The SHA-256 hash in hexadecimal.",
     R"("abc" | sha256)",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"hmac_sha256", key_argument, "The HMAC with SHA-256 in hexadecimal, with a key.",
     R"("abc" | hmac_sha256(secrets.signing_key))", "9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab"},
    {"round", digits_argument, "A number, rounded to the given digits, or to a whole number.", "3.14159 | round(2)",
     "3.14"},
};

}  // namespace

std::span<const FilterRule> filter_rules() { return rules; }

const FilterRule* find_filter(std::string_view name) {
  const auto* const found = std::ranges::find(rules, name, &FilterRule::name);
  return found == std::ranges::end(rules) ? nullptr : found;
}

}  // namespace connectory::text
