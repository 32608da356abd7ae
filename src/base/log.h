#pragma once

// Structured log lines: a fixed message, and fields. Text on a terminal, otherwise JSON. Credentials, bodies and query
// texts are never logged.
// Ownership: app/ creates one Log. Threads: line() and set_level() from any thread. The logger's thread writes the lines;
// if it cannot keep up, the oldest waiting lines are dropped, so that a slow disk never slows an answer.
// Source: spdlog's asynchronous logger.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace connectory::base {

class Log {
 public:
  enum class Level : std::uint8_t { debug, info, warning, error };
  enum class Format : std::uint8_t { text, json };
  struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double> value;
  };

  virtual ~Log() = default;
  virtual bool is_on(Level level) const = 0;
  virtual void set_level(Level level) = 0;  // the lowest level that is written from now on
  virtual void line(Level level, std::string_view message, std::initializer_list<Field> fields) = 0;

  void info(std::string_view message, std::initializer_list<Field> fields = {}) { line(Level::info, message, fields); }
  void warning(std::string_view message, std::initializer_list<Field> fields = {}) {
    line(Level::warning, message, fields);
  }
  void error(std::string_view message, std::initializer_list<Field> fields = {}) {
    line(Level::error, message, fields);
  }
};

// Writes to standard error.
std::unique_ptr<Log> make_log(Log::Level level, Log::Format format);
// For tests and tools: writes nothing.
Log& quiet_log();

}  // namespace connectory::base
