#pragma once

// Where the next page begins, as an opaque text that fits the question it was made for and no other.
// Pure; safe on every thread. Errors: bad_cursor.

#include <cstdint>
#include <string>
#include <string_view>

#include "sample/errors.h"

namespace connectory::sample {

// What a cursor belongs to: a number that differs, as good as always, where the questions do.
struct Question {
  std::uint64_t fingerprint;
};

std::string make_cursor(Question question, std::int64_t row_index);
Result<std::int64_t> parse_cursor(Question question, std::string_view text);

}  // namespace connectory::sample
