#pragma once

// The table of template filters: their names, arguments and results. Templates are checked against it when a connector
// is saved, and docs/language.md lists it.
// Threads: constant data. Source: connector language, "Placeholders".

#include <cstdint>
#include <span>
#include <string_view>

namespace connectory::text {

struct FilterArgument {
  enum class Kind : std::uint8_t { text, whole_number, any, date_format, time_zone } kind;
  std::string_view name;
  bool is_required;
};

struct FilterRule {
  std::string_view name;
  std::span<const FilterArgument> arguments;  // required ones come first
  std::string_view summary;
  std::string_view example;  // an expression without its braces
  std::string_view result;   // the result of the example
};

std::span<const FilterRule> filter_rules();
const FilterRule* find_filter(std::string_view name);  // null: unknown

}  // namespace connectory::text
