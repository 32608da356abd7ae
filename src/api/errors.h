#pragma once

// The only table of error codes, statuses and default messages, and the envelope around them.
// Source: API contract, section 2.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "net/http.h"
#include "service/errors.h"

namespace connectory::api {

enum class Problem : std::uint8_t {
  bad_request,
  unauthorized,
  forbidden,
  permission_error,
  not_found,
  method_not_allowed,
  not_acceptable,
  request_timeout,
  conflict_error,
  outdated,  // the other conflicts have the same code, but different messages
  breaking_change,
  limit_reached,
  precondition_failed,
  payload_too_large,
  uri_too_long,
  unsupported_media_type,
  expectation_failed,
  unprocessable_entity,
  unprocessable_content,
  precondition_required,
  too_many_requests,
  headers_too_large,
  internal_server_error,
  duplication_failed,
  not_implemented,
  service_unavailable,
  http_version_not_supported,
};

struct ProblemFacts {
  Problem problem;
  int status;
  std::string_view code;
  std::string_view message;
};

std::span<const ProblemFacts> problems();
const ProblemFacts& facts_of(Problem problem);

// The answer, without the headers that every answer has. `description` may contain text from outside. It is truncated
// to the contract's length, and left out if it is not UTF-8.
net::Response error_response(Problem problem, std::string_view request_id, std::string_view description);

Problem problem_of(const service::Failure& failure);
std::string_view detail_of(const service::Failure& failure);
Problem problem_of(net::Refusal refusal);

}  // namespace connectory::api
