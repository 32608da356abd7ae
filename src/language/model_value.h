#pragma once

// The sources of values, and scalars, patterns and options.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "json/path.h"
#include "json/regex_programs.h"
#include "text/template.h"
#include "text/time_zone.h"
#include "text/xpath.h"

namespace connectory::language {

using Seconds = std::chrono::duration<double>;

struct StaticText {
  text::Template text;
};
struct InputValue {
  std::size_t input;  // index in Configuration::inputs
};
struct PathValue {
  json::Path path;
};
struct StoredSecret {
  std::size_t secret;  // index in Configuration::stored_secrets
};
struct DeclaredSecretValue {
  std::size_t secret;  // index in Configuration::secrets
};
struct XPathValue {
  text::XPath path;
};
struct ColumnValue {
  std::variant<std::string, std::size_t> column;  // its name, or its number from 0
};
struct HeaderValue {
  std::string name;
};
struct BodyText {};  // the text of the response
struct ExpressionValue {
  text::Expression expression;
};
using ValueSource = std::variant<StaticText, InputValue, PathValue, StoredSecret, DeclaredSecretValue, XPathValue,
                                 ColumnValue, HeaderValue, BodyText, ExpressionValue>;

// A time zone by its name, or a text that names one.
using Zone = std::variant<const text::TimeZone*, text::Template>;

struct Property {
  std::string id;
  ValueSource value;
  bool is_secret = false;
};

// A scalar of the configuration, as text, so that 1.50 stays 1.50.
struct Scalar {
  enum class Kind : std::uint8_t { text, number, boolean } kind;
  std::string text;
};

// A regular expression, compiled when the document was read. Equal patterns in a document share a program. The program
// is null only in a model that is discarded because of errors.
struct Regex {
  std::string pattern;
  json::RegexProgram program;
};

struct Option {
  Scalar value;
  std::string label;
};

}  // namespace connectory::language
