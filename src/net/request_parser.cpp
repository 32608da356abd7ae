#include "net/request_parser.h"

#include <charconv>
#include <cstring>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/field.hpp>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/number_text.h"
#include "base/try.h"
#include "net/address.h"

namespace connectory::net {
namespace {

namespace http = boost::beast::http;
namespace limits = base::limits;

// Far more than a size with extensions, or a trailer, needs.
constexpr std::size_t chunk_line_bytes_max = 8 * 1024;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return Method::get;
    case http::verb::head: return Method::head;
    case http::verb::post: return Method::post;
    case http::verb::put: return Method::put;
    case http::verb::patch: return Method::patch;
    case http::verb::delete_: return Method::delete_;
    case http::verb::options: return Method::options;
    default: return Method::other;
  }
}

// Beast also accepts a list of equal numbers, which a proxy may read differently.
bool is_number(std::string_view text) { return !text.empty() && base::is_all_digits(text); }

// The reg-name of RFC 3986, section 3.2.2, without the comma and the semicolon, which other programs read as the end of
// a name.
bool is_registered_name(std::string_view name) {
  constexpr std::string_view marks = "-._~!$&'()*+=";
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char byte = name[at];
    if (base::is_alphanumeric(byte) || marks.contains(byte)) continue;
    if (byte != '%' || at + 2 >= name.size() || !base::is_hex_digit(name[at + 1]) || !base::is_hex_digit(name[at + 2]))
      return false;
    at += 2;
  }
  return true;
}

bool is_port(std::string_view text) {
  constexpr std::size_t digits_max = 5;
  return text.empty() || (text.size() <= digits_max && base::parse_number<unsigned>(text).value_or(65'536) <= 65'535);
}

// `uri-host [":" port]` of RFC 9110, section 7.2: a name, an IPv4 address, or an IPv6 address in brackets.
bool is_authority(std::string_view text) {
  std::string_view host = text.substr(0, text.find(':'));
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    host = text.substr(0, end + 1);
    const std::string_view literal = text.substr(1, end - 1);
    const auto address = literal.contains('%') ? std::nullopt : parse_address(literal);
    if (!address || !literal.contains(':')) return false;
  } else if (host.empty() || !is_registered_name(host)) {
    return false;
  }
  const std::string_view port = text.substr(host.size());
  return port.empty() || (port.starts_with(':') && is_port(port.substr(1)));
}

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  if (at_ == 0 && bytes == "\r") return State::incomplete;  // half of an empty line before a request
  if (at_ == 0 && !bytes.empty() && !base::is_token_character(bytes.front()))
    return refuse("A request begins with a method; this is not HTTP/1.1");
  for (;;) {
    const void* found = std::memchr(bytes.data() + searched_, '\n', bytes.size() - searched_);
    if (found == nullptr) {
      searched_ = bytes.size();
      return State::incomplete;
    }
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    const std::string_view line = bytes.substr(at_, end - at_);
    if (!line.ends_with('\r')) return refuse("Each line of a head ends with CRLF, not with LF alone");
    const std::string_view text = line.substr(0, line.size() - 1);
    if (std::memchr(text.data(), '\r', text.size()) != nullptr) return refuse("The head has a CR without LF");
    if (std::memchr(text.data(), '\0', text.size()) != nullptr) return refuse("The head has a NUL");
    if (text.starts_with(' ') || text.starts_with('\t')) return refuse("A header continues on a second line");
    at_ = searched_ = end + 1;
    if (text.empty()) return State::complete;
  }
}

namespace {

// Whether a comma-separated list contains this word, which is in lower case.
bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view one = base::trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (base::equals_ignoring_case(one, word)) return true;
  }
  return false;
}

// Reads a head. Bodies are read by the functions below.
class Grammar final : public http::basic_parser<true> {
 public:
  Request* request = nullptr;
  std::vector<Header>* headers = nullptr;
  bool is_http_1_0 = false;
  std::string_view rule;
  Refusal refusal = Refusal::malformed;
  int hosts = 0;
  int content_lengths = 0;
  int transfer_encodings = 0;
  std::string_view transfer_encoding;
  std::string_view expect;
  bool has_close = false;
  bool has_keep_alive = false;

  Grammar() {
    header_limit(limits::request_head_bytes_max);
    body_limit(boost::none);
    eager(false);
  }

 private:
  using Failure = boost::beast::error_code;
  using Text = boost::beast::string_view;

