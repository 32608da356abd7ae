#pragma once

// Every setting of the server, in one table, from which flags, environment variables, the configuration file, --help and
// docs/configuration.md follow. In order of rising strength: default, file, environment, flag.
// To add a setting: one row in settings.cpp, and its reader in options.cpp or serve.cpp.
// Errors: a sentence that names the setting, where its value came from, and what it takes. Threads: values.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace connectory::app {

struct Setting {
  // `text`: any words, with a password among them, perhaps: a log never shows them.
  enum class Kind : std::uint8_t { text, path, url, endpoint, number, duration, choice, ranges } kind;
  // What it takes for a new value to count: the signal that has a running server read its settings again, or a new start.
  enum class Change : std::uint8_t { reload, restart } change;
  std::string_view name;  // `head-timeout`: the flag and the file's key; CONNECTORY_HEAD_TIMEOUT in the environment
  std::string_view default_value;  // as it would be written
  std::string_view help;
  std::vector<std::string_view> choices = {};
  std::int64_t min = 0;  // of numbers, and of durations in milliseconds
  std::int64_t max = 0;
};

const std::vector<Setting>& settings();
std::string environment_name(const Setting& setting);
// In --help: `NUMBER`, and `0 to 256` or `text or json`; the latter is empty where the kind has no bounds and no choices.
std::string_view kind_name(const Setting& setting);
std::string_view change_name(const Setting& setting);  // `reload` or `restart`
std::string bounds_of(const Setting& setting);

struct SettingValue {
  std::string text;
  std::string source;  // `default`, `file connectory.toml, line 3`, `environment`, `flag`
};

// Where settings come from, besides the environment.
struct SettingSources {
  std::map<std::string, std::string> flags;     // those given, by name
  std::optional<std::filesystem::path> file;    // absent where none was named
  std::map<std::string, std::string> defaults;  // those that differ from the table's
};

struct SettingChange {
  const Setting& setting;
  SettingValue running;
  SettingValue asked;
};

class Settings {
 public:
  static base::Result<Settings, std::string> resolve(const SettingSources& sources);
  // While a server runs, which must not wait for a pipe.
  static base::Result<Settings, std::string> resolve_again(const SettingSources& sources);

  const SettingValue& value(std::string_view name) const;
  const std::string& text(std::string_view name) const { return value(name).text; }
  std::int64_t number(std::string_view name) const;
  std::chrono::milliseconds duration(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;  // of ranges, joined by commas

  // Those whose value is another one there; in the order of the table.
  std::vector<SettingChange> changes_to(const Settings& other) const;
  void take(const SettingChange& change);

  // One line a setting: name, value, what a change takes, source.
  std::string describe() const;

 private:
  std::map<std::string, SettingValue, std::less<>> values_;
};

}  // namespace connectory::app
