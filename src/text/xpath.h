#pragma once

// Compiled XPath 1.0 expressions. Undeclared prefixes are accepted: a name with a prefix is a name with a colon.
// Ownership: copies share the compiled form. Threads: constant; evaluate it on any thread.
// Bounds: base::limits::xpath_bytes_max; the library bounds the depth.
// Errors: XPathError, with the byte at which parsing stopped. Source: W3C, XML Path Language 1.0.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pugi {
class xpath_query;
}

namespace connectory::text {

struct XPathError {
  std::size_t offset;  // in bytes, from 0, at most the length of the text
  std::string detail;  // what is wrong there, without a full stop
};

class XPath {
 public:
  // The kind of result.
  enum class Kind : std::uint8_t {
    nodes,  // elements, attributes and texts of the document
    value,  // a string, a number or a boolean
  };

  static base::Result<XPath, XPathError> parse(std::string_view text);

  XPath() = default;  // selects nothing and has no query

  Kind kind() const { return kind_; }
  const std::string& text() const { return text_; }  // as it was written
  const pugi::xpath_query* query() const { return query_.get(); }

 private:
  Kind kind_ = Kind::nodes;
  std::string text_;
  std::shared_ptr<const pugi::xpath_query> query_;
};

}  // namespace connectory::text
