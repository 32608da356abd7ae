#pragma once

// Why the sample API refuses a request. answers.cpp maps each code to HTTP.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace connectory::sample {

struct Error {
  enum class Code : std::uint8_t {
    bad_parameter,       // missing, unknown, repeated, or invalid
    bad_cursor,          // not created by this API, or created for a different request
    bad_key,             // the access key of the advertising API is missing or wrong
    bad_token,           // the access token of the shop is missing, forged or expired
    bad_client,          // the client id or secret in a token request is wrong
    bad_grant,           // a token request uses an unsupported grant
    unknown_account,     // no advertising account has that id
    unknown_path,        // there is no such path
    method_not_allowed,  // the path does not support the method
    body_refused,        // the body is incomplete or too large
  };
  Code code;
  std::string detail;  // one or two sentences for the client

  // `rule`: follows the name in the sentence, without a full stop.
  static Error bad_parameter(std::string_view name, std::string_view rule) {
    return {Code::bad_parameter, std::string(name).append(" ").append(rule).append(".")};
  }
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::sample
