#include "app/environment.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>

#include "app/settings.h"
#include "base/ascii.h"
#include "base/nearest.h"

namespace connectory::app {
namespace {

constexpr std::string_view ours = "CONNECTORY_";

// Variables that are not names of settings.
constexpr std::array<std::string_view, 7> others = {
    "CONNECTORY_CONFIG",      // --config
    "CONNECTORY_MASTER_KEY",  // with master-key-source = "environment"
    "CONNECTORY_URL",         // clients of the API: its URL, and the key for it
    "CONNECTORY_API_KEY",
    "CONNECTORY_BIN",  // the tests: the program, how slow it is, how often it is killed
    "CONNECTORY_SLOW",       "CONNECTORY_KILLS",
};

// Kubernetes and Docker set variables with the addresses of neighbouring services, named after those services.
bool is_from_platform(std::string_view name, std::string_view value) {
  constexpr std::string_view service = "_SERVICE_";
  constexpr std::string_view port = "_PORT";
  if (const std::size_t at = name.rfind(service); at != std::string_view::npos) {
    const std::string_view rest = name.substr(at + service.size());
    if (rest == "HOST" || rest == "PORT" || rest.starts_with("PORT_")) return true;
  }
  if (name.ends_with(port) && value.contains("://")) return true;
  const std::size_t at = name.rfind("_PORT_");
  if (at == std::string_view::npos) return false;
  const std::string_view rest = name.substr(at + port.size() + 1);  // 8080_TCP, 8080_TCP_PORT
  const std::size_t digits_end = std::min(rest.find('_'), rest.size());
  const std::string_view protocol = rest.substr(digits_end).substr(0, 4);
  const bool has_number = digits_end > 0 && base::is_all_digits(rest.substr(0, digits_end));
  return has_number && (protocol == "_TCP" || protocol == "_UDP" || protocol == "_SCT");
}

}  // namespace

std::vector<std::string> environment_names() {
  std::vector<std::string> names(others.begin(), others.end());
  for (const Setting& setting : settings()) names.push_back(environment_name(setting));
  return names;
}

std::optional<std::string> find_unknown_variable(std::span<const char* const> environment) {
  const std::vector<std::string> known = environment_names();
  for (const std::string_view variable : environment) {
    if (!variable.starts_with(ours)) continue;
    const std::size_t name_end = std::min(variable.find('='), variable.size());
    const std::string_view name = variable.substr(0, name_end);
    const std::string_view value = variable.substr(std::min(name_end + 1, variable.size()));
    if (std::ranges::find(known, name) != known.end() || is_from_platform(name, value)) continue;
    // The common prefix would make any two names look alike.
    std::vector<std::string_view> endings;
    for (const std::string& one : known) endings.push_back(std::string_view(one).substr(ours.size()));
    const auto meant = base::nearest(name.substr(ours.size()), endings);
    return fmt::format("unknown environment variable {}{}", name,
                       meant ? fmt::format("; did you mean {}{}?", ours, *meant) : std::string());
  }
  return std::nullopt;
}

std::optional<std::string> find_unknown_variable() {
  std::vector<const char*> environment;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
    environment.push_back(*variable);
  return find_unknown_variable(environment);
}

}  // namespace connectory::app
