#include "sample/answers.h"

#include <utility>

#include <fmt/format.h>

namespace connectory::sample {
namespace {

struct Wire {
  int status;
  std::string_view code;
  std::string_view challenge = {};  // of a 401: WWW-Authenticate
};

Wire wire_of(Error::Code code) {
  using enum Error::Code;
  switch (code) {
    case bad_parameter: return {400, "bad_parameter"};
    case bad_cursor: return {400, "bad_cursor"};
    case bad_key: return {401, "bad_key", R"(AccessKey realm="sample ads")"};
    case bad_token: return {401, "bad_token", R"(Bearer realm="sample shop", error="invalid_token")"};
    case bad_client: return {401, "invalid_client", R"(Basic realm="sample shop")"};
    case bad_grant: return {400, "invalid_request"};
    case unknown_account: return {404, "unknown_account"};
    case unknown_path: return {404, "unknown_path"};
    case method_not_allowed: return {405, "method_not_allowed"};
    case body_refused: return {413, "body_refused"};
  }
  std::unreachable();
}

net::Response with_type(int status, std::string_view content_type, std::string body) {
  net::Response response{status, {}, std::move(body)};
  response.add_header("Content-Type", content_type);
  return response;
}

net::Response error_json(int status, std::string_view code, std::string_view message) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("error").begin_object();
  writer.member("code", code).member("message", message).end_object().end_object();
  return with_type(status, "application/json", std::move(body));
}

}  // namespace

net::Response json_answer(std::string body) { return with_type(200, "application/json", std::move(body)); }

net::Response csv_answer(std::string body) { return with_type(200, "text/csv; charset=utf-8", std::move(body)); }

net::Response error_answer(const Error& error) {
  const Wire wire = wire_of(error.code);
  net::Response response;
  if (error.code == Error::Code::bad_client || error.code == Error::Code::bad_grant) {
    // A token endpoint's errors have their own form (RFC 6749, section 5.2).
    std::string body;
    json::Writer(body).begin_object().member("error", wire.code).member("error_description", error.detail).end_object();
    response = with_type(wire.status, "application/json", std::move(body));
  } else {
    response = error_json(wire.status, wire.code, error.detail);
  }
  if (!wire.challenge.empty()) response.add_header("WWW-Authenticate", wire.challenge);
  return response;
}

net::Response played_answer(int status) {
  net::Response response =
      error_json(status, "played_fault", fmt::format("The parameter fault requested the status {}.", status));
  if (status == 429 || status == 503) response.add_header("Retry-After", "1");
  if (status == 401) response.add_header("WWW-Authenticate", R"(Bearer realm="played fault")");
  return response;
}

std::string to_decimal(std::int64_t cents) { return fmt::format("{}.{:02}", cents / 100, cents % 100); }

void append_csv_field(std::string& line, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    line.append(text);
    return;
  }
  line.push_back('"');
  for (const char c : text) {
    if (c == '"') line.push_back('"');
    line.push_back(c);
  }
  line.push_back('"');
}

}  // namespace connectory::sample
