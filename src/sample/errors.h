#pragma once

// Why the sample API refuses a question. answers.cpp maps each to HTTP.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace connectory::sample {

struct Error {
  enum class Code : std::uint8_t {
    bad_parameter,       // missing, unknown, given twice, or not what it should be
    bad_cursor,          // not one of ours, or made for another question
    bad_key,             // the advertising API's access key is missing or another
    bad_token,           // the shop's access token is missing, not one of ours, or expired
    bad_client,          // the token endpoint was given another client id or secret
    bad_grant,           // the token endpoint was asked for something it does not have
    unknown_account,     // no advertising account has that id
    unknown_path,        // nothing is there
    method_not_allowed,  // something is there, but not with that method
    body_refused,        // the body did not arrive whole, or is too large
  };
  Code code;
  std::string detail;  // one or two whole sentences for whoever asked

  // `rule`: goes on behind the name, without its full stop.
  static Error bad_parameter(std::string_view name, std::string_view rule) {
    return {Code::bad_parameter, std::string(name).append(" ").append(rule).append(".")};
  }
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::sample