  void fail(Failure& failure, Refusal why, std::string_view what) {
    refusal = why;
    rule = what;
    failure = http::make_error_code(http::error::bad_value);
  }

  void on_request_impl(http::verb verb, Text method, Text target, int version, Failure& failure) override {
    request->method = method_of(verb);
    request->method_text = view(method);
    request->target = view(target);
    if (request->target.size() > limits::request_target_bytes_max)
      return fail(failure, Refusal::target_too_long, "The request target is too long");
    is_http_1_0 = version == 10;
    if (version < 10 || version > 11) return fail(failure, Refusal::version_unsupported, "Only HTTP/1.1 is supported");
  }

  // Keeps the value of a header that may appear only once.
  void keep_single(std::string_view& kept, std::string_view value, std::string_view what, Failure& failure) {
    if (kept.data() != nullptr) return fail(failure, Refusal::malformed, what);
    kept = value;
  }

  void on_field_impl(http::field name, Text name_text, Text value_text, Failure& failure) override {
    if (headers->size() == limits::request_headers_max)
      return fail(failure, Refusal::head_too_large, "The request has too many headers");
    std::string_view value = view(value_text);
    if (value.data() == nullptr) value = "";
    headers->push_back({view(name_text), value});
    switch (name) {
      case http::field::host:
        if (++hosts > 1) fail(failure, Refusal::malformed, "The Host header appears twice");
        request->host = value;
        if (!value.empty() && !is_authority(value)) fail(failure, Refusal::malformed, "The Host header is not a host");
        break;
      case http::field::content_length:
        if (++content_lengths > 1) fail(failure, Refusal::malformed, "The Content-Length header appears twice");
        if (!is_number(value)) fail(failure, Refusal::malformed, "Content-Length is not a single number");
        break;
      case http::field::transfer_encoding:
        if (++transfer_encodings > 1) fail(failure, Refusal::malformed, "The Transfer-Encoding header appears twice");
        transfer_encoding = value;
        break;
      case http::field::authorization:
        keep_single(request->authorization, value, "The Authorization header appears twice", failure);
        break;
      case http::field::content_type:
        keep_single(request->content_type, value, "The Content-Type header appears twice", failure);
        break;
      // Beast treats Proxy-Connection as the same.
      case http::field::connection:
        has_close |= has_word(value, "close");
        has_keep_alive |= has_word(value, "keep-alive");
        break;
      case http::field::expect: keep_single(expect, value, "The Expect header appears twice", failure); break;
      case http::field::origin: keep_single(request->origin, value, "The Origin header appears twice", failure); break;
      case http::field::if_match:
        keep_single(request->if_match, value, "The If-Match header appears twice", failure);
        break;
      case http::field::if_none_match:
        keep_single(request->if_none_match, value, "The If-None-Match header appears twice", failure);
        break;
      case http::field::accept: request->accept = value; break;
      case http::field::accept_encoding: request->accept_encoding = value; break;
      case http::field::user_agent: request->user_agent = value; break;
      case http::field::unknown:
        if (base::equals_ignoring_case(view(name_text), "x-request-id")) request->request_id = value;
        if (base::equals_ignoring_case(view(name_text), "x-forwarded-for")) request->forwarded_for = value;
        break;
      default: break;
    }
  }

  void on_response_impl(int, Text, int, Failure&) override {}
  void on_header_impl(Failure&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Failure&) override {}
  std::size_t on_body_impl(Text, Failure&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, Failure&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Failure&) override { return 0; }
  void on_finish_impl(Failure&) override {}
};

// What Beast's codes mean for a client. Our own refusals have their rule already.
Refused refused_of(const boost::beast::error_code& failure, Refusal refusal, std::string_view rule) {
  if (!rule.empty()) return {refusal, rule};
  using http::error;
  if (failure == error::bad_version) return {Refusal::version_unsupported, "Only HTTP/1.1 is supported"};
  if (failure == error::header_limit) return {Refusal::head_too_large, "The head is too large"};
  if (failure == error::bad_method) return {Refusal::malformed, "The method is not a token"};
  if (failure == error::bad_target)
    return {Refusal::malformed, "The request target has a character that must be percent-encoded"};
  if (failure == error::bad_field) return {Refusal::malformed, "A header's name is not a token that ends at the colon"};
  if (failure == error::bad_value) return {Refusal::malformed, "A header's value has a control character"};
  if (failure == error::bad_content_length) return {Refusal::malformed, "Content-Length is not a single number"};
  if (failure == error::bad_transfer_encoding)
    return {Refusal::malformed, "Transfer-Encoding and Content-Length must not be sent together"};
  return {Refusal::malformed, "This is not an HTTP/1.1 request"};
}

}  // namespace

