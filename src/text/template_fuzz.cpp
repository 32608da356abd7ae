// Templates, expressions and date formats from any bytes cause no crash and no hang, and accepted text has valid
// positions.

#include "text/template.h"

#include <cstdlib>

#include "text/date_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory::text;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto parsed = parse_template(text)) {
    std::size_t last = 0;
    for (const auto& part : parsed->parts) {
      const auto* expression = std::get_if<Expression>(&part);
      if (expression == nullptr) continue;
      if (expression->offset < last || expression->offset >= size) std::abort();
      last = expression->offset;
    }
  } else if (parsed.error().offset > size || parsed.error().detail.empty()) {
    std::abort();
  }
  const auto expression = parse_expression(text);
  if (!expression && expression.error().offset > size) std::abort();
  const auto format = parse_date_format(text);
  if (format && format->parts.empty()) std::abort();
  return 0;
}
