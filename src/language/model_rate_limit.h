#pragma once

// The limits on requests to an API.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "language/model_request.h"

namespace connectory::language {

struct RateLimitHeaders {
  std::optional<std::string> remaining;  // the name of the header
  std::string reset;
  enum class Unit : std::uint8_t { automatic, seconds, epoch, epoch_ms, date } unit = Unit::automatic;
};

struct RequestLimit {
  std::optional<std::int64_t> requests;
  std::int64_t per_seconds = 60;
  std::optional<std::int64_t> concurrency;
};

struct RateLimitRule {
  std::optional<Request::Method> method;  // absent: all
  std::optional<std::string> path;        // `*` matches any characters; if absent, the rule applies to all paths
  RequestLimit limit;
};

struct RateLimit {
  RequestLimit limit;
  std::optional<RateLimitHeaders> headers;
  std::vector<RateLimitRule> rules;  // all that apply to a request count, as does `limit`
};

}  // namespace connectory::language
