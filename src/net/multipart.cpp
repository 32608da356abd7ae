#include "net/multipart.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "net/form.h"
#include "net/parameterized_value.h"

namespace connectory::net {
namespace {

namespace limits = base::limits;

template <class T>
using Result = base::Result<T, MultipartFault>;

constexpr std::string_view crlf = "\r\n";

bool is_control(char byte) { return base::is_control(byte) && byte != '\t'; }

// RFC 8187, section 3.2.1: `UTF-8'en'na%C3%AFve.png`.
std::optional<std::string> parse_extended(std::string_view text) {
  const std::size_t charset_end = text.find('\'');
  if (charset_end == std::string_view::npos || !base::equals_ignoring_case(text.substr(0, charset_end), "utf-8"))
    return std::nullopt;
  const std::size_t language_end = text.find('\'', charset_end + 1);
  if (language_end == std::string_view::npos) return std::nullopt;
  return percent_decode(text.substr(language_end + 1));
}

// ---- one part's head --------------------------------------------------------------------------------------------------

struct HeadFields {
  std::optional<std::string_view> disposition;
  std::optional<std::string_view> content_type;
  std::optional<std::string_view> transfer_encoding;
};

class Reader {
 public:
  Reader(std::string_view body, std::string boundary) : body_(body), delimiter_("\r\n--" + std::move(boundary)) {}

  Result<std::vector<Part>> read();

 private:
  std::unexpected<MultipartFault> fault(std::string_view rule) const { return fault(rule, at_); }
  static std::unexpected<MultipartFault> fault(std::string_view rule, std::size_t offset) {
    return std::unexpected(MultipartFault{rule, offset});
  }
  std::string_view rest() const { return body_.substr(at_); }

  Result<bool> take_delimiter_end();  // whether it was the last delimiter
  Result<Part> read_part();
  Result<HeadFields> read_head();
  Result<std::string_view> take_line(std::size_t head_begin);
  Result<void> take_field(std::string_view line, HeadFields& fields) const;
  Result<void> understand(const HeadFields& fields, std::size_t head_begin, Part& part) const;

