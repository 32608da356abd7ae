#include "net/redaction.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.h"
#include "net/form.h"

namespace connectory::net {
namespace {

// ---- names -----------------------------------------------------------------------------------------------------------

// Names are compared by their letters and digits in lower case, so `Client-Secret`, `client_secret` and `clientSecret`
// are the same.
constexpr std::string_view secret_endings[] = {
    "token",     "secret",     "secrets",     "password",  "passwd",         "passphrase",    "apikey",
    "accesskey", "privatekey", "secretkey",   "sharedkey", "signature",      "authorization", "cookie",
    "sessionid", "credential", "credentials", "assertion", "subscriptionkey"};
constexpr std::string_view secret_words[] = {"auth", "xauth", "jwt", "otp", "pass", "pwd", "sig", "tokens"};
// Too common in bodies to be redacted there: an error's `code`, a dictionary's `key`.
constexpr std::string_view secret_parameters[] = {"code", "key"};
constexpr std::string_view page_cursors[] = {"continuationtoken", "cursortoken",   "nextpagetoken",
                                             "nexttoken",         "pagetoken",     "paginationtoken",
                                             "pagingtoken",       "prevpagetoken", "previouspagetoken"};

enum class Place : std::uint8_t { header, parameter, body };

template <std::size_t N>
bool is_in(const std::string_view (&table)[N], std::string_view name) {
  return std::ranges::find(table, name) != std::end(table);
}

bool is_secret_name(std::string_view name, Place place) {
  std::string bare;
  for (const char c : name) {
    if (base::is_alphanumeric(c)) bare.push_back(base::to_lower(c));
  }
  if (is_in(page_cursors, bare)) return false;
  if (is_in(secret_words, bare)) return true;
  if (place == Place::parameter && is_in(secret_parameters, bare)) return true;
  if (place == Place::header && bare.ends_with("key") && bare != "idempotencykey") return true;
  return std::ranges::any_of(secret_endings, [&](std::string_view ending) { return bare.ends_with(ending); });
}

// ---- JSON ------------------------------------------------------------------------------------------------------------

// The text of a string between its quotes. Only escapes of ASCII characters are decoded, which is enough for names.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out.push_back(text[at]);
      continue;
    }
    ++at;
    unsigned code = 0;
    const std::string_view digits = text.substr(at + 1, 4);
    if (text[at] == 'u' && std::from_chars(digits.data(), digits.data() + digits.size(), code, 16).ec == std::errc{}) {
      if (code < 0x80) out.push_back(static_cast<char>(code));
      at += digits.size();
    } else {
      out.push_back(text[at]);
    }
  }
  return out;
}

// Walks through JSON, or through anything else. What it does not understand is copied.
class JsonRedaction {
 public:
  explicit JsonRedaction(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() && {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        take_string();
      } else if (c == '{' || c == '[') {
        levels_.push_back(is_secret());
        copy(1);
      } else if (c == '}' || c == ']') {
        if (!levels_.empty()) levels_.pop_back();
        copy(1);
      } else if (c == ',') {
        copy(1);
      } else if (blanks.contains(c) || c == ':') {
        out_.push_back(c);
        ++at_;
      } else {
        take_scalar();
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr std::string_view blanks = " \t\r\n";

  bool is_secret() const { return is_next_secret_ || (!levels_.empty() && levels_.back()); }

  // Copies the end of a value that followed a name.
  void copy(std::size_t length) {
    out_ += text_.substr(at_, length);
    at_ += length;
    is_next_secret_ = false;
  }

  void take_string() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"' && text_[end] != '\n') end += text_[end] == '\\' ? 2U : 1U;
    if (end < text_.size() &&
        text_[end] == '\n') {  // not JSON: a stray quote must not swap inside and outside for everything that follows
      out_.push_back(text_[at_++]);
      return;
    }
    const std::string_view inside = text_.substr(at_ + 1, std::min(end, text_.size()) - at_ - 1);
    const bool is_ended = end < text_.size();
    const std::size_t length = is_ended ? inside.size() + 2 : text_.size() - at_;
    const std::size_t next = text_.find_first_not_of(blanks, at_ + length);
    if (next != std::string_view::npos && text_[next] == ':') {
      copy(length);
      is_next_secret_ = is_secret_name(unescaped(inside), Place::body);
    } else if (is_secret() && !inside.empty()) {
      out_.append("\"").append(redaction_mark).append(is_ended ? "\"" : "");
      at_ += length;
      is_next_secret_ = false;
    } else {
      copy(length);
    }
  }

  void take_scalar() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n,:\"{}[]", at_), text_.size());
    const std::string_view scalar = text_.substr(at_, end - at_);
    if (is_secret() && scalar != "null" && scalar != "true" && scalar != "false") {
      out_.append("\"").append(redaction_mark).append("\"");
      at_ = end;
      is_next_secret_ = false;
    } else {
      copy(scalar.size());
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<bool> levels_;  // for each level, whether everything in it is secret
  bool is_next_secret_ = false;
};

