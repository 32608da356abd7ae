#include "language/data_type.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"

namespace connectory::language {
namespace {

using Kind = DataType::Kind;

constexpr std::string_view types[] = {"string", "int", "float", "bool"};

// The groups and classes that existing connectors use. Values of any other group or class are shown as plain text or
// numbers.
constexpr std::string_view classes[] = {
    "time.date",        "time.datetime",    "time.timestamp",   "time.year",        "time.quarter",
    "time.month",       "time.week",        "time.day",         "time.hour",        "time.minute",
    "time.second",      "time.year_month",  "time.year_week",   "time.day_of_week", "time.day_of_month",
    "time.time",        "text.value",       "text.id",          "text.name",        "text.title",
    "text.description", "text.url",         "text.email",       "text.html",        "text.image",
    "text.list",        "text.boolean",     "text.json",        "number.value",     "number.percentage",
    "number.percent",   "number.ratio",     "number.id",        "number.count",     "number.rank",
    "number.bytes",     "currency.value",   "currency.code",    "currency.symbol",  "duration.milliseconds",
    "duration.seconds", "duration.minutes", "duration.hours",   "duration.days",    "duration.value",
    "geo.continent",    "geo.country",      "geo.country_code", "geo.region",       "geo.state",
    "geo.city",         "geo.metro",        "geo.zip",          "geo.postal_code",  "geo.latitude",
    "geo.longitude",    "geo.coordinates",  "geo.value",        "language.name",    "language.code",
    "language.value",   "url.value",        "url.image",        "image.url",        "boolean.value",
};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    parts.push_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  parts.push_back(text);
  return parts;
}

Kind kind_of(std::string_view type, std::string_view group, std::string_view klass) {
  if (type == "int") return Kind::whole_number;
  if (type == "float") return Kind::number;
  if (type == "bool") return Kind::boolean;
  if (group == "time" && klass == "date") return Kind::date;
  if (group == "time" && (klass == "datetime" || klass == "timestamp")) return Kind::time;
  return Kind::text;
}

// The data type for a word that other languages use; empty if there is none.
std::string_view meant_by(std::string_view word) {
  struct Meaning {
    std::string_view word, type;
  };
  constexpr Meaning meanings[] = {{"string", "string.text.value"},      {"text", "string.text.value"},
                                  {"varchar", "string.text.value"},     {"int", "int.number.value"},
                                  {"integer", "int.number.value"},      {"number", "float.number.value"},
                                  {"float", "float.number.value"},      {"double", "float.number.value"},
                                  {"decimal", "float.number.value"},    {"percent", "float.number.percentage"},
                                  {"currency", "float.currency.value"}, {"money", "float.currency.value"},
                                  {"date", "string.time.date"},         {"datetime", "string.time.datetime"},
                                  {"time", "string.time.datetime"},     {"timestamp", "int.time.timestamp"},
                                  {"bool", "bool.boolean.value"},       {"boolean", "bool.boolean.value"},
                                  {"url", "string.text.url"},           {"duration", "int.duration.seconds"}};
  const auto* const found = std::ranges::find(meanings, word, &Meaning::word);
  return found == std::ranges::end(meanings) ? std::string_view() : found->type;
}

}  // namespace

base::Result<DataType, std::string> parse_data_type(std::string_view text) {
  const std::vector<std::string_view> parts = split(text);
  const std::string_view suggestion = meant_by(text);
  if (parts.size() < 3 || parts.size() > 4 || std::ranges::any_of(parts, &std::string_view::empty))
    return std::unexpected<std::string>(
        suggestion.empty() ? "A data type has the form type.group.class."
                           : fmt::format("A data type has the form type.group.class. Did you mean '{}'?", suggestion));
  if (std::ranges::find(types, parts[0]) == std::ranges::end(types)) {
    const auto close = base::nearest(parts[0], types);
    return std::unexpected(fmt::format("Unknown type '{}'; the types are {}.{}", parts[0].substr(0, 40),
                                       fmt::join(types, ", "),
                                       close ? fmt::format(" Did you mean '{}'?", *close) : ""));
  }
  DataType type{kind_of(parts[0], parts[1], parts[2]), std::string(text), true, {}};
  const std::string group_and_class = fmt::format("{}.{}", parts[1], parts[2]);
  if (std::ranges::find(classes, group_and_class) == std::ranges::end(classes)) {
    type.is_known_class = false;
    if (const auto close = base::nearest(group_and_class, classes))
      type.suggestion = fmt::format("{}.{}", parts[0], *close);
  }
  return type;
}

}  // namespace connectory::language
