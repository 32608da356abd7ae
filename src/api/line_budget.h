#pragma once

// Keeps one client from filling the log. A limited number of its lines is written each minute, and the others are
// counted for one line that summarises them.
// Threads: every member from any thread. Units: nanoseconds of steady time.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"

namespace connectory::api {

class LineBudget {
 public:
  // `clients_max`: if there are more clients in one minute, the others share one budget under an empty name.
  LineBudget(std::int64_t lines_max, std::size_t clients_max) : lines_max_(lines_max), clients_max_(clients_max) {}

  // Whether to write a line of this client.
  bool take(std::string_view client, std::int64_t now_ns);

  struct LeftOut {
    std::string client;
    std::int64_t lines;
  };
  // The lines that were left out in past minutes. Each is reported once.
  std::vector<LeftOut> sum_up(std::int64_t now_ns);

 private:
  struct Minute {
    std::int64_t begin_ns = 0;
    std::int64_t lines = 0;
  };
  struct State {
    std::unordered_map<std::string, Minute> clients;
    std::vector<LeftOut> over;
  };
  void end(State& state, const std::string& client, const Minute& minute) const;

  std::int64_t lines_max_;
  std::size_t clients_max_;
  base::Guarded<State> state_;
};

}  // namespace connectory::api
