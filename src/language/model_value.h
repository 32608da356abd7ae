#pragma once

// Where the values of a configuration come from, and scalars, patterns and options.
// A part of the typed model; language/model.h says what holds for all of it.

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "json/path.h"
#include "json/regex_programs.h"
#include "text/template.h"

namespace connectory::language {

using Seconds = std::chrono::duration<double>;

struct StaticText {
  text::Template text;
};
struct InputValue {
  std::string input;
};
struct PathValue {
  json::Path path;
};
struct SecretValue {
  std::string name;  // a stored secret's name or placeholder
};
struct XPathValue {
  std::string path;
};
struct ColumnValue {
  std::string name;
};
struct HeaderValue {
  std::string name;
};
struct ExpressionValue {
  text::Template text;
};
using ValueSource =
    std::variant<StaticText, InputValue, PathValue, SecretValue, XPathValue, ColumnValue, HeaderValue, ExpressionValue>;

struct Property {
  std::string id;
  ValueSource value;
};

// A scalar of the configuration, as text: 1.50 stays 1.50.
struct Scalar {
  enum class Kind : std::uint8_t { text, number, boolean } kind;
  std::string text;
};

// A regular expression, compiled when the document was read; equal ones of a document share a program. Null only in a model that
// is thrown away because of its errors.
struct Regex {
  std::string pattern;
  json::RegexProgram program;
};

struct Option {
  Scalar value;
  std::string label;
};

}  // namespace connectory::language
