#include "language/data_type.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"

namespace connectory::language {
namespace {

using DataTypeKind = DataType::Kind;

constexpr std::string_view types[] = {"string", "int", "float", "bool"};

// The groups and classes that existing connectors use, for display, except for those that say otherwise. Values of any
// other group or class are shown as plain text or numbers.
constexpr DataTypeClass classes[] = {
    {"time.date", "A day.", DataTypeKind::date},
    {"time.datetime", "A point in time.", DataTypeKind::time},
    {"time.timestamp", "A point in time. With the type `int`, a number such as Unix seconds.", DataTypeKind::time},
    {"time.year", "A year."},
    {"time.quarter", "A quarter of a year."},
    {"time.month", "A month, by its number or name."},
    {"time.week", "A week of a year."},
    {"time.day", "A day in a notation of the API."},
    {"time.hour", "An hour of the day."},
    {"time.minute", "A minute of the hour."},
    {"time.second", "A second of the minute."},
    {"time.year_month", "A month of a certain year, such as `2024-01`."},
    {"time.year_week", "A week of a certain year, such as `2024-W05`."},
    {"time.day_of_week", "A weekday, by its number or name."},
    {"time.day_of_month", "A day of the month, by its number."},
    {"time.time", "A time of day."},
    {"text.value", "Any text."},
    {"text.id", "An identifier."},
    {"text.name", "A name."},
    {"text.title", "A title."},
    {"text.description", "A longer text."},
    {"text.url", "A URL."},
    {"text.email", "An e-mail address."},
    {"text.html", "A text in HTML."},
    {"text.image", "The URL of an image."},
    {"text.list", "Several values in one text."},
    {"text.boolean", "Yes or no."},
    {"text.json", "JSON, written as text."},
    {"number.value", "Any number."},
    {"number.percentage", "A share of a whole. A value that ends in `%` is divided by 100.", DataTypeKind::text, true},
    {"number.percent", "The same as `number.percentage`.", DataTypeKind::text, true},
    {"number.ratio", "One number divided by another."},
    {"number.id", "An identifier."},
    {"number.count", "A number of things."},
    {"number.rank", "A position in an order."},
    {"number.bytes", "An amount of data."},
    {"currency.value", "An amount of money."},
    {"currency.code", "The code of a currency, such as `EUR`."},
    {"currency.symbol", "The sign of a currency, such as `€`."},
    {"duration.milliseconds", "A duration in milliseconds."},
    {"duration.seconds", "A duration in seconds."},
    {"duration.minutes", "A duration in minutes."},
    {"duration.hours", "A duration in hours."},
    {"duration.days", "A duration in days."},
    {"duration.value", "A duration in a unit of the API."},
    {"geo.continent", "A continent."},
    {"geo.country", "A country."},
    {"geo.country_code", "The code of a country, such as `FI`."},
    {"geo.region", "A region of a country."},
    {"geo.state", "A state or province."},
    {"geo.city", "A city."},
    {"geo.metro", "A metropolitan area."},
    {"geo.zip", "A postal code."},
    {"geo.postal_code", "A postal code."},
    {"geo.latitude", "A latitude in degrees."},
    {"geo.longitude", "A longitude in degrees."},
    {"geo.coordinates", "A latitude and a longitude."},
    {"geo.value", "Any place."},
    {"language.name", "A language."},
    {"language.code", "The code of a language, such as `fi`."},
    {"language.value", "A language, by its name or code."},
    {"url.value", "A URL."},
    {"url.image", "The URL of an image."},
    {"image.url", "The URL of an image."},
    {"boolean.value", "Yes or no."},
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

DataTypeKind kind_of(std::string_view type, const DataTypeClass* known) {
  if (type == "int") return DataTypeKind::whole_number;
  if (type == "float") return DataTypeKind::number;
  if (type == "bool") return DataTypeKind::boolean;
  return known == nullptr ? DataTypeKind::text : known->of_string;
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
  const std::string group_and_class = fmt::format("{}.{}", parts[1], parts[2]);
  const auto* const found = std::ranges::find(classes, group_and_class, &DataTypeClass::name);
  const DataTypeClass* const known = found == std::ranges::end(classes) ? nullptr : found;
  DataType type{.kind = kind_of(parts[0], known),
                .text = std::string(text),
                .is_known_class = known != nullptr,
                .suggestion = {},
                .is_percentage = known != nullptr && known->is_percentage};
  if (known == nullptr)
    if (const auto close = base::nearest(group_and_class, classes | std::views::transform(&DataTypeClass::name)))
      type.suggestion = fmt::format("{}.{}", parts[0], *close);
  return type;
}

std::span<const DataTypeClass> data_type_classes() { return classes; }

}  // namespace connectory::language