namespace {

// Origin form, or absolute form, whose host takes precedence over the Host header (RFC 9112, section 3.2).
base::Result<void, Refused> parse_target(Request& request) {
  const auto malformed = [](std::string_view rule) { return std::unexpected(Refused{Refusal::malformed, rule}); };
  std::string_view target = request.target;
  if (target.contains('#')) return malformed("The request target has a fragment");
  const std::size_t scheme_end = target.starts_with('/') ? std::string_view::npos : target.find("://");
  const std::string_view scheme = target.substr(0, scheme_end);
  if (scheme_end != std::string_view::npos &&
      (base::equals_ignoring_case(scheme, "http") || base::equals_ignoring_case(scheme, "https"))) {
    target.remove_prefix(scheme_end + 3);
    request.host = target.substr(0, target.find_first_of("/?"));
    if (!is_authority(request.host)) return malformed("The request target has no host, or more than a host and a port");
    target.remove_prefix(request.host.size());
  } else if (!target.starts_with('/') && !(target == "*" && request.method == Method::options)) {
    return malformed("The request target is neither a path nor a URL");
  }
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  request.query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  if (request.path.empty()) request.path = "/";
  return {};
}

}  // namespace

base::Result<void, Refused> RequestParser::parse_head(std::string_view head, Request& request,
                                                      std::vector<Header>& headers) {
  headers.clear();
  Grammar grammar;
  grammar.request = &request;
  grammar.headers = &headers;
  boost::beast::error_code failure;
  grammar.put(boost::asio::buffer(head), failure);
  request.headers = headers;
  if (failure) return std::unexpected(refused_of(failure, grammar.refusal, grammar.rule));

  const auto malformed = [](std::string_view rule) { return std::unexpected(Refused{Refusal::malformed, rule}); };
  const bool is_http_1_0 = grammar.is_http_1_0;
  if (grammar.hosts == 0 && !is_http_1_0) return malformed("The Host header is missing");
  if (grammar.transfer_encodings > 0) {
    if (grammar.content_lengths > 0) return malformed("Transfer-Encoding and Content-Length must not be sent together");
    if (is_http_1_0) return malformed("HTTP/1.0 does not have Transfer-Encoding");
    if (!base::equals_ignoring_case(grammar.transfer_encoding, "chunked"))
      return std::unexpected(Refused{Refusal::unknown_coding, "The only supported Transfer-Encoding is chunked"});
  }
  expects_continue_ = false;
  if (grammar.expect.data() != nullptr) {
    if (!base::equals_ignoring_case(grammar.expect, "100-continue"))
      return std::unexpected(Refused{Refusal::expectation_failed, "The only supported Expect is 100-continue"});
    expects_continue_ = !is_http_1_0;
  }

  TRY_DO(parse_target(request));

  is_http_1_0_ = is_http_1_0;
  keep_alive_ = !grammar.has_close && (!is_http_1_0 || grammar.has_keep_alive);
  content_length_.reset();
  chunked_.reset();
  length_left_ = 0;
  if (grammar.transfer_encodings > 0) chunked_.emplace();
  if (const auto length = grammar.content_length()) content_length_ = length_left_ = *length;
  request.has_body = !is_done();
  return {};
}

base::Result<std::size_t, Refused> RequestParser::parse_body(std::string_view bytes, std::string* body,
                                                             std::size_t bytes_max) {
  if (chunked_) return chunked_->take(bytes, body, bytes_max);
  const std::string_view taken = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), length_left_));
  length_left_ -= taken.size();
  if (body != nullptr) body->append(taken);
  return taken.size();
}

