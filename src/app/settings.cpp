#include "app/settings.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <ranges>
#include <system_error>
#include <utility>

#include <boost/url/parse.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/list_text.h"
#include "base/nearest.h"
#include "base/number_text.h"
#include "base/system_message.h"
#include "base/try.h"
#include "net/address.h"

namespace connectory::app {
namespace {

namespace limits = base::limits;
using Kind = Setting::Kind;
using Change = Setting::Change;

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || number < 0 || number > 1'000'000'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "ms") return std::chrono::milliseconds(number);
  if (unit == "s") return std::chrono::seconds(number);
  if (unit == "m") return std::chrono::minutes(number);
  if (unit == "h") return std::chrono::hours(number);
  if (unit == "d") return std::chrono::days(number);
  return std::nullopt;
}

std::string to_text(std::chrono::milliseconds duration) {
  if (duration > std::chrono::days(1)) return fmt::format("{}d", duration / std::chrono::days(1));
  if (duration >= std::chrono::hours(1)) return fmt::format("{}h", duration / std::chrono::hours(1));
  return fmt::format("{}ms", duration.count());
}

// Whether links can begin with it.
bool is_base_url(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  return url && text.size() <= base::limits::public_url_bytes_max && !url->host().empty() && !url->has_userinfo() &&
         !url->has_query() && !url->has_fragment() &&
         (url->scheme_id() == boost::urls::scheme::http || url->scheme_id() == boost::urls::scheme::https);
}

// What is wrong with a value; empty if it is valid.
std::string fault_of(const Setting& setting, std::string_view value) {
  switch (setting.kind) {
    case Kind::text:
    case Kind::path: return {};
    case Kind::url:
      return value.empty() || is_base_url(value)
                 ? ""
                 : fmt::format(
                       "must be an http or https URL of at most {} bytes without a query or fragment, such as "
                       "https://connectory.example.com",
                       base::limits::public_url_bytes_max);
    case Kind::endpoint:
      return net::parse_endpoint(value) ? ""
                                        : "must be HOST:PORT with an IP address, such as 127.0.0.1:8080 or [::1]:8080";
    case Kind::number: {
      const auto number = base::parse_number<std::int64_t>(value);
      const bool is_right = number && *number >= setting.min && *number <= setting.max;
      return is_right ? "" : fmt::format("must be a number from {}", bounds_of(setting));
    }
    case Kind::duration: {
      const auto duration = parse_duration(value);
      const bool is_right = duration && duration->count() >= setting.min && duration->count() <= setting.max;
      return is_right ? "" : fmt::format("must be a number followed by ms, s, m, h or d, from {}", bounds_of(setting));
    }
    case Kind::choice:
      if (std::ranges::find(setting.choices, value) != setting.choices.end()) return {};
      return fmt::format("must be {}{}", bounds_of(setting), base::did_you_mean(value, setting.choices));
    case Kind::ranges:
      for (const std::string& part : base::split_list(value))
        if (!net::AddressRange::parse(part))
          return fmt::format("must be a comma-separated list of addresses and CIDR ranges; {} is neither", part);
      return {};
  }
  std::unreachable();
}

base::Result<std::string, std::string> load_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(limits::settings_file_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad())
    return std::unexpected(
        fmt::format("{}: cannot be read: {}", file.native(), base::system_message(errno == 0 ? EIO : errno)));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > limits::settings_file_bytes_max)
    return std::unexpected(fmt::format("{}: is larger than {} bytes", file.native(), limits::settings_file_bytes_max));
  return text;
}

base::Result<std::map<std::string, SettingValue>, std::string> read_file(const std::filesystem::path& file) {
  TRY(const std::string content, load_file(file));
  std::map<std::string, SettingValue> values;
  try {
    const toml::table table = toml::parse(content, file.native());
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      const auto known = std::ranges::find(settings(), name, &Setting::name);
      if (known == settings().end()) {
        return std::unexpected(
            fmt::format("{}: line {}: unknown setting {}{}", file.native(), key.source().begin.line, name,
                        base::did_you_mean(name, settings() | std::views::transform(&Setting::name))));
      }
      const std::string source = fmt::format("file {}, line {}", file.native(), key.source().begin.line);
      if (const auto* text = node.as_string()) {
        values[name] = {text->get(), source};
      } else if (const auto* number = node.as_integer()) {
        values[name] = {std::to_string(number->get()), source};
      } else {
        return std::unexpected(fmt::format("{}: line {}: {} must be a string or a whole number", file.native(),
                                           key.source().begin.line, name));
      }
    }
  } catch (const toml::parse_error& error) {
    if (error.source().begin.line == 0)  // the file was not read
      return std::unexpected(fmt::format("{}: {}", file.native(), error.description()));
    return std::unexpected(fmt::format("{}: line {}, column {}: {}", file.native(), error.source().begin.line,
                                       error.source().begin.column, error.description()));
  }
  return values;
}

}  // namespace

