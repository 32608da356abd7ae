#pragma once

// The character sets that a response can be in.
// Threads: constant data. Source: WHATWG, Encoding Standard, section 4.2 (names and labels), and US-ASCII.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace connectory::text {

enum class Charset : std::uint8_t {
  utf_8,
  utf_16,  // its byte order is that of the byte order mark, otherwise little-endian
  utf_16le,
  utf_16be,
  us_ascii,
  iso_8859_1,
  iso_8859_2,
  iso_8859_3,
  iso_8859_4,
  iso_8859_5,
  iso_8859_6,
  iso_8859_7,
  iso_8859_8,
  iso_8859_9,
  iso_8859_10,
  iso_8859_13,
  iso_8859_14,
  iso_8859_15,
  iso_8859_16,
  windows_1250,
  windows_1251,
  windows_1252,
  windows_1253,
  windows_1254,
  windows_1255,
  windows_1256,
  windows_1257,
  windows_1258,
  windows_874,
  koi8_r,
  koi8_u,
  ibm866,
  macintosh,
  shift_jis,
  euc_jp,
  iso_2022_jp,
  euc_kr,
  gbk,
  gb18030,
  big5
};

// By its name or by a usual label of it, such as latin1, in any case.
std::optional<Charset> find_charset(std::string_view label);
std::string_view name_of(Charset charset);
std::span<const std::string_view> charset_names();  // in the order of the enumeration

}  // namespace connectory::text
