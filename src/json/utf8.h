#pragma once

// Checks, counts and writes UTF-8 (RFC 3629). Pure; safe on every thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::json {

// Byte offset of the first byte that is not part of a well-formed sequence; absent if the text is valid UTF-8.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

inline bool is_utf8(std::string_view text) { return !find_invalid_utf8(text); }

// The number of Unicode code points of a well-formed text, which the length limits of the contract count.
std::size_t count_code_points(std::string_view text);

// The beginning of a well-formed text, with at most this number of code points.
std::string_view first_code_points(std::string_view text, std::size_t points_max);

// Byte offset of the first control character of a well-formed text: general category Cc, or a line or paragraph
// separator (U+2028, U+2029). Line feeds, carriage returns and tabs do not count if `lines` allows several.
enum class Lines : std::uint8_t { one, several };
std::optional<std::size_t> find_control(std::string_view text, Lines lines);

// Whether a well-formed text is invisible: it is empty, or consists of white space (Unicode's White_Space) and
// zero-width characters.
bool is_blank(std::string_view text);

// `point` is a Unicode scalar value: at most 0x10ffff and not a surrogate.
void append_utf8(std::string& out, std::uint32_t point);

}  // namespace connectory::json
