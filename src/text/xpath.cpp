#include "text/xpath.h"

#include <algorithm>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/ascii.h"
#include "base/limits.h"

namespace connectory::text {

base::Result<XPath, XPathError> XPath::parse(std::string_view text) {
  if (text.size() > base::limits::xpath_bytes_max)
    return std::unexpected(
        XPathError{0, fmt::format("an XPath can have at most {} bytes", base::limits::xpath_bytes_max)});
  // The library stops at the first null character and would accept the text before it.
  if (const std::size_t null = text.find('\0'); null != std::string_view::npos)
    return std::unexpected(XPathError{null, "a null character"});
  try {
    XPath made;
    made.text_ = text;
    made.query_ = std::make_shared<const pugi::xpath_query>(made.text_.c_str());
    made.kind_ = made.query_->return_type() == pugi::xpath_type_node_set ? Kind::nodes : Kind::value;
    return made;
  } catch (const pugi::xpath_exception& failure) {
    std::string detail = failure.what();
    if (!detail.empty()) detail[0] = base::to_lower(detail[0]);
    return std::unexpected(XPathError{
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(failure.result().offset, 0)), text.size()),
        std::move(detail)});
  }
}

}  // namespace connectory::text