std::string redact_json(std::string_view text) { return JsonRedaction(text).run(); }

// ---- XML -------------------------------------------------------------------------------------------------------------

// A start tag without its brackets, with the values of its secret attributes blanked.
std::string redact_attributes(std::string_view tag) {
  std::string out;
  for (;;) {
    const std::size_t equals = tag.find('=');
    const std::size_t quote = equals == std::string_view::npos ? equals : tag.find_first_not_of(" \t\r\n", equals + 1);
    if (quote == std::string_view::npos) return out.append(tag);
    const char mark = tag[quote];
    const std::size_t close = mark == '"' || mark == '\'' ? tag.find(mark, quote + 1) : quote;
    std::string_view name = tag.substr(0, equals);
    name = name.substr(0, name.find_last_not_of(" \t\r\n") + 1);
    name = name.substr(name.find_last_of(" \t\r\n:") + 1);
    out += tag.substr(0, quote + 1);
    if (close == quote) {
      tag.remove_prefix(quote + 1);  // no quotes, so it is not XML
      continue;
    }
    out += is_secret_name(name, Place::body) ? redaction_mark : tag.substr(quote + 1, close - quote - 1);
    if (close == std::string_view::npos) return out;
    tag.remove_prefix(close);
    out += tag.substr(0, 1);
    tag.remove_prefix(1);
  }
}

std::string redact_xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('<'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t close = std::min(text.find('>'), text.size());
    const std::string_view tag = text.substr(1, close == 0 ? 0 : close - 1);
    out.append("<").append(redact_attributes(tag));
    text.remove_prefix(std::min(close, text.size()));
    const std::string_view element = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    const bool has_content = !text.empty() && !tag.ends_with('/') && !element.empty();
    if (!has_content || !is_secret_name(element.substr(element.rfind(':') + 1), Place::body)) continue;
    const std::size_t end = std::min(text.find(fmt::format("</{}", element)), text.size());
    out.append(">").append(end > 1 ? redaction_mark : "");
    text.remove_prefix(end);
  }
  return out;
}

// ---- forms and URLs --------------------------------------------------------------------------------------------------

// A parameter may contain a URL, which may contain another. Up to this depth they are searched; deeper ones are
// redacted as a whole.
constexpr int nesting_max = 3;

std::string redact_url(std::string_view url, int nesting = 0);

// Whether a parameter's value is itself a text that contains a secret: JSON, or a URL.
bool holds_secret(std::string_view encoded, int nesting) {
  std::string value(encoded);
  std::ranges::replace(value, '+', ' ');
  if (auto decoded = percent_decode(value)) value = *std::move(decoded);
  if (value.starts_with('{') || value.starts_with('[')) return redact_json(value) != value;
  return value.contains("://") && (nesting == nesting_max || redact_url(value, nesting + 1) != value);
}

// `a=1&api_key=2` as a query, a fragment or a body. Also one parameter per line.
std::string redact_form(std::string_view text, int nesting = 0) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("&;\r\n"), text.size());
    const std::string_view pair = text.substr(0, end);
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    const bool is_secret =
        !value.empty() && (is_secret_name(percent_decode(name).value_or(std::string(name)), Place::parameter) ||
                           holds_secret(value, nesting));
    out += is_secret ? fmt::format("{}={}", name, redaction_mark) : pair;
    out += text.substr(end, 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string redact_url(std::string_view url, int nesting) {
  std::string out;
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    out = url.substr(0, scheme + 3);
    url.remove_prefix(scheme + 3);
    const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
      out += redaction_mark;
      url.remove_prefix(at);
    }
  }
  const std::size_t query = std::min(url.find_first_of("?#"), url.size());
  out += url.substr(0, query);
  url.remove_prefix(query);
  while (!url.empty()) {  // a query, then a fragment
    out += url[0];
    const std::size_t end = std::min(url.find_first_of("?#", 1), url.size());
    out += redact_form(url.substr(1, end - 1), nesting);
    url.remove_prefix(end);
  }
  return out;
}

