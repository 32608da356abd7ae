#include "json/pointer.h"

#include <fmt/format.h>

#include "base/number_text.h"
#include "json/locator.h"
#include "json/utf8.h"

namespace connectory::json {
namespace {

Error pointer_error_at(std::string_view text, std::size_t offset, Error::Code code, std::string_view what) {
  const Position at = position_of(text, offset);
  return {code, offset, at.line, at.column, fmt::format("JSON Pointer, offset {}: {}", offset, what)};
}

// RFC 6901, section 4: ~1 is read before ~0, so that ~01 is the two characters ~1.
std::string unescape_token(std::string_view token) {
  std::string out;
  out.reserve(token.size());
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] != '~') {
      out.push_back(token[at]);
    } else {
      out.push_back(token[++at] == '1' ? '/' : '~');
    }
  }
  return out;
}

// An array index consists of digits without a leading zero. "-" means the element after the last, which never exists.
std::optional<std::size_t> to_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  return base::parse_number<std::size_t>(token);
}

}  // namespace

Result<Pointer> Pointer::parse(std::string_view text) {
  if (const auto invalid = find_invalid_utf8(text))
    return std::unexpected(
        pointer_error_at(text.substr(0, *invalid), *invalid, Error::Code::encoding, "the text is not valid UTF-8"));
  if (!text.empty() && text.front() != '/')
    return std::unexpected(
        pointer_error_at(text, 0, Error::Code::syntax, "a pointer must be empty or begin with \"/\""));
  for (std::size_t tilde = text.find('~'); tilde != std::string_view::npos; tilde = text.find('~', tilde + 1)) {
    const std::string_view escape = text.substr(tilde + 1, 1);
    if (escape != "0" && escape != "1")
      return std::unexpected(
          pointer_error_at(text, tilde, Error::Code::syntax, "write \"~0\" for \"~\", and \"~1\" for \"/\" in a name"));
  }
  Pointer pointer;
  pointer.text_ = text;
  return pointer;
}

Pointer& Pointer::push(std::string_view token) {
  text_.push_back('/');
  for (std::size_t special = token.find_first_of("~/"); special != std::string_view::npos;
       special = token.find_first_of("~/")) {
    text_.append(token.substr(0, special)).append(token[special] == '~' ? "~0" : "~1");
    token.remove_prefix(special + 1);
  }
  text_.append(token);
  return *this;
}

Pointer& Pointer::push(std::size_t index) {
  fmt::format_to(std::back_inserter(text_), "/{}", index);
  return *this;
}

void Pointer::pop() {
  if (!text_.empty()) text_.resize(text_.rfind('/'));
}

std::vector<std::string> Pointer::tokens() const {
  std::vector<std::string> tokens;
  for (std::size_t slash = 0; slash < text_.size();) {
    const std::size_t next = std::min(text_.find('/', slash + 1), text_.size());
    tokens.push_back(unescape_token(std::string_view(text_).substr(slash + 1, next - slash - 1)));
    slash = next;
  }
  return tokens;
}

std::optional<Value> Pointer::resolve(Value root) const {
  std::optional<Value> value = root;
  for (const std::string& token : tokens()) {
    if (value->is(Kind::array)) {
      const std::optional<std::size_t> index = to_index(token);
      value = index ? value->element(*index) : std::nullopt;
    } else {
      value = value->find(token);
    }
    if (!value) return std::nullopt;
  }
  return value;
}

std::string pointer_of(Value root, Value target) { return Locator(root).pointer_to(target); }

}  // namespace connectory::json
