#pragma once

// Why a text is not valid JSON or supported YAML: what is wrong, where (byte offset, line and column), and what to do.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace connectory::json {

struct Error {
  enum class Code : std::uint8_t {
    syntax,         // not JSON (RFC 8259) or not YAML, or text after the value
    encoding,       // not UTF-8, or an escape that is half a surrogate pair
    depth,          // nested deeper than base::limits::json_depth_max
    duplicate_key,  // an object has a key twice, so it is ambiguous which one is meant
    size,           // larger than 4 GiB, the limit of a Document's offsets; for YAML, larger than base::limits::yaml_*
    // YAML without an equivalent in JSON, or not supported: several documents, other tags, keys that are not scalars
    unsupported,
  };
  Code code;
  std::size_t offset;  // in bytes, from 0
  std::size_t line;    // from 1
  std::size_t column;  // from 1, in Unicode code points
  std::string detail;  // a sentence with the position, without the surrounding text (it may be a secret)
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::json
