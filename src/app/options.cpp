#include "app/options.h"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/processors.h"

namespace connectory::app {
namespace {

namespace limits = base::limits;

// Raises the limit as far as the system allows, because each connection needs a descriptor.
std::int64_t raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur == RLIM_INFINITY ? INT64_MAX : static_cast<std::int64_t>(limit.rlim_cur);
}

std::vector<net::AddressRange> trusted_proxies(const Settings& settings) {
  std::vector<net::AddressRange> ranges;
  for (const std::string& range : settings.list("trusted-proxies")) ranges.push_back(*net::AddressRange::parse(range));
  return ranges;
}

// A setting in mebibytes, bounded by its share of the available memory.
std::size_t bytes_of(const Settings& settings, std::string_view name) {
  const std::size_t asked = static_cast<std::size_t>(settings.number(name)) * 1024 * 1024;
  return std::min(asked, base::memory_limit() / limits::memory_part);
}

}  // namespace

std::size_t cache_bytes(const Settings& settings) { return bytes_of(settings, "cache-mib"); }

base::Log::Level log_level(const Settings& settings) {
  const std::string& name = settings.text("log-level");
  if (name == "debug") return base::Log::Level::debug;
  if (name == "warning") return base::Log::Level::warning;
  if (name == "error") return base::Log::Level::error;
  return base::Log::Level::info;
}

base::Log::Format log_format(const Settings& settings) {
  const std::string& name = settings.text("log-format");
  const bool is_text = name == "text" || (name == "auto" && ::isatty(STDERR_FILENO) == 1);
  return is_text ? base::Log::Format::text : base::Log::Format::json;
}

api::ApiOptions api_options(const Settings& settings) {
  api::ApiOptions options;
  options.public_url = settings.text("public-url");
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  options.auth_failures_per_hour = settings.number("auth-failures-per-hour");
  options.anonymous_requests_per_hour = settings.number("anonymous-requests-per-hour");
  options.body_bytes_max = static_cast<std::size_t>(settings.number("body-bytes-max"));
  options.trusted_proxies = trusted_proxies(settings);
  const std::string& access_log = settings.text("access-log");
  options.access_log = access_log == "all"   ? api::AccessLog::Level::all
                       : access_log == "off" ? api::AccessLog::Level::off
                                             : api::AccessLog::Level::errors;
  return options;
}

net::ServerOptions server_options(const Settings& settings) {
  const std::int64_t descriptors = raise_descriptor_limit();
  net::ServerOptions options;
  const auto workers = static_cast<unsigned>(settings.number("workers"));
  options.workers = workers == 0 ? base::usable_processors() : workers;
  const std::int64_t reserved = std::min(limits::descriptors_reserved, descriptors / 2);
  options.connections_max = static_cast<std::size_t>(
      std::max<std::int64_t>(1, std::min(settings.number("connections-max"), descriptors - reserved)));
  options.held = {bytes_of(settings, "held-per-client-mib"), bytes_of(settings, "held-mib")};
  options.proxies = trusted_proxies(settings);
  options.head_timeout = settings.duration("head-timeout");
  options.body_timeout = settings.duration("body-timeout");
  options.write_timeout = settings.duration("write-timeout");
  options.idle_timeout = settings.duration("idle-timeout");
  options.drain_timeout = settings.duration("drain-timeout");
  return options;
}

store::LogRetention log_retention(const Settings& settings) {
  return {settings.duration("logs-max-age"), settings.number("logs-max-count")};
}

std::optional<net::TlsFiles> tls_files(const Settings& settings) {
  if (settings.text("tls-certificate").empty()) return std::nullopt;
  return net::TlsFiles{settings.text("tls-certificate"), settings.text("tls-key")};
}

}  // namespace connectory::app
