#include "app/key_source.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/try.h"

namespace connectory::app {
namespace {

constexpr const char* key_variable = "CONNECTORY_MASTER_KEY";
constexpr const char* default_key_file = "master.key";

// A setting without effect is refused, because its author would believe that it is used.
std::string unused(const Settings& settings, std::string_view what, std::string_view wanted) {
  const SettingValue& source = settings.value("master-key-source");
  return fmt::format("{} is set, but master-key-source ({}) is {}, not {}", what, source.source, source.text, wanted);
}

}  // namespace

base::Result<void, std::string> check_key_source(const Settings& settings) {
  const std::string& source = settings.text("master-key-source");
  if (!settings.text("master-key-file").empty() && source != "file")
    return std::unexpected(unused(settings, "master-key-file", "file"));
  if (!settings.text("master-key-command").empty() && source != "command")
    return std::unexpected(unused(settings, "master-key-command", "command"));
  if (source == "command" && settings.text("master-key-command").empty())
    return std::unexpected("master-key-source is command, but master-key-command is not set");
  return {};
}

base::Result<std::unique_ptr<crypto::MasterKeySource>, std::string> make_key_source(const Settings& settings) {
  TRY_DO(check_key_source(settings));
  const std::string& source = settings.text("master-key-source");
  const std::string& file = settings.text("master-key-file");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
  if (std::getenv(key_variable) != nullptr && source != "environment")
    return std::unexpected(unused(settings, key_variable, "environment"));

  if (source == "environment") return crypto::environment_source(key_variable);
  if (source == "command")
    return crypto::command_source(settings.text("master-key-command"), settings.duration("master-key-timeout"));
  return crypto::file_source(file.empty() ? std::filesystem::path(settings.text("data")) / default_key_file
                                          : std::filesystem::path(file));
}

}  // namespace connectory::app
