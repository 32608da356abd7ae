#include "text/decoder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iconv.h>

#include "json/utf8.h"

namespace connectory::text {
namespace {

constexpr std::string_view replacement = "\uFFFD";

// The name that iconv has for what browsers read.
std::string iconv_name(Charset charset) {
  switch (charset) {
    case Charset::utf_16: return "UTF-16LE";
    case Charset::us_ascii:
    case Charset::iso_8859_1: return "CP1252";
    case Charset::iso_8859_9: return "CP1254";
    case Charset::windows_874: return "CP874";
    case Charset::shift_jis: return "CP932";
    case Charset::euc_kr: return "UHC";
    case Charset::gbk: return "GB18030";
    case Charset::big5: return "BIG5-HKSCS";
    default: return std::string(name_of(charset));
  }
}

// The length of the longest beginning that could be continued to valid UTF-8: of a sequence that the text ends in.
std::size_t incomplete_end(std::string_view text) {
  constexpr std::size_t longest = 3;
  for (std::size_t length = 1; length <= std::min(longest, text.size()); ++length) {
    const auto lead = static_cast<unsigned char>(text[text.size() - length]);
    if (lead < 0x80) return 0;
    if (lead < 0xC0) continue;
    const std::size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    return length < wanted ? length : 0;
  }
  return 0;
}

// The number of bytes at the beginning of a text to replace with one U+FFFD: the well-formed part of a sequence that is
// cut short, or a single byte (Unicode 15, section 3.9, "maximal subpart").
std::size_t broken_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  const unsigned lead = byte(0);
  if (lead < 0xC2 || lead > 0xF4) return 1;
  const unsigned second_min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned second_max = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead < 0xE0 || byte(1) < second_min || byte(1) > second_max) return 1;
  return lead >= 0xF0 && (byte(2) & 0xC0U) == 0x80U ? 3 : 2;
}

}  // namespace

class Decoder::Conversion {
 public:
  explicit Conversion(Charset charset) : handle_(iconv_open("UTF-8", iconv_name(charset).c_str())) {}
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;
  ~Conversion() {
    if (is_open()) iconv_close(handle_);
  }

  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }  // NOLINT: iconv's own null value
  iconv_t handle() const { return handle_; }

 private:
  iconv_t handle_;
};

Decoder::Decoder(Charset charset) : charset_(charset) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

void Decoder::append(std::string& out, std::string_view bytes) {
  waiting_ += bytes;
  constexpr std::size_t mark_max = 3;
  if (!has_begun_ && waiting_.size() < mark_max) return;
  begin();
  decode(out, false);
}

void Decoder::finish(std::string& out) {
  begin();
  decode(out, true);
}

void Decoder::begin() {
  if (has_begun_) return;
  has_begun_ = true;
  struct Mark {
    std::string_view bytes;
    Charset charset;
  };
  constexpr Mark marks[] = {
      {"\xEF\xBB\xBF", Charset::utf_8}, {"\xFF\xFE", Charset::utf_16le}, {"\xFE\xFF", Charset::utf_16be}};
  for (const Mark& mark : marks)
    if (waiting_.starts_with(mark.bytes)) {
      charset_ = mark.charset;
      waiting_.erase(0, mark.bytes.size());
      break;
    }
  if (charset_ != Charset::utf_8) conversion_ = std::make_unique<Conversion>(charset_);
}

void Decoder::add_invalid(std::string& out) {
  out += replacement;
  ++invalid_count_;
}

void Decoder::decode(std::string& out, bool is_last) {
  if (!conversion_ || !conversion_->is_open()) return decode_utf8(out, is_last);
  std::array<char, 16 * 1024> room{};
  char* in = waiting_.data();
  std::size_t in_left = waiting_.size();
  while (in_left > 0) {
    char* to = room.data();
    std::size_t to_left = room.size();
    const std::size_t done = iconv(conversion_->handle(), &in, &in_left, &to, &to_left);
    out.append(room.data(), room.size() - to_left);
    if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    if (errno == EINVAL && !is_last) break;  // a character that is not complete
    add_invalid(out);
    // One unit of the charset is dropped, so that the units after it stay in step.
    const bool is_wide = charset_ == Charset::utf_16 || charset_ == Charset::utf_16le || charset_ == Charset::utf_16be;
    const std::size_t dropped = std::min<std::size_t>(is_wide ? 2 : 1, in_left);
    in += dropped;
    in_left -= dropped;
  }
  waiting_.erase(0, waiting_.size() - in_left);
}

void Decoder::decode_utf8(std::string& out, bool is_last) {
  std::string_view text = waiting_;
  const std::size_t kept = is_last ? 0 : incomplete_end(text);
  text.remove_suffix(kept);
  while (!text.empty()) {
    const auto invalid = json::find_invalid_utf8(text);
    out += text.substr(0, invalid.value_or(text.size()));
    if (!invalid) break;
    add_invalid(out);
    text.remove_prefix(*invalid);
    text.remove_prefix(broken_length(text));
  }
  waiting_.erase(0, waiting_.size() - kept);
}

}  // namespace connectory::text
