#include "net/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/field.hpp>
#include <cstring>

#include "base/limits.h"
#include "base/try.h"

namespace connectory::net {
namespace {

namespace http = boost::beast::http;
namespace limits = base::limits;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_token_byte(char byte) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         marks.contains(byte);
}

bool equals_ignoring_case(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + ('a' - 'A')) : x) == y;
         });
}

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

// Beast also takes a list of equal numbers, which proxies in front may read otherwise.
bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// RFC 3986, section 3.2.2, as far as a server needs it: nothing that could be read as another part of a URL.
bool is_host(std::string_view host) {
  return host.find_first_of(" \t/\\@?#<>\"{}|^`,;") == std::string_view::npos;
}

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  if (at_ == 0 && !bytes.empty() && !is_token_byte(bytes.front()))
    return refuse("a request begins with a method; this is not HTTP/1.1");
  for (;;) {
    const void* found = std::memchr(bytes.data() + searched_, '\n', bytes.size() - searched_);
    if (found == nullptr) {
      searched_ = bytes.size();
      return State::incomplete;
    }
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    const std::string_view line = bytes.substr(at_, end - at_);
    if (!line.ends_with('\r')) return refuse("each line of a head ends with CRLF, not with LF alone");
    const std::string_view text = line.substr(0, line.size() - 1);
    if (std::memchr(text.data(), '\r', text.size()) != nullptr) return refuse("a CR stands alone in the head");
    if (std::memchr(text.data(), '\0', text.size()) != nullptr) return refuse("a NUL stands in the head");
    if (text.starts_with(' ') || text.starts_with('\t')) return refuse("a header is folded over several lines");
    at_ = searched_ = end + 1;
    if (text.empty()) return State::complete;
  }
}

class RequestParser::Grammar final : public http::basic_parser<true> {
 public:
  Request* request = nullptr;
  std::vector<Header>* headers = nullptr;
  std::string* body = nullptr;
  std::size_t body_bytes = 0;
  std::size_t body_bytes_max = 0;
  bool is_head_read = false;
  bool is_http_1_0 = false;
  std::string_view rule;
  Refusal refusal = Refusal::malformed;
  int hosts = 0;
  int content_lengths = 0;
  int transfer_encodings = 0;
  std::string_view transfer_encoding;
  std::string_view expect;

  Grammar() {
    header_limit(limits::request_head_bytes_max);
    body_limit(boost::none);  // counted here, since each route has its own bound
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
      return fail(failure, Refusal::target_too_long, "the request target is too long");
    is_http_1_0 = version == 10;
    if (version < 10 || version > 11) return fail(failure, Refusal::version_unsupported, "only HTTP/1.1 is spoken here");
  }

  // Keeps the one value of a header that may stand only once.
  void keep_single(std::string_view& kept, std::string_view value, std::string_view what, Failure& failure) {
    if (kept.data() != nullptr) return fail(failure, Refusal::malformed, what);
    kept = value;
  }

  void on_field_impl(http::field name, Text name_text, Text value_text, Failure& failure) override {
    if (is_head_read) return;  // trailers: nothing here means anything that late
    if (headers->size() == limits::request_headers_max)
      return fail(failure, Refusal::head_too_large, "the request has too many headers");
    std::string_view value = view(value_text);
    if (value.data() == nullptr) value = "";
    headers->push_back({view(name_text), value});
    switch (name) {
      case http::field::host:
        if (++hosts > 1) fail(failure, Refusal::malformed, "the Host header stands twice");
        if (!is_host(value)) fail(failure, Refusal::malformed, "the Host header is not a host");
        break;
      case http::field::content_length:
        if (++content_lengths > 1) fail(failure, Refusal::malformed, "the Content-Length header stands twice");
        if (!is_number(value)) fail(failure, Refusal::malformed, "Content-Length is not one number");
        break;
      case http::field::transfer_encoding:
        if (++transfer_encodings > 1) fail(failure, Refusal::malformed, "the Transfer-Encoding header stands twice");
        transfer_encoding = value;
        break;
      case http::field::authorization:
        keep_single(request->authorization, value, "the Authorization header stands twice", failure);
        break;
      case http::field::content_type:
        keep_single(request->content_type, value, "the Content-Type header stands twice", failure);
        break;
      case http::field::expect: keep_single(expect, value, "the Expect header stands twice", failure); break;
      case http::field::origin:
        keep_single(request->origin, value, "the Origin header stands twice", failure);
        break;
      case http::field::if_match:
        keep_single(request->if_match, value, "the If-Match header stands twice", failure);
        break;
      case http::field::if_none_match:
        keep_single(request->if_none_match, value, "the If-None-Match header stands twice", failure);
        break;
      case http::field::accept: request->accept = value; break;
      case http::field::accept_encoding: request->accept_encoding = value; break;
      case http::field::user_agent: request->user_agent = value; break;
      case http::field::unknown:
        if (equals_ignoring_case(view(name_text), "x-request-id")) request->request_id = value;
        if (equals_ignoring_case(view(name_text), "x-forwarded-for")) request->forwarded_for = value;
        break;
      default: break;
    }
  }

