#pragma once

// XPath 1.0 expressions as text: whether one is well formed, and where it is not. Undeclared prefixes are taken as they stand.
// Pure; safe on every thread. Bounds: base::limits::xpath_bytes_max; the library bounds the depth.
// Errors: XPathError, with the byte at which the reading stopped. Source: W3C, XML Path Language 1.0.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace connectory::text {

struct XPathError {
  std::size_t offset;  // in bytes, from 0, not beyond the text
  std::string detail;  // what was wrong there, without a full stop
};

// What an expression gives.
enum class XPathKind : std::uint8_t {
  nodes,  // elements, attributes and texts of the document
  value,  // a text, a number or a truth value
};

base::Result<XPathKind, XPathError> parse_xpath(std::string_view text);

}  // namespace connectory::text
