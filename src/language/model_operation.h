#pragma once

// The operations on a field's value, each with its own parameters.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "json/path.h"
#include "language/model_value.h"
#include "text/date_format.h"
#include "text/decimal.h"
#include "text/template.h"

namespace connectory::language {

namespace operation {
struct ConvertDate {
  std::optional<text::DateFormat> from;
  text::DateFormat to;
  std::optional<Zone> zone;
};
struct ConvertTimezone {
  Zone from, to;
};
struct ToNumber {
  std::string decimal, thousands;
};
struct Multiply {
  text::Decimal by;
};
struct Divide {
  text::Decimal by;  // not 0
};
struct Add {
  text::Decimal by;
};
struct Round {
  std::int64_t digits;
};
struct Replace {
  std::string search, replacement;
};
struct RegexExtract {
  Regex pattern;
  std::int64_t group = 1;
};
struct RegexReplace {
  Regex pattern;
  std::string replacement;
};
struct MapValues {
  std::map<std::string, Scalar, std::less<>> values;
  std::optional<Scalar> fallback;
};
struct Default {
  Scalar value;
};
struct Trim {};
struct Upper {};
struct Lower {};
struct Substring {
  std::int64_t start = 0;
  std::optional<std::int64_t> length;
};
struct Split {
  std::string separator;
  std::int64_t index;
};
struct Join {
  std::string separator;
};
struct Concat {
  text::Template prefix, suffix;
};
struct JsonPath {
  json::Path path;
};
struct UrlDecode {};
struct HtmlToText {};
struct Hash {
  enum class Algorithm : std::uint8_t { sha256, sha1, md5 } algorithm;
};
}  // namespace operation

using Operation =
    std::variant<operation::ConvertDate, operation::ConvertTimezone, operation::ToNumber, operation::Multiply,
                 operation::Divide, operation::Add, operation::Round, operation::Replace, operation::RegexExtract,
                 operation::RegexReplace, operation::MapValues, operation::Default, operation::Trim, operation::Upper,
                 operation::Lower, operation::Substring, operation::Split, operation::Join, operation::Concat,
                 operation::JsonPath, operation::UrlDecode, operation::HtmlToText, operation::Hash>;

}  // namespace connectory::language
