#pragma once

// The rules for texts that people enter: titles, descriptions, notes, names.
// Pure; safe on every thread. Errors: the violated rule, as the end of a sentence whose subject is the text.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace connectory::service {

struct TextRule {
  std::size_t points_min;
  std::size_t points_max;
  enum class Form : std::uint8_t {
    value,  // any text without U+0000
    line,   // no control characters, and at least one visible character
    prose,  // the same, but with line breaks and tabs
  } form;
};

inline constexpr TextRule title_rule{1, base::limits::connector_title_max, TextRule::Form::line};
inline constexpr TextRule description_rule{0, base::limits::connector_description_max, TextRule::Form::prose};
inline constexpr TextRule note_rule{0, base::limits::version_note_max, TextRule::Form::prose};
inline constexpr TextRule secret_name_rule{1, base::limits::secret_name_max, TextRule::Form::line};
inline constexpr TextRule secret_value_rule{1, base::limits::secret_value_max, TextRule::Form::value};

// `text` may be any bytes. Absent: it follows the rule.
std::optional<std::string> find_broken_rule(std::string_view text, const TextRule& rule);

}  // namespace connectory::service
