#pragma once

// Where the next page begins, as an opaque text that is only valid for the request that it was created for.
// Threads: pure; safe on every thread. Errors: bad_cursor.

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/errors.h"

namespace connectory::sample {

// The request that a cursor belongs to, as a hash: different requests almost always have different numbers.
struct Question {
  std::uint64_t fingerprint;
};

std::string make_cursor(Question question, std::int64_t row_index);
Result<std::int64_t> parse_cursor(Question question, std::string_view text);

}  // namespace connectory::sample
