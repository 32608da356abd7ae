#include "api/errors.h"

#include <array>
#include <utility>

#include "base/limits.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace connectory::api {
namespace {

constexpr std::array table = {
    ProblemFacts{Problem::bad_request, 400, "BAD_REQUEST", "The request was invalid."},
    ProblemFacts{Problem::unauthorized, 401, "UNAUTHORIZED", "Authentication is required."},
    ProblemFacts{Problem::forbidden, 403, "FORBIDDEN", "You do not have access to this resource."},
    ProblemFacts{Problem::permission_error, 403, "PERMISSION_ERROR",
                 "You do not have permission to perform this action."},
    ProblemFacts{Problem::not_found, 404, "NOT_FOUND", "The requested resource was not found."},
    ProblemFacts{Problem::method_not_allowed, 405, "METHOD_NOT_ALLOWED", "The resource does not support this method."},
    ProblemFacts{Problem::not_acceptable, 406, "NOT_ACCEPTABLE",
                 "The resource is not available in an accepted format."},
    ProblemFacts{Problem::request_timeout, 408, "REQUEST_TIMEOUT", "The request did not arrive in time."},
    ProblemFacts{Problem::conflict_error, 409, "CONFLICT_ERROR", "The resource already exists."},
    ProblemFacts{Problem::outdated, 409, "CONFLICT_ERROR", "The request is based on an outdated version."},
    ProblemFacts{Problem::breaking_change, 409, "CONFLICT_ERROR",
                 "The change would break the connector for its users."},
    ProblemFacts{Problem::limit_reached, 409, "CONFLICT_ERROR", "The limit of this resource has been reached."},
    ProblemFacts{Problem::precondition_failed, 412, "PRECONDITION_FAILED", "The resource has changed in the meantime."},
    ProblemFacts{Problem::payload_too_large, 413, "PAYLOAD_TOO_LARGE", "The request body is too large."},
    ProblemFacts{Problem::uri_too_long, 414, "URI_TOO_LONG", "The request target is too long."},
    ProblemFacts{Problem::unsupported_media_type, 415, "UNSUPPORTED_MEDIA_TYPE",
                 "The type of the request body is not supported."},
    ProblemFacts{Problem::expectation_failed, 417, "EXPECTATION_FAILED", "The expectation cannot be met."},
    ProblemFacts{Problem::unprocessable_entity, 422, "UNPROCESSABLE_ENTITY",
                 "Validation failed for the request parameters."},
    ProblemFacts{Problem::unprocessable_content, 422, "UNPROCESSABLE_CONTENT",
                 "Validation failed for the configuration."},
    ProblemFacts{Problem::precondition_required, 428, "PRECONDITION_REQUIRED",
                 "The request must name the state that it changes."},
    ProblemFacts{Problem::too_many_requests, 429, "TOO_MANY_REQUESTS", "Rate limit exceeded. Retry later."},
    ProblemFacts{Problem::headers_too_large, 431, "HEADERS_TOO_LARGE", "The request headers are too large."},
    ProblemFacts{Problem::internal_server_error, 500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred."},
    ProblemFacts{Problem::duplication_failed, 500, "DUPLICATION_FAILED", "An unexpected error occurred."},
    ProblemFacts{Problem::not_implemented, 501, "NOT_IMPLEMENTED", "The transfer coding is not supported."},
    ProblemFacts{Problem::service_unavailable, 503, "SERVICE_UNAVAILABLE", "The service is unavailable. Retry later."},
    ProblemFacts{Problem::http_version_not_supported, 505, "HTTP_VERSION_NOT_SUPPORTED", "Only HTTP/1.1 is supported."},
};

Problem problem_of(service::Error::Code code) {
  using enum service::Error::Code;
  switch (code) {
    case invalid_request: return Problem::bad_request;
    case invalid_parameter: return Problem::unprocessable_entity;
    case invalid_configuration: return Problem::unprocessable_content;
    case breaking_change: return Problem::breaking_change;
    case unauthenticated: return Problem::unauthorized;
    case foreign: return Problem::forbidden;
    case not_permitted: return Problem::permission_error;
    case duplication_failed: return Problem::duplication_failed;
  }
  std::unreachable();
}

Problem problem_of(store::Error::Code code) {
  using enum store::Error::Code;
  switch (code) {
    case not_found: return Problem::not_found;
    case already_exists: return Problem::conflict_error;
    case outdated: return Problem::outdated;
    case limit_reached: return Problem::limit_reached;
    case no_such_version: return Problem::unprocessable_entity;
    case precondition_failed: return Problem::precondition_failed;
    case overloaded:
    case no_space:
    case read_only:
    case unavailable: return Problem::service_unavailable;
    case undecided:
    case damaged:
    case internal: return Problem::internal_server_error;
  }
  std::unreachable();
}

Problem problem_of(image::Error::Code code) {
  using enum image::Error::Code;
  switch (code) {
    case unknown_format:
    case too_large:
    case too_costly:
    case truncated:
    case damaged: return Problem::bad_request;
    case no_memory: return Problem::service_unavailable;
  }
  std::unreachable();
}

Problem problem_of(base::PoolRefusal refusal) {
  switch (refusal) {
    case base::PoolRefusal::full:
    case base::PoolRefusal::stopped:
    case base::PoolRefusal::out_of_memory: return Problem::service_unavailable;
  }
  std::unreachable();
}

std::string_view told_of(base::PoolRefusal refusal) {
  switch (refusal) {
    case base::PoolRefusal::full: return "Too many requests of your team are waiting. Retry later.";
    case base::PoolRefusal::stopped: return "The server is stopping.";
    case base::PoolRefusal::out_of_memory:
      return "The server does not have enough memory for this request. Retry later.";
  }
  std::unreachable();
}

// The store's own messages may name files, and are for the log. Callers learn what the failure means for them.
std::string_view told_of(const store::Error& error) {
  using enum store::Error::Code;
  switch (error.code) {
    case not_found:
    case already_exists:
    case precondition_failed:
    case outdated:
    case no_such_version:
    case limit_reached: return error.detail;
    case overloaded: return "Too many requests are waiting for the server's database. Retry later.";
    case no_space: return "The server's disk is full. Its operator has to free space. Reads still work.";
    case read_only:
      return "The server's database is read-only. Its operator has to make it writable. Reads still work.";
    case unavailable: return "The server cannot use its database, or is stopping. Its log has the reason.";
    case undecided:
    case damaged:
    case internal: return {};
  }
  std::unreachable();
}

}  // namespace

std::span<const ProblemFacts> problems() { return table; }

const ProblemFacts& facts_of(Problem problem) { return table[static_cast<std::size_t>(problem)]; }

static_assert([] {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].problem) != i) return false;
  return true;
}());

