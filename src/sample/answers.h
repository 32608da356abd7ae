#pragma once

// Helpers with which the handlers of both APIs build answers. Threads: pure; safe on every thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "json/writer.h"
#include "net/http.h"
#include "sample/errors.h"

namespace connectory::sample {

net::Response json_answer(std::string body);
net::Response csv_answer(std::string body);
net::Response error_answer(const Error& error);
// The answer for `fault=status:...`.
net::Response played_answer(int status);

// `12.34`, as a JSON number or a CSV field.
std::string to_decimal(std::int64_t cents);
// A field of a CSV line, in quotes if necessary (RFC 4180).
void append_csv_field(std::string& line, std::string_view text);

// The size of a page with this many rows, to reserve memory for its text.
inline constexpr std::size_t row_bytes_typical = 220;

}  // namespace connectory::sample
