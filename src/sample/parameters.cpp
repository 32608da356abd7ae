#include "sample/parameters.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "base/number_text.h"
#include "base/try.h"
#include "json/shown.h"

namespace connectory::sample {
namespace {

namespace limits = base::limits;

std::string quoted(std::string_view text) { return fmt::format("'{}'", json::shown(text)); }

}  // namespace

Result<Parameters> Parameters::parse(std::string_view query, std::span<const std::string_view> known) {
  auto fields = net::parse_form(query);
  if (!fields) return std::unexpected(Error::bad_parameter("The query", "has a percent sign without two digits"));
  for (auto field = fields->begin(); field != fields->end(); ++field) {
    if (std::ranges::find(known, field->name) == known.end())
      return std::unexpected(Error::bad_parameter(
          quoted(field->name), known.empty()
                                   ? "is unknown here: this path takes no parameters"
                                   : fmt::format("is unknown here: this path takes {}", fmt::join(known, ", "))));
    const auto is_same = [&](const net::FormField& other) { return other.name == field->name; };
    if (std::any_of(fields->begin(), field, is_same))
      return std::unexpected(Error::bad_parameter(field->name, "is given twice"));
  }
  Parameters parameters;
  parameters.fields_ = *std::move(fields);
  return parameters;
}

std::optional<std::string_view> Parameters::text(std::string_view name) const {
  const auto field = std::ranges::find(fields_, name, &net::FormField::name);
  if (field == fields_.end()) return std::nullopt;
  return field->value;
}

Result<std::int64_t> Parameters::number(std::string_view name, Bounds bounds) const {
  const auto given = text(name);
  if (!given) return bounds.fallback;
  const auto number = base::parse_number<std::int64_t>(*given);
  if (!number || *number < bounds.min || *number > bounds.max)
    return std::unexpected(Error::bad_parameter(
        name, fmt::format("must be a whole number from {} to {}, not {}", bounds.min, bounds.max, quoted(*given))));
  return *number;
}

Result<Day> Parameters::day(std::string_view name) const {
  const auto given = text(name);
  if (!given) return std::unexpected(Error::bad_parameter(name, "is missing: a day such as 2024-03-01"));
  const auto day = parse_day(*given);
  if (!day)
    return std::unexpected(Error::bad_parameter(
        name, fmt::format("must be a day such as 2024-03-01, from 1970 to 2099, not {}", quoted(*given))));
  return *day;
}

Result<DayRange> Parameters::days(std::string_view first_name, std::string_view last_name) const {
  TRY(const Day first, day(first_name));
  TRY(const Day last, day(last_name));
  if (last < first)
    return std::unexpected(Error::bad_parameter(last_name, fmt::format("must not be before {}", first_name)));
  const DayRange range{first, last};
  if (range.days_count() > limits::sample_days_max)
    return std::unexpected(Error::bad_parameter(
        last_name, fmt::format("must be at most {} days after {}", limits::sample_days_max - 1, first_name)));
  return range;
}

}  // namespace connectory::sample