net::Response error_response(Problem problem, std::string_view request_id, std::string_view description) {
  const ProblemFacts& facts = facts_of(problem);
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("meta").begin_object().member("request_id", request_id).end_object();
  writer.key("error").begin_object().member("code", facts.code).member("message", facts.message);
  if (!description.empty() && json::is_utf8(description))
    writer.member("description", json::first_code_points(description, base::limits::error_description_max));
  writer.end_object().end_object();
  net::Response response{facts.status, {}, std::move(body)};
  response.headers = "Content-Type: application/json\r\n";
  if (problem == Problem::service_unavailable) response.headers += "Retry-After: 1\r\n";
  return response;
}

Problem problem_of(const service::Failure& failure) {
  struct Problems {
    Problem operator()(const store::Error& error) const { return problem_of(error.code); }
    Problem operator()(base::PoolRefusal refusal) const { return problem_of(refusal); }
    Problem operator()(const service::Error& error) const { return problem_of(error.code); }
    Problem operator()(const image::Error& error) const { return problem_of(error.code); }
  };
  return std::visit(Problems(), failure);
}

std::string_view detail_of(const service::Failure& failure) {
  struct Details {
    std::string_view operator()(const store::Error& error) const { return told_of(error); }
    std::string_view operator()(base::PoolRefusal refusal) const { return told_of(refusal); }
    std::string_view operator()(const service::Error& error) const { return error.detail; }
    std::string_view operator()(const image::Error& error) const { return error.detail; }
  };
  return std::visit(Details(), failure);
}

Problem problem_of(net::Refusal refusal) {
  switch (refusal) {
    case net::Refusal::malformed: return Problem::bad_request;
    case net::Refusal::timeout: return Problem::request_timeout;
    case net::Refusal::body_too_large: return Problem::payload_too_large;
    case net::Refusal::target_too_long: return Problem::uri_too_long;
    case net::Refusal::head_too_large: return Problem::headers_too_large;
    case net::Refusal::expectation_failed: return Problem::expectation_failed;
    case net::Refusal::unknown_coding: return Problem::not_implemented;
    case net::Refusal::version_unsupported: return Problem::http_version_not_supported;
    case net::Refusal::too_many_connections:
    case net::Refusal::unavailable: return Problem::service_unavailable;
  }
  std::unreachable();
}

}  // namespace connectory::api
