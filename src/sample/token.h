#pragma once

// The shop's access tokens: when they expire, and a seal by which the API knows its own. It keeps no list of them, and the
// client's secret is printed in its documentation: this plays a token endpoint, it guards nothing.
// Pure; safe on every thread.

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sample/errors.h"

namespace connectory::sample {

inline constexpr std::string_view client_id = "sample-client";
inline constexpr std::string_view client_secret = "sample-secret";

struct Token {
  std::string text;
  std::chrono::seconds lifetime;
};

// `form`: the body of a token request; `authorization`: its header, for clients that send their secret by HTTP Basic.
// The form may ask for a shorter life with `expires_in`, so that renewal can be tried.
Result<Token> issue_token(std::string_view form, std::string_view authorization, base::WallTime now);
Result<void> check_token(std::string_view authorization, base::WallTime now);

}  // namespace connectory::sample
