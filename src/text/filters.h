#pragma once

// The filters of templates: the one table of their names, what they take and what they give. Checked when a connector is
// saved, listed in docs/language.md.
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
  std::span<const FilterArgument> arguments;  // those that are required come first
  std::string_view summary;
  std::string_view example;  // an expression without its braces
  std::string_view result;   // what the example gives
};

std::span<const FilterRule> filter_rules();
const FilterRule* find_filter(std::string_view name);  // null: there is no such filter

}  // namespace connectory::text