  std::size_t append(Text bytes, Failure& failure) {
    body_bytes += bytes.size();
    if (body_bytes > body_bytes_max) {
      fail(failure, Refusal::body_too_large, "the body is too large");
      return 0;
    }
    if (body != nullptr) body->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_response_impl(int, Text, int, Failure&) override {}
  void on_header_impl(Failure&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Failure&) override {}
  std::size_t on_body_impl(Text bytes, Failure& failure) override { return append(bytes, failure); }
  void on_chunk_header_impl(std::uint64_t, Text, Failure&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Failure& failure) override {
    return append(bytes, failure);
  }
  void on_finish_impl(Failure&) override {}
};

RequestParser::RequestParser() = default;
RequestParser::~RequestParser() = default;

bool RequestParser::is_done() const { return grammar_ == nullptr || grammar_->is_done(); }

namespace {

// What Beast's codes mean for a client; our own refusals carry their rule already.
Refused refused_of(const boost::beast::error_code& failure, Refusal refusal, std::string_view rule) {
  if (!rule.empty()) return {refusal, rule};
  using http::error;
  if (failure == error::bad_version) return {Refusal::version_unsupported, "only HTTP/1.1 is spoken here"};
  if (failure == error::header_limit) return {Refusal::head_too_large, "the head is too large"};
  if (failure == error::bad_method) return {Refusal::malformed, "the method is not a token"};
  if (failure == error::bad_target) return {Refusal::malformed, "the request target has a character that must be percent-encoded"};
  if (failure == error::bad_field) return {Refusal::malformed, "a header's name is not a token right before its colon"};
  if (failure == error::bad_value) return {Refusal::malformed, "a header's value has a control character"};
  if (failure == error::bad_content_length) return {Refusal::malformed, "Content-Length is not one number"};
  if (failure == error::bad_transfer_encoding) return {Refusal::malformed, "Transfer-Encoding and Content-Length contradict"};
  if (failure == error::bad_chunk || failure == error::bad_chunk_extension)
    return {Refusal::malformed, "the chunked body is not well formed"};
  return {Refusal::malformed, "this is not an HTTP/1.1 request"};
}

}  // namespace

base::Result<void, Refused> RequestParser::parse_head(std::string_view head, Request& request,
                                                      std::vector<Header>& headers) {
  headers.clear();
  grammar_ = std::make_unique<Grammar>();
  Grammar& grammar = *grammar_;
  grammar.request = &request;
  grammar.headers = &headers;
  boost::beast::error_code failure;
  grammar.put(boost::asio::buffer(head), failure);
  request.headers = headers;
  if (failure) return std::unexpected(refused_of(failure, grammar.refusal, grammar.rule));

  const auto malformed = [](std::string_view rule) { return std::unexpected(Refused{Refusal::malformed, rule}); };
  const bool is_http_1_0 = grammar.is_http_1_0;
  if (grammar.hosts == 0 && !is_http_1_0) return malformed("the Host header is missing");
  if (grammar.transfer_encodings > 0) {
    if (grammar.content_lengths > 0) return malformed("Transfer-Encoding and Content-Length contradict");
    if (is_http_1_0) return malformed("HTTP/1.0 has no Transfer-Encoding");
    if (!equals_ignoring_case(grammar.transfer_encoding, "chunked"))
      return std::unexpected(Refused{Refusal::unknown_coding, "the only Transfer-Encoding known here is chunked"});
  }
  expects_continue_ = false;
  if (grammar.expect.data() != nullptr) {
    if (!equals_ignoring_case(grammar.expect, "100-continue"))
      return std::unexpected(Refused{Refusal::expectation_failed, "the only Expect known here is 100-continue"});
    expects_continue_ = !is_http_1_0;
  }

  // Absolute form: `GET http://host/path` means `/path` (RFC 9112, section 3.2.2).
  std::string_view target = request.target;
  if (target.starts_with("http://") || target.starts_with("https://")) {
    const std::size_t slash = target.find('/', target.find("//") + 2);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  } else if (!target.starts_with('/') && !(target == "*" && request.method == Method::options)) {
    return malformed("the request target is neither a path nor a URL");
  }
  if (target.contains('#')) return malformed("the request target has a fragment");
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  request.query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);

  keep_alive_ = grammar.keep_alive();
  content_length_.reset();
  if (const auto length = grammar.content_length()) content_length_ = *length;
  request.has_body = grammar.transfer_encodings > 0 || content_length_.value_or(0) > 0;
  grammar_->is_head_read = true;
  if (!request.has_body) grammar_.reset();  // most requests end with their head
  return {};
}

base::Result<std::size_t, Refused> RequestParser::parse_body(std::string_view bytes, std::string* body,
                                                             std::size_t bytes_max) {
  grammar_->body = body;
  grammar_->body_bytes_max = bytes_max;
  std::size_t used = 0;
  while (used < bytes.size() && !grammar_->is_done()) {
    boost::beast::error_code failure;
    const std::size_t taken = grammar_->put(boost::asio::buffer(bytes.substr(used)), failure);
    used += taken;
    if (failure == http::error::need_more) break;
    if (failure) return std::unexpected(refused_of(failure, grammar_->refusal, grammar_->rule));
    if (taken == 0) break;
  }
  return used;
}

}  // namespace connectory::net
