#pragma once

// What the handlers of both APIs make their answers of. Pure; safe on every thread.

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
// The answer that `fault=status:...` asked for.
net::Response played_answer(int status);

// `12.34`, as a JSON number and as a field of CSV.
std::string to_decimal(std::int64_t cents);
// One field of a CSV line, in quotes where it needs them (RFC 4180).
void append_csv_field(std::string& line, std::string_view text);

// What a page of this many rows takes, so that its text does not grow step by step.
inline constexpr std::size_t row_bytes_typical = 220;

}  // namespace connectory::sample
