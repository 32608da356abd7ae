#include "text/template.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"

namespace connectory::text {

namespace limits = base::limits;

bool Template::is_constant() const {
  return parts.empty() || (parts.size() == 1 && std::holds_alternative<std::string>(parts.front()));
}

const Expression* Template::whole() const {
  return parts.size() == 1 ? std::get_if<Expression>(&parts.front()) : nullptr;
}

base::Result<Template, SyntaxError> parse_template(std::string_view text, const ParseContext& context) {
  using Code = SyntaxError::Code;
  const auto refuse = [](Code code, std::size_t offset, std::string detail) {
    return std::unexpected(SyntaxError{code, offset, std::move(detail)});
  };
  if (text.size() > limits::template_bytes_max)
    return refuse(Code::too_large, 0,
                  fmt::format("a string with placeholders can have at most {} bytes", limits::template_bytes_max));
  Template result;
  std::size_t placeholders = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("{{", at);
    const std::size_t end = std::min(open, text.size());
    if (end > at) result.parts.emplace_back(std::string(text.substr(at, end - at)));
    if (open == std::string_view::npos) break;
    if (++placeholders > limits::template_placeholders_max)
      return refuse(Code::too_large, open,
                    fmt::format("a string can have at most {} placeholders", limits::template_placeholders_max));
    TRY(ParsedPart part, parse_expression_at(text, open + 2, context));
    if (part.end == text.size()) return refuse(Code::not_closed, open, "the placeholder that starts here has no '}}'");
    if (!text.substr(part.end).starts_with("}}")) return refuse_at(text, part.end, "an operator or '}}'");
    result.parts.emplace_back(std::move(part.expression));
    at = part.end + 2;
  }
  return result;
}

}  // namespace connectory::text
