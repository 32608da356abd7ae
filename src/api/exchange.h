#pragma once

// One request on its way through the API: what was requested, by whom, and with which id.
// Ownership: the request outlives it; a copy goes into each coroutine. Threads: one loop.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/pool.h"
#include "net/http.h"
#include "service/access.h"
#include "service/identity.h"

namespace connectory::api {

struct Route;

// 8 to 64 of [A-Za-z0-9_-]; stored inline, because every request has one.
class RequestId {
 public:
  static bool is_valid(std::string_view text);
  void assign(std::string_view text) { length_ = text.copy(text_.data(), text_.size()); }
  std::string_view view() const { return {text_.data(), length_}; }

 private:
  std::array<char, 64> text_{};
  std::size_t length_ = 0;
};

// Values of a path's {parameters}, in their order; still percent-encoded.
struct PathValues {
  static constexpr std::size_t count_max = 4;
  std::array<std::string_view, count_max> values;
  std::size_t count = 0;
};

struct Exchange {
  const net::Request* request = nullptr;
  const Route* route = nullptr;  // null: no such path, or not with this method
  PathValues path;
  RequestId id;
  service::Caller caller;  // empty on public routes
  store::TeamId team;      // of the path, once authorised
  net::Address client;     // the peer, or the client that a trusted proxy reports
  std::int64_t limit = 0;  // for the X-RateLimit headers
  std::int64_t remaining = 0;

  const service::Principal& principal() const { return *caller.principal; }
  // For processing this many bytes for the answer.
  base::Errand errand(std::size_t bytes) const {
    return {team.value(), bytes, request->departure == nullptr ? std::stop_token() : request->departure->get_token()};
  }
  store::Actor actor() const {
    return {principal().actor.name, client.to_string(), principal().credential, std::string(id.view())};
  }
};

}  // namespace connectory::api
