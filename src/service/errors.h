#pragma once

// Why a use case was refused. service::Failure covers every way in which a use case can fail; api/errors.cpp maps it to
// HTTP.

#include <cstdint>
#include <string>
#include <variant>

#include "base/pool.h"
#include "base/result.h"
#include "image/errors.h"
#include "store/errors.h"

namespace connectory::service {

struct Error {
  enum class Code : std::uint8_t {
    invalid_request,        // the request is malformed: a wrong number, text that is not JSON
    invalid_parameter,      // well formed, but violates a rule: too long, missing
    invalid_configuration,  // a configuration that is valid JSON, but cannot be published
    breaking_change,        // publishing would break something for users, and the caller has not allowed that
    unauthenticated,        // no credential, or one that is unknown, disabled or expired
    foreign,                // a known caller, but a different team's path or an address that is not allowed
    not_permitted,          // a known caller of the team that lacks the scope or role
    duplication_failed,     // the store could not create the duplicate
  };
  Code code;
  std::string detail;
};

using Failure = std::variant<Error, store::Error, image::Error, base::PoolRefusal>;

template <class T>
using Result = base::Result<T, Failure>;

}  // namespace connectory::service
