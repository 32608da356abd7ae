#pragma once

// The table of all settings of the server. Flags, environment variables, the configuration file, --help and
// docs/configuration.md follow from it. A flag overrides the environment, which overrides the file, which overrides the
// default. To add a setting: one row in settings.cpp, and its reader in options.cpp or serve.cpp.
// Errors: a sentence that names the setting, the source of its value, and what is valid. Threads: values.

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
  // `text` may contain a password, so logs never show it.
  enum class Kind : std::uint8_t { text, path, url, endpoint, number, duration, choice, ranges } kind;
  // What a new value needs to take effect: a reload (SIGHUP), or a restart.
  enum class Change : std::uint8_t { reload, restart } change;
  std::string_view name;  // `head-timeout`: the flag and the file's key; CONNECTORY_HEAD_TIMEOUT in the environment
  std::string_view default_value;  // in its text form
  std::string_view help;
  std::vector<std::string_view> choices = {};
  std::int64_t min = 0;  // for numbers, and for durations in milliseconds
  std::int64_t max = 0;
};

const std::vector<Setting>& settings();
std::string environment_name(const Setting& setting);
// In --help: `NUMBER`, and `0 to 256` or `text or json`; the second is empty if the kind has neither bounds nor
// choices.
std::string_view kind_name(const Setting& setting);
std::string_view change_name(const Setting& setting);  // `reload` or `restart`
std::string bounds_of(const Setting& setting);

struct SettingValue {
  std::string text;
  std::string source;  // `default`, `file connectory.toml, line 3`, `environment`, `flag`
};

// The sources of settings besides the environment.
struct SettingSources {
  std::map<std::string, std::string> flags;     // the given flags, by name
  std::optional<std::filesystem::path> file;    // absent if no file was named
  std::map<std::string, std::string> defaults;  // defaults that differ from the table
};

struct SettingChange {
  const Setting& setting;
  SettingValue running;
  SettingValue asked;
};

class Settings {
 public:
  static base::Result<Settings, std::string> resolve(const SettingSources& sources);
  // For a running server, which must not block on a pipe.
  static base::Result<Settings, std::string> resolve_again(const SettingSources& sources);

  const SettingValue& value(std::string_view name) const;
  const std::string& text(std::string_view name) const { return value(name).text; }
  std::int64_t number(std::string_view name) const;
  std::chrono::milliseconds duration(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;  // for lists separated by commas

  // The settings whose values differ, in the order of the table.
  std::vector<SettingChange> changes_to(const Settings& other) const;
  void take(const SettingChange& change);

  // One line for each setting: name, value, reload or restart, source.
  std::string describe() const;

 private:
  std::map<std::string, SettingValue, std::less<>> values_;
};

}  // namespace connectory::app