const std::vector<Setting>& settings() {
  constexpr std::int64_t longest_wait = std::chrono::milliseconds(limits::timeout_max).count();
  static const std::vector<Setting> table = {
      {Kind::path, Change::restart, "data", "connectory-data",
       "folder that holds the database; created if it does not exist"},
      {Kind::endpoint, Change::restart, "listen", "127.0.0.1:8080",
       "address and port to listen on; port 0 picks a free port and reports it"},
      {Kind::url, Change::restart, "public-url", "",
       "URL at which clients reach the server, used in links. If not set, links are paths, and logo URLs use the listen address. Required if listen is 0.0.0.0 or [::]"},
      {Kind::path, Change::reload, "tls-certificate", "",
       "PEM file with the certificate chain; enables HTTPS; reloaded when it changes"},
      {Kind::path, Change::reload, "tls-key", "", "PEM file with the certificate's private key"},
      {Kind::choice,
       Change::restart,
       "master-key-source",
       "file",
       "source of the master key, which seals all secrets; environment: the variable CONNECTORY_MASTER_KEY",
       {"file", "environment", "command"}},
      {Kind::path, Change::restart, "master-key-file", "",
       "file with the master key; created if nothing is sealed yet; if not set: master.key in the data folder"},
      {Kind::text, Change::restart, "master-key-command", "",
       "command that prints the master key; run without a shell"},
      {Kind::duration,
       Change::restart,
       "master-key-timeout",
       "10s",
       "maximum run time of master-key-command",
       {},
       1,
       longest_wait},
      {Kind::ranges, Change::reload, "trusted-proxies", "",
       "addresses of proxies whose X-Forwarded-For header is trusted"},
      {Kind::number,
       Change::restart,
       "workers",
       "0",
       "number of event loops; 0: one for each processor that the process may use",
       {},
       0,
       256},
      {Kind::number, Change::restart, "readers", "2", "number of threads that read the database", {}, 1, 64},
      {Kind::number,
       Change::reload,
       "connections-max",
       "20000",
       "maximum number of open connections; above it, idle ones are closed; if none is idle, new ones get 503",
       {},
       1,
       1'000'000},
      {Kind::number, Change::restart, "cache-mib", "512", "maximum size of the answer cache in MiB", {}, 1, 65'536},
      {Kind::number,
       Change::reload,
       "held-mib",
       "96",
       "maximum memory in MiB for answers that clients have not read and for bodies being received",
       {},
       1,
       limits::held_mib_setting_max},
      {Kind::number,
       Change::reload,
       "held-per-client-mib",
       "48",
       "the same for one client address; addresses in trusted-proxies are exempt",
       {},
       1,
       limits::held_mib_setting_max},
      {Kind::number,
       Change::reload,
       "body-bytes-max",
       "10485760",
       "maximum size of a request body in bytes",
       {},
       1024,
       1'073'741'824},
      {Kind::duration,
       Change::reload,
       "head-timeout",
       "15s",
       "maximum time from the first byte of a request to the end of its head",
       {},
       1,
       longest_wait},
      {Kind::duration,
       Change::reload,
       "body-timeout",
       "30s",
       "maximum time between two pieces of a request body, which must arrive at 1 KiB/s or faster",
       {},
       1,
       longest_wait},
      {Kind::duration,
       Change::reload,
       "write-timeout",
       "30s",
       "maximum time between two pieces of an answer that the client reads; it must read 1 KiB/s or faster",
       {},
       1,
       longest_wait},
      {Kind::duration,
       Change::reload,
       "idle-timeout",
       "75s",
       "maximum time between two requests on a connection",
       {},
       1,
       longest_wait},
      {Kind::duration,
       Change::reload,
       "drain-timeout",
       "30s",
       "maximum time for requests in progress to finish when the server stops",
       {},
       0,
       longest_wait},
      {Kind::number,
       Change::reload,
       "auth-failures-per-hour",
       "2000",
       "requests per hour without a valid credential from one address",
       {},
       1,
       1'000'000'000},
      {Kind::number,
       Change::reload,
       "anonymous-requests-per-hour",
       "60000",
       "requests per hour from one address to calls that need no credential",
       {},
       1,
       1'000'000'000},
      {Kind::duration,
       Change::reload,
       "logs-max-age",
       "30d",
       "how long entries of connector logs are kept; 0s: forever",
       {},
       0,
       std::chrono::milliseconds(limits::log_age_setting_max).count()},
      {Kind::number,
       Change::reload,
       "logs-max-count",
       "10000",
       "maximum number of entries in each connector's log; 0: nothing is logged",
       {},
       0,
       limits::log_count_setting_max},
      {Kind::duration,
       Change::reload,
       "audit-max-age",
       "0s",
       "how long audit entries are kept; 0s: forever",
       {},
       0,
       std::chrono::milliseconds(limits::log_age_setting_max).count()},
      {Kind::choice,
       Change::reload,
       "log-level",
       "info",
       "lowest level that is logged",
       {"debug", "info", "warning", "error"}},
      {Kind::choice,
       Change::restart,
       "log-format",
       "auto",
       "auto: text on a terminal, otherwise JSON",
       {"auto", "text", "json"}},
      {Kind::choice,
       Change::reload,
       "access-log",
       "errors",
       "which requests are logged; errors: those answered with 400 or above",
       {"off", "errors", "all"}},
      {Kind::choice,
       Change::restart,
       "core-dumps",
       "off",
       "on: a crash may write the memory of the process, including secrets, to a file",
       {"off", "on"}},
  };
  return table;
}

std::string environment_name(const Setting& setting) {
  std::string name = "CONNECTORY_";
  for (const char c : setting.name) name.push_back(c == '-' ? '_' : base::to_upper(c));
  return name;
}

std::string_view kind_name(const Setting& setting) {
  switch (setting.kind) {
    case Kind::text: return "TEXT";
    case Kind::path: return "PATH";
    case Kind::url: return "URL";
    case Kind::endpoint: return "HOST:PORT";
    case Kind::number: return "NUMBER";
    case Kind::duration: return "DURATION";
    case Kind::choice: return "WORD";
    case Kind::ranges: return "ADDRESSES";
  }
  std::unreachable();
}

std::string_view change_name(const Setting& setting) {
  switch (setting.change) {
    case Change::reload: return "reload";
    case Change::restart: return "restart";
  }
  std::unreachable();
}

std::string bounds_of(const Setting& setting) {
  switch (setting.kind) {
    case Kind::text:
    case Kind::path:
    case Kind::url:
    case Kind::endpoint:
    case Kind::ranges: return {};
    case Kind::number: return fmt::format("{} to {}", setting.min, setting.max);
    case Kind::duration:
      return fmt::format("{} to {}", to_text(std::chrono::milliseconds(setting.min)),
                         to_text(std::chrono::milliseconds(setting.max)));
    case Kind::choice: {
      const auto others = std::span(setting.choices).first(setting.choices.size() - 1);
      return fmt::format("{} or {}", fmt::join(others, ", "), setting.choices.back());
    }
  }
  std::unreachable();
}

base::Result<Settings, std::string> Settings::resolve(const SettingSources& sources) {
  const auto& [flags, file, defaults] = sources;
  std::map<std::string, SettingValue> from_file;
  if (file) {
    TRY(from_file, read_file(*file));
  }
  Settings resolved;
  for (const Setting& setting : settings()) {
    const std::string name(setting.name);
    SettingValue value{std::string(setting.default_value), "default"};
    if (const auto known = defaults.find(name); known != defaults.end()) value.text = known->second;
    if (const auto known = from_file.find(name); known != from_file.end()) value = known->second;
    const std::string variable = environment_name(setting);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): variables are not set once there are threads
    if (const char* text = std::getenv(variable.c_str())) value = {text, "environment " + variable};
    if (const auto known = flags.find(name); known != flags.end()) value = {known->second, "flag --" + name};
    if (const std::string fault = fault_of(setting, value.text); !fault.empty())
      return std::unexpected(fmt::format("{} ({}) is '{}', but {}", name, value.source, value.text, fault));
    resolved.values_.emplace(name, std::move(value));
  }
  if (resolved.text("tls-certificate").empty() != resolved.text("tls-key").empty())
    return std::unexpected("tls-certificate and tls-key must be set together; one of them is missing");
  const std::string& listen = resolved.text("listen");
  if (resolved.text("public-url").empty() && net::parse_endpoint(listen)->address.is_unspecified())
    return std::unexpected(
        fmt::format("listen ({}) is '{}', every address of the machine, so links cannot be built from it; "
                    "set public-url to the URL at which clients reach the server",
                    resolved.value("listen").source, listen));
  return resolved;
}

base::Result<Settings, std::string> Settings::resolve_again(const SettingSources& sources) {
  std::error_code failure;
  if (sources.file && std::filesystem::exists(*sources.file, failure) &&
      !std::filesystem::is_regular_file(*sources.file, failure))
    return std::unexpected(
        fmt::format("{}: is not a regular file, so it can be read only at the start", sources.file->native()));
  return resolve(sources);
}

const SettingValue& Settings::value(std::string_view name) const { return values_.find(name)->second; }

std::int64_t Settings::number(std::string_view name) const {
  std::int64_t number = 0;
  const std::string& digits = text(name);
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::chrono::milliseconds Settings::duration(std::string_view name) const { return *parse_duration(text(name)); }

std::vector<std::string> Settings::list(std::string_view name) const { return base::split_list(text(name)); }

std::vector<SettingChange> Settings::changes_to(const Settings& other) const {
  std::vector<SettingChange> changes;
  for (const Setting& setting : settings())
    if (text(setting.name) != other.text(setting.name))
      changes.push_back({setting, value(setting.name), other.value(setting.name)});
  return changes;
}

void Settings::take(const SettingChange& change) {
  values_.insert_or_assign(std::string(change.setting.name), change.asked);
}

std::string Settings::describe() const {
  std::string out;
  for (const Setting& setting : settings()) {
    const SettingValue& known = value(setting.name);
    out += fmt::format("{:<24} {:<28} {:<8} {}\n", setting.name, known.text.empty() ? "-" : known.text,
                       change_name(setting), known.source);
  }
  return out;
}

}  // namespace connectory::app
