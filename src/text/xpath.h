#pragma once

// Checks the syntax of XPath 1.0 expressions. Undeclared prefixes are accepted.
// Threads: pure; safe on every thread. Bounds: base::limits::xpath_bytes_max; the library bounds the depth.
// Errors: XPathError, with the byte at which parsing stopped. Source: W3C, XML Path Language 1.0.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace connectory::text {

struct XPathError {
  std::size_t offset;  // in bytes, from 0, at most the length of the text
  std::string detail;  // what is wrong there, without a full stop
};

// The kind of result of an expression.
enum class XPathKind : std::uint8_t {
  nodes,  // elements, attributes and texts of the document
  value,  // a string, a number or a boolean
};

base::Result<XPathKind, XPathError> parse_xpath(std::string_view text);

}  // namespace connectory::text