std::string redact_body(std::string_view text) {
  constexpr std::string_view openings = "{[<";
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_structured = first != std::string_view::npos && openings.contains(text[first]);
  std::string out = redact_json(is_structured || !text.contains('=') ? std::string(text) : redact_form(text));
  return out.contains('<') ? redact_xml(out) : out;
}

// ---- headers ---------------------------------------------------------------------------------------------------------

std::string redact_header(const MessageHeader& header) {
  if (!is_secret_name(header.name, Place::header)) {
    const bool may_be_url = header.value.contains("://") || header.value.contains('?');
    return may_be_url ? redact_url(header.value) : header.value;
  }
  // The scheme helps to find mistakes, and is not a secret if it is one of these.
  constexpr std::string_view schemes[] = {"basic",     "bearer", "digest", "token", "oauth", "aws4-hmac-sha256",
                                          "negotiate", "apikey", "ssws",   "hmac"};
  const std::string_view scheme = std::string_view(header.value).substr(0, header.value.find(' '));
  const bool is_known =
      scheme.size() < header.value.size() &&
      std::ranges::any_of(schemes, [&](std::string_view one) { return base::equals_ignoring_case(scheme, one); });
  return is_known ? fmt::format("{} {}", scheme, redaction_mark) : std::string(redaction_mark);
}

// ---- known values ----------------------------------------------------------------------------------------------------

// `text`, with each character as `spell` writes it.
template <class Spell>
std::string spelled(std::string_view text, Spell spell) {
  std::string out;
  for (const char c : text) out += spell(c);
  return out;
}

// How a value may be written in the texts that are searched.
std::vector<std::string> spellings(const std::string& value) {
  const auto percent = [](std::string_view digits, std::string_view blank) {
    return [digits, blank](char c) {
      const auto byte = static_cast<unsigned char>(c);
      const bool is_plain = base::is_alphanumeric(c) || std::string_view("-._~").contains(c);
      if (is_plain) return std::string(1, c);
      if (c == ' ') return std::string(blank);
      return std::string{'%', digits[byte >> 4U], digits[byte & 0xfU]};
    };
  };
  const auto json = [](std::string_view slash) {
    return [slash](char c) -> std::string {
      switch (c) {
        case '"': return "\\\"";
        case '\\': return "\\\\";
        case '\n': return "\\n";
        case '\r': return "\\r";
        case '\t': return "\\t";
        case '/': return std::string(slash);
        default: return std::string(1, c);
      }
    };
  };
  const auto xml = [](char c) -> std::string {
    switch (c) {
      case '&': return "&amp;";
      case '<': return "&lt;";
      case '>': return "&gt;";
      case '"': return "&quot;";
      case '\'': return "&apos;";
      default: return std::string(1, c);
    }
  };
  std::vector<std::string> all = {value,
                                  spelled(value, percent(base::upper_hex_digits, "%20")),
                                  spelled(value, percent(base::lower_hex_digits, "%20")),
                                  spelled(value, percent(base::upper_hex_digits, "+")),
                                  spelled(value, percent(base::lower_hex_digits, "+")),
                                  spelled(value, json("/")),
                                  spelled(value, json("\\/")),
                                  spelled(value, xml)};
  std::ranges::sort(all);
  const auto doubles = std::ranges::unique(all);
  all.erase(doubles.begin(), doubles.end());
  return all;
}

std::string blanked(std::string_view text, std::string_view value) {
  std::string out;
  for (std::size_t at = text.find(value); at != std::string_view::npos; at = text.find(value)) {
    out.append(text.substr(0, at)).append(redaction_mark);
    text.remove_prefix(at + value.size());
  }
  return out.append(text);
}

}  // namespace

Message redact(Message message, std::span<const std::string> secrets) {
  message.url = redact_url(message.url);
  for (MessageHeader& header : message.headers) header.value = redact_header(header);
  message.body = redact_body(message.body);

  std::vector<std::string> values;
  for (const std::string& secret : secrets) {
    if (secret.size() < secret_bytes_min) continue;
    const auto all = spellings(secret);
    values.insert(values.end(), all.begin(), all.end());
  }
  // The longest first, because one secret may be the beginning of another.
  std::ranges::sort(values, std::ranges::greater(), &std::string::size);
  for (const std::string& value : values) {
    message.url = blanked(message.url, value);
    for (MessageHeader& header : message.headers) header.value = blanked(header.value, value);
    message.body = blanked(message.body, value);
  }
  return message;
}

}  // namespace connectory::net
