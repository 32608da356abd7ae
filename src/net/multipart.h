#pragma once

// multipart/form-data (RFC 7578; RFC 2046, section 5.1) out of a whole body: each part's name, file name and bytes. Stricter
// than the RFCs have to be where two readers could understand one body in two ways: lines end with CRLF, nothing stands
// before the first boundary or behind the last, no folded lines, no boundary inside a part, no parameter twice, no part
// inside a part, no transfer encoding that would have to be undone.
// Pure; safe on every thread. Ownership: parts borrow from the body. Errors: MultipartFault.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace connectory::net {

struct Part {
  std::string name;
  std::optional<std::string> filename;  // of filename* (RFC 8187) where there is one, else of filename; a hint, no path
  std::string_view content_type;        // as the client declares it; empty where it does not
  std::string_view content;
};

struct MultipartFault {
  std::string_view rule;  // what is wrong, in words that stay valid: a literal
  std::optional<std::size_t>
      offset;  // where in the body, in bytes from 0; absent where Content-Type itself is at fault
};

// `content_type`: the request's header, which names the boundary. In the order of the body; a name may stand several times.
base::Result<std::vector<Part>, MultipartFault> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace connectory::net
