#pragma once

// Why a text is not the JSON or YAML that this program takes: what, where (byte offset, line and column), and what to do.

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
    duplicate_key,  // an object names a key twice: which one counts would be a guess
    size,  // larger than 4 GiB, which the offsets of a Document cannot reach; of YAML than base::limits::yaml_*
    unsupported,  // YAML that means nothing in JSON, or that is not taken: several documents, other tags, keys that are no scalars
  };
  Code code;
  std::size_t offset;  // in bytes, from 0
  std::size_t line;    // from 1
  std::size_t column;  // from 1, in Unicode code points
  std::string detail;  // a sentence with the position, without the text around it (it may be a secret)
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::json