base::Result<std::size_t, Refused> ChunkedBody::take(std::string_view bytes, std::string* body, std::size_t bytes_max) {
  std::size_t used = 0;
  while (used < bytes.size() && !is_done()) {
    std::string_view rest = bytes.substr(used);
    if (expects_ == Expects::data) {
      const std::string_view piece = rest.substr(0, std::min<std::uint64_t>(rest.size(), chunk_left_));
      if (body != nullptr) body->append(piece);
      used += piece.size();
      chunk_left_ -= piece.size();
      if (chunk_left_ == 0) expects_ = Expects::data_end;
      continue;
    }
    const std::size_t end = rest.find('\n');
    rest = rest.substr(0, end == std::string_view::npos ? end : end + 1);
    if (line_.size() + rest.size() > chunk_line_bytes_max)
      return std::unexpected(Refused{Refusal::malformed, "A line of the chunked body is too long"});
    line_.append(rest);
    used += rest.size();
    if (end == std::string_view::npos) break;
    if (!line_.ends_with("\r\n"))
      return std::unexpected(
          Refused{Refusal::malformed, "Each line of a chunked body ends with CRLF, not with LF alone"});
    TRY_DO(take_line(std::string_view(line_).substr(0, line_.size() - 2), bytes_max));
    line_.clear();
  }
  return used;
}

namespace {

// Reads the line of a chunk. Each function consumes what it names, and returns whether it was there.
class Extensions {
 public:
  explicit Extensions(std::string_view text) : text_(text) {}

  // *( BWS ";" BWS name [ BWS "=" BWS value ] ), and nothing after it.
  bool are_right() {
    while (!text_.empty()) {
      skip_space();
      if (!take(';')) return false;
      skip_space();
      if (!take_token()) return false;
      const std::string_view behind_name = text_;
      skip_space();
      if (!take('=')) {
        text_ = behind_name;
        continue;
      }
      skip_space();
      if (!take_token() && !take_quoted()) return false;
    }
    return true;
  }

 private:
  void skip_space() { text_.remove_prefix(std::min(text_.find_first_not_of(" \t"), text_.size())); }
  bool take(char byte) {
    if (!text_.starts_with(byte)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_token() {
    const auto end = std::ranges::find_if_not(text_, base::is_token_character);
    const auto bytes = static_cast<std::size_t>(end - text_.begin());
    text_.remove_prefix(bytes);
    return bytes > 0;
  }
  bool take_quoted() {
    if (!take('"')) return false;
    while (!text_.empty()) {
      if (take('"')) return true;
      text_.remove_prefix(text_.starts_with('\\') ? std::min<std::size_t>(2, text_.size()) : 1);
    }
    return false;
  }

  std::string_view text_;
};

}  // namespace

base::Result<void, Refused> ChunkedBody::take_line(std::string_view line, std::size_t bytes_max) {
  const auto malformed = [](std::string_view rule) { return std::unexpected(Refused{Refusal::malformed, rule}); };
  if (std::ranges::any_of(line, [](char c) { return base::is_control(c) && c != '\t'; }))
    return malformed("A line of the chunked body has a control character");
  switch (expects_) {
    case Expects::size_line: {
      const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), chunk_left_, 16);
      const std::string_view extension = line.substr(static_cast<std::size_t>(end - line.data()));
      if (failure == std::errc::result_out_of_range) return malformed("A chunk's size does not fit into 64 bits");
      if (failure != std::errc{}) return malformed("A chunk's size is not a hexadecimal number");
      if (!extension.empty() && !extension.contains(';'))
        return malformed("A chunk's size is not a hexadecimal number");
      if (!Extensions(extension).are_right())
        return malformed("A chunk's extension is not a name, or a name and a value");
      if (chunk_left_ > bytes_max - body_bytes_)
        return std::unexpected(Refused{Refusal::body_too_large, "The body is too large"});
      body_bytes_ += chunk_left_;
      expects_ = chunk_left_ == 0 ? Expects::trailer : Expects::data;
      return {};
    }
    case Expects::data_end:
      if (!line.empty()) return malformed("A chunk is longer than its size says");
      expects_ = Expects::size_line;
      return {};
    case Expects::trailer: {
      if (line.empty()) {
        expects_ = Expects::nothing;
        return {};
      }
      trailers_bytes_ += line.size();
      if (trailers_bytes_ > limits::request_head_bytes_max)
        return std::unexpected(Refused{Refusal::head_too_large, "The trailers are too large"});
      const std::size_t colon = line.find(':');
      if (colon == 0 || colon == std::string_view::npos ||
          !std::ranges::all_of(line.substr(0, colon), base::is_token_character))
        return malformed("A trailer is not a name, a colon and a value");
      for (const std::string_view framing : {"content-length", "transfer-encoding", "host"})
        if (base::equals_ignoring_case(line.substr(0, colon), framing))
          return malformed("A trailer must not be Content-Length, Transfer-Encoding or Host");
      return {};
    }
    case Expects::data:
    case Expects::nothing: break;
  }
  std::unreachable();
}

}  // namespace connectory::net
