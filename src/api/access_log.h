#pragma once

// The log lines of answered requests: who requested what, and the outcome. Neither a query nor the text of a
// credential is written. Callers without a credential cannot fill the log.
// Ownership: Api has one; the log outlives it. Threads: every member from any thread.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/exchange.h"
#include "api/line_budget.h"
#include "base/log.h"

namespace connectory::api {

class AccessLog {
 public:
  enum class Level : std::uint8_t { off, errors, all };

  AccessLog(Level level, base::Log& log);

  // Refused requests without a credential get at most limits::refusals_logged_max lines a minute for each client.
  void write(const Exchange& exchange, int status, std::int64_t took_ns, std::int64_t now_ns);
  // Writes a line for each client whose lines were left out in a past minute.
  void write_summaries(std::int64_t now_ns);
  void set_level(Level level) { level_ = level; }

 private:
  std::atomic<Level> level_;
  base::Log& log_;
  LineBudget refusals_;
};

// A path as it may be logged. If a text in the place of a secret's placeholder is not a placeholder, it may be the
// secret's value, and is left out. `memory` holds a path that had to be changed.
std::string_view shown_path(std::string_view path, std::string& memory);

}  // namespace connectory::api
