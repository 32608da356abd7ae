#pragma once

// Parses bodies of the secret calls into checked values. Refusals name the place and the rule, and never show the
// value.
// Pure; safe on every thread. Errors: invalid_request if the body cannot be read, invalid_parameter if it violates a
// rule.
// Source: API contract, section 4.

#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "service/errors.h"
#include "service/secrets.h"

namespace connectory::api {

// `type`: application/json, or a form, which older clients send.
service::Result<service::Secrets::Draft> parse_new_secret(std::string_view type, std::string body);
service::Result<crypto::Secret> parse_secret_value(std::string body);

}  // namespace connectory::api
