#pragma once

// The shop's access tokens: their expiry, and a mark by which the API recognises them. The API keeps no list of them,
// and the client's secret is in its documentation. This imitates a token endpoint and protects nothing.
// Threads: pure; safe on every thread.

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

// `form`: the body of a token request. `authorization`: its header, for clients that send their secret with HTTP Basic.
// The form can request a shorter lifetime with `expires_in`, to test renewal.
Result<Token> issue_token(std::string_view form, std::string_view authorization, base::WallTime now);
Result<void> check_token(std::string_view authorization, base::WallTime now);

}  // namespace connectory::sample
