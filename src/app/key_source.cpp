#include "app/key_source.h"

#include <cstdlib>

#include <fmt/format.h>

namespace connectory::app {
namespace {

constexpr const char* key_variable = "CONNECTORY_MASTER_KEY";
constexpr const char* default_key_file = "master.key";

}  // namespace

base::Result<std::unique_ptr<crypto::MasterKeySource>, std::string> make_key_source(const Settings& settings) {
  const std::string& source = settings.text("master-key-source");
  const std::string& file = settings.text("master-key-file");
  const std::string& command = settings.text("master-key-command");
  // What is given and not used would leave its giver in the belief that it is.
  const auto unused = [&](std::string_view what, std::string_view wanted) {
    return std::unexpected(fmt::format("{} is given, but master-key-source ({}) is {}, not {}", what,
                                       settings.value("master-key-source").source, source, wanted));
  };
  if (!file.empty() && source != "file") return unused("master-key-file", "file");
  if (!command.empty() && source != "command") return unused("master-key-command", "command");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
  if (std::getenv(key_variable) != nullptr && source != "environment") return unused(key_variable, "environment");

  if (source == "environment") return crypto::environment_source(key_variable);
  if (source == "command") {
    if (command.empty()) return std::unexpected("master-key-source is command, but master-key-command is not given");
    return crypto::command_source(command, settings.duration("master-key-timeout"));
  }
  return crypto::file_source(file.empty() ? std::filesystem::path(settings.text("data")) / default_key_file
                                          : std::filesystem::path(file));
}

}  // namespace connectory::app
