#pragma once

// Parses a complete multipart/form-data body (RFC 7578; RFC 2046, section 5.1): each part's name, file name and bytes.
// Stricter than the RFCs if two readers could understand a body differently: lines end with CRLF, nothing comes before
// the first boundary or after the last, no folded lines, no boundary inside a part, no repeated parameter, no part
// inside a part, no transfer encoding that would have to be decoded.
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
  std::optional<std::string> filename;  // from filename* (RFC 8187) if present, else filename; a hint, not a path
  std::string_view content_type;        // as declared by the client; empty if it did not
  std::string_view content;
};

struct MultipartFault {
  // For the user who sent the form.
  std::string_view rule;              // what is wrong, as a clause; a literal
  std::optional<std::size_t> offset;  // where in the body, in bytes from 0; absent if Content-Type itself is wrong
};

// `content_type`: the request's header, which contains the boundary. Parts are in the order of the body; names may
// repeat.
base::Result<std::vector<Part>, MultipartFault> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace connectory::net
