#pragma once

// Templates: text with placeholders, `Bearer {{ user.access_token }}`, `{{ query.start_date.date | date("YYYYMMDD") }}`.
// What is between the braces is an expression (text/expression.h). A placeholder ends at the first `}}` outside of
// quotes and brackets. Literal opening braces are written {{ "{{" }}.
// Threads: values. Errors: SyntaxError, with the byte offset in the given text. Bounds: base::limits::template_*.
// Source: connector language, "Placeholders".

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "text/expression.h"

namespace connectory::text {

struct Template {
  std::vector<std::variant<std::string, Expression>> parts;  // never two texts in a row; empty for an empty text

  bool is_constant() const;         // there is no placeholder
  const Expression* whole() const;  // the placeholder, if the text is nothing else; otherwise null
};

base::Result<Template, SyntaxError> parse_template(std::string_view text, const ParseContext& context = {});

}  // namespace connectory::text
