#pragma once

// Templates: text with placeholders and filters, `Bearer {{ user.access_token }}`, `{{ query.start_date.date |
// date("YYYYMMDD") }}`. This parser checks only the syntax. language/placeholders.h defines which names exist and where
// they may be used, and text/filters.h defines the filters.
//
//   text        = *( literal / "{{" expression "}}" )
//   expression  = operand *( "|" filter )
//   operand     = name / name "()" / string / number / "true" / "false" / "null"
//   name        = step *( "." step / "[" ( string / index ) "]" )       ; step: letters, digits, '_', '-'
//   filter      = name [ "(" [ operand *( "," operand ) ] ")" ]
//
// A string is in double or single quotes. A backslash escapes a quote or a backslash; \n, \r and \t are supported.
// Literal opening braces are written {{ "{{" }}. Parsing is total and bounded (base/limits.h); templates have no loops
// and no code.
// Threads: values. Errors: TemplateError, with the byte offset in the given text.
// Source: connector language, "Placeholders".

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace connectory::text {

struct TemplateError {
  enum class Code : std::uint8_t {
    not_closed,  // `{{` without `}}`, a string without its end quote, a parenthesis or bracket left open
    unexpected,  // something that the grammar does not allow there
    too_large,   // more text, placeholders, filters or steps than base/limits.h allows
  };
  Code code;
  std::size_t offset;  // in bytes, from 0
  std::string detail;  // a sentence: what was found, and what was expected
};

// `query.start_date.date`, `row['Campaign name']`, `identity()`.
struct Name {
  std::vector<std::string> steps;  // at least one
  bool is_call = false;
  std::size_t offset = 0;
  std::size_t length = 0;

  std::string text() const;  // the steps joined by dots, followed by `()` if it is a call
};

struct Literal {
  std::variant<std::monostate, bool, double, std::string> value;  // monostate: null
  std::size_t offset = 0;
  std::size_t length = 0;
};

using Operand = std::variant<Name, Literal>;

struct Filter {
  std::string name;
  std::vector<Operand> arguments;
  std::size_t offset = 0;
};

struct Expression {
  Operand subject;
  std::vector<Filter> filters;
  std::size_t offset = 0;  // of the operand
};

struct Template {
  std::vector<std::variant<std::string, Expression>> parts;  // never two texts in a row; empty for an empty text

  bool is_constant() const;  // there is no placeholder
};

base::Result<Template, TemplateError> parse_template(std::string_view text);
// One expression without its braces.
base::Result<Expression, TemplateError> parse_expression(std::string_view text);

}  // namespace connectory::text
