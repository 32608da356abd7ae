#include "text/charset.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/names.h"

namespace connectory::text {
namespace {

constexpr std::string_view names_of_charsets[] = {
    "UTF-8",        "UTF-16",       "UTF-16LE",     "UTF-16BE",     "US-ASCII",     "ISO-8859-1",   "ISO-8859-2",
    "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",
    "ISO-8859-10",  "ISO-8859-13",  "ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",  "windows-1250", "windows-1251",
    "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
    "windows-874",  "KOI8-R",       "KOI8-U",       "IBM866",       "macintosh",    "Shift_JIS",    "EUC-JP",
    "ISO-2022-JP",  "EUC-KR",       "GBK",          "GB18030",      "Big5"};
static_assert(std::size(names_of_charsets) == static_cast<std::size_t>(Charset::big5) + 1);

constexpr base::Name<Charset> labels[] = {
    {"utf8", Charset::utf_8},          {"unicode", Charset::utf_16le},     {"ascii", Charset::us_ascii},
    {"latin1", Charset::iso_8859_1},   {"latin-1", Charset::iso_8859_1},   {"latin2", Charset::iso_8859_2},
    {"latin9", Charset::iso_8859_15},  {"cp1250", Charset::windows_1250},  {"cp1251", Charset::windows_1251},
    {"cp1252", Charset::windows_1252}, {"cp866", Charset::ibm866},         {"mac", Charset::macintosh},
    {"sjis", Charset::shift_jis},      {"x-sjis", Charset::shift_jis},     {"shift-jis", Charset::shift_jis},
    {"gb2312", Charset::gbk},          {"ks_c_5601-1987", Charset::euc_kr}};

}  // namespace

std::optional<Charset> find_charset(std::string_view label) {
  const std::string written = base::to_lower(label);
  for (std::size_t index = 0; index < std::size(names_of_charsets); ++index)
    if (base::to_lower(names_of_charsets[index]) == written) return static_cast<Charset>(index);
  return base::find_value(labels, written);
}

std::string_view name_of(Charset charset) { return names_of_charsets[static_cast<std::size_t>(charset)]; }

std::span<const std::string_view> charset_names() { return names_of_charsets; }

}  // namespace connectory::text
