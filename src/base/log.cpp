#include "base/log.h"

#include <cstdlib>
#include <iterator>

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/ascii.h"

namespace connectory::base {
namespace {

// Lines waiting to be written: what a busy server logs in some seconds, a few megabytes at most.
constexpr std::size_t waiting_lines_max = 8192;

spdlog::level::level_enum to_spdlog(Log::Level level) {
  switch (level) {
    case Log::Level::debug: return spdlog::level::debug;
    case Log::Level::info: return spdlog::level::info;
    case Log::Level::warning: return spdlog::level::warn;
    case Log::Level::error: return spdlog::level::err;
  }
  std::abort();
}

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (is_control(c)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

struct AppendValue {
  std::string& out;
  void operator()(std::string_view text) const { append_json_text(out, text); }
  void operator()(std::int64_t number) const { fmt::format_to(std::back_inserter(out), "{}", number); }
  void operator()(double number) const { fmt::format_to(std::back_inserter(out), "{:.3f}", number); }
};

class SpdlogLog final : public Log {
 public:
  SpdlogLog(Level level, Format format)
      : format_(format), pool_(std::make_shared<spdlog::details::thread_pool>(waiting_lines_max, 1)) {
    std::shared_ptr<spdlog::sinks::sink> sink;
    if (format == Format::json || std::getenv("NO_COLOR") != nullptr)  // NOLINT(concurrency-mt-unsafe): at start only
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>();
    logger_ = std::make_shared<spdlog::async_logger>("connectory", std::move(sink), pool_,
                                                     spdlog::async_overflow_policy::overrun_oldest);
    logger_->set_level(to_spdlog(level));
    logger_->set_pattern(format == Format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                                                : "%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
    logger_->flush_on(spdlog::level::info);
  }

  bool is_on(Level level) const override { return logger_->should_log(to_spdlog(level)); }
  void set_level(Level level) override { logger_->set_level(to_spdlog(level)); }

  void line(Level level, std::string_view message, std::initializer_list<Field> fields) override {
    if (!is_on(level)) return;
    std::string text;
    if (format_ == Format::json) {
      text = "\"message\":";
      append_json_text(text, message);
    } else {
      text = message;
    }
    for (const Field& field : fields) {
      if (format_ == Format::json) {
        text.push_back(',');
        append_json_text(text, field.name);
        text.push_back(':');
      } else {
        text.append(" ").append(field.name).append("=");
      }
      std::visit(AppendValue{text}, field.value);
    }
    logger_->log(to_spdlog(level), "{}", text);
  }

 private:
  Format format_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;  // its destructor writes the waiting lines
  std::shared_ptr<spdlog::async_logger> logger_;
};

class QuietLog final : public Log {
 public:
  bool is_on(Level) const override { return false; }
  void set_level(Level) override {}
  void line(Level, std::string_view, std::initializer_list<Field>) override {}
};

}  // namespace

std::unique_ptr<Log> make_log(Log::Level level, Log::Format format) {
  return std::make_unique<SpdlogLog>(level, format);
}

Log& quiet_log() {
  static QuietLog log;
  return log;
}

}  // namespace connectory::base