  std::string_view body_;
  std::string delimiter_;  // including the CRLF before it
  std::size_t at_ = 0;
};

Result<std::vector<Part>> Reader::read() {
  // Some clients put one empty line before the first boundary.
  const std::string_view first = std::string_view(delimiter_).substr(rest().starts_with(crlf) ? 0 : crlf.size());
  if (body_.empty()) return fault("the body is empty");
  if (!rest().starts_with(first)) return fault("the body must begin with '--' and the boundary from Content-Type");
  at_ += first.size();
  std::vector<Part> parts;
  for (;;) {
    TRY(const bool is_last, take_delimiter_end());
    if (is_last) return parts;
    if (parts.size() == limits::multipart_parts_max) return fault("there are too many parts; at most 32 are allowed");
    TRY(Part part, read_part());
    parts.push_back(std::move(part));
  }
}
static_assert(limits::multipart_parts_max == 32);  // the fault's text has this number

Result<bool> Reader::take_delimiter_end() {
  const bool is_last = rest().starts_with("--");
  if (is_last) at_ += 2;
  while (at_ < body_.size() && base::is_blank(body_[at_])) ++at_;  // transport padding
  if (is_last && rest().empty()) return true;
  if (!rest().starts_with(crlf))
    return fault(rest().empty() ? "the body ends within a boundary"
                                : "a boundary must be followed by the end of its line, and must not occur in a part");
  at_ += crlf.size();
  if (is_last && !rest().empty()) return fault("there is text after the last boundary");
  return is_last;
}

Result<Part> Reader::read_part() {
  const std::size_t head_begin = at_;
  TRY(const HeadFields fields, read_head());
  Part part;
  TRY_DO(understand(fields, head_begin, part));
  const std::size_t end = body_.find(delimiter_, at_);
  if (end == std::string_view::npos)
    return fault("the body ends before the boundary that closes this part", body_.size());
  part.content = body_.substr(at_, end - at_);
  at_ = end + delimiter_.size();
  return part;
}

Result<HeadFields> Reader::read_head() {
  const std::size_t head_begin = at_;
  HeadFields fields;
  for (;;) {
    const std::size_t line_begin = at_;
    TRY(const std::string_view line, take_line(head_begin));
    if (line.empty()) return fields;
    if (auto taken = take_field(line, fields); !taken) return fault(taken.error().rule, line_begin);
  }
}

Result<std::string_view> Reader::take_line(std::size_t head_begin) {
  const std::string_view ahead = rest().substr(0, limits::multipart_head_bytes_max - (at_ - head_begin));
  const std::size_t end = ahead.find(crlf);
  if (end == std::string_view::npos)
    return fault(ahead.size() < rest().size() ? "the head of a part is too large; at most 4096 bytes are allowed"
                                              : "the body ends within the head of a part");
  const std::string_view line = ahead.substr(0, end);
  if (std::ranges::any_of(line, &is_control)) return fault("the head of a part has a control character");
  at_ += end + crlf.size();
  return line;
}
static_assert(limits::multipart_head_bytes_max == 4096);  // the fault's text has this number

// Other headers are ignored (RFC 7578, section 4.8).
Result<void> Reader::take_field(std::string_view line, HeadFields& fields) const {
  if (base::is_blank(line.front())) return fault("a header of a part continues on a second line");
  const std::string_view name = line.substr(0, line.find(':'));
  if (name.empty() || name.size() == line.size() || !std::ranges::all_of(name, base::is_token_character))
    return fault("a header of a part must be a name, ':' and a value");
  const std::string_view value = base::trimmed(line.substr(name.size() + 1));
  std::optional<std::string_view>* slot = nullptr;
  if (base::equals_ignoring_case(name, "content-disposition")) slot = &fields.disposition;
  if (base::equals_ignoring_case(name, "content-type")) slot = &fields.content_type;
  if (base::equals_ignoring_case(name, "content-transfer-encoding")) slot = &fields.transfer_encoding;
  if (slot == nullptr) return {};
  if (*slot) return fault("a header of a part appears twice");
  *slot = value;
  return {};
}

Result<void> Reader::understand(const HeadFields& fields, std::size_t head_begin, Part& part) const {
  const auto refuse = [&](std::string_view rule) { return fault(rule, head_begin); };
  if (!fields.disposition) return refuse("a part has no Content-Disposition");
  const auto disposition = parse_parameterized(*fields.disposition);
  if (!disposition) return refuse(disposition.error());
  if (!base::equals_ignoring_case(disposition->value, "form-data"))
    return refuse("the Content-Disposition of a part must be form-data");
  const std::string* name = disposition->find("name");
  if (name == nullptr || name->empty()) return refuse("a part has no name");
  if (name->size() > limits::multipart_name_bytes_max) return refuse("the name of a part is too long");
  part.name = *name;

  if (const std::string* filename = disposition->find("filename")) part.filename = *filename;
  if (const std::string* extended = disposition->find("filename*")) {
    part.filename = parse_extended(*extended);
    if (!part.filename) return refuse("filename* must be UTF-8, two quotes, and a percent-encoded name");
  }
  if (part.filename && part.filename->size() > limits::multipart_filename_bytes_max)
    return refuse("the file name of a part is too long");
  if (part.filename && std::ranges::any_of(*part.filename, &is_control))
    return refuse("the file name of a part has a control character");

  part.content_type = fields.content_type.value_or("");
  const std::string_view type = part.content_type.substr(0, part.content_type.find('/'));
  if (base::equals_ignoring_case(type, "multipart"))
    return refuse("a part contains parts of its own; send each as a part with its own name");
  // RFC 7578, section 4.7, deprecates the others. If the content were not decoded, its bytes would be wrong.
  const std::string_view encoding = fields.transfer_encoding.value_or("binary");
  if (!base::equals_ignoring_case(encoding, "binary") && !base::equals_ignoring_case(encoding, "8bit") &&
      !base::equals_ignoring_case(encoding, "7bit"))
    return refuse("a part has a Content-Transfer-Encoding; send its bytes as they are");
  return {};
}

// RFC 2046, section 5.1.1.
bool is_boundary(std::string_view text) {
  const auto is_allowed = [](char byte) {
    constexpr std::string_view marks = "'()+_,-./:=? ";
    return base::is_alphanumeric(byte) || marks.contains(byte);
  };
  return !text.empty() && text.size() <= limits::multipart_boundary_bytes_max && text.back() != ' ' &&
         std::ranges::all_of(text, is_allowed);
}

}  // namespace

Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
  const auto refuse = [](std::string_view rule) { return std::unexpected(MultipartFault{rule, std::nullopt}); };
  const auto type = parse_parameterized(content_type);
  if (!type) return refuse(type.error());
  if (!base::equals_ignoring_case(type->value, "multipart/form-data"))
    return refuse("Content-Type is not multipart/form-data");
  const std::string* boundary = type->find("boundary");
  if (boundary == nullptr) return refuse("Content-Type has no boundary");
  if (!is_boundary(*boundary)) return refuse("the boundary must be 1 to 70 of the characters that RFC 2046 allows");
  return Reader(body, *boundary).read();
}

}  // namespace connectory::net
