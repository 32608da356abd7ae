#pragma once

// The log lines of answered requests: who asked for what, and what came of it. Neither a query nor the text of a
// credential is written.
// Ownership: Api has one; the log outlives it. Threads: every member from any thread.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/exchange.h"
#include "base/log.h"

namespace connectory::api {

class AccessLog {
 public:
  enum class Level : std::uint8_t { off, errors, all };

  AccessLog(Level level, base::Log& log) : level_(level), log_(log) {}

  void write(const Exchange& exchange, int status, std::int64_t took_ns);
  void set_level(Level level) { level_ = level; }

 private:
  std::atomic<Level> level_;
  base::Log& log_;
};

// A path as it may be written down: text in the place of a secret's placeholder that is not one may be the secret's value,
// and is left out. `memory` holds a path that had to be changed.
std::string_view shown_path(std::string_view path, std::string& memory);

}  // namespace connectory::api
