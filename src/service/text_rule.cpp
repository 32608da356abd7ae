#include "service/text_rule.h"

#include <fmt/format.h>

#include "json/utf8.h"

namespace connectory::service {

std::optional<std::string> find_broken_rule(std::string_view text, const TextRule& rule) {
  using enum TextRule::Form;
  if (!json::is_utf8(text)) return "must be UTF-8";
  const std::size_t points = json::count_code_points(text);
  if (points < rule.points_min || points > rule.points_max)
    return fmt::format("has {} characters; {} to {} are allowed", points, rule.points_min, rule.points_max);
  if (rule.form == value) {
    if (text.contains('\0')) return "must not contain the character U+0000";
    return std::nullopt;
  }
  const json::Lines lines = rule.form == line ? json::Lines::one : json::Lines::several;
  if (const auto control = json::find_control(text, lines))
    return fmt::format("must not contain control characters{}; there is one at character {}",
                       rule.form == line ? "" : " other than line breaks and tabs",
                       json::count_code_points(text.substr(0, *control)) + 1);
  if (!text.empty() && json::is_blank(text)) return "must not consist of white space only";
  return std::nullopt;
}

}  // namespace connectory::service
