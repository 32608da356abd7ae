#include "cli/command_line.h"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "base/system_message.h"

namespace connectory::cli {

// To add a noun, add a file with its name and this function, and add its name here and below.
using AddNoun = void(CLI::App& program, Chosen& chosen);
AddNoun add_team;
AddNoun add_user;
AddNoun add_key;
AddNoun add_client;
AddNoun add_audit;
AddNoun add_backup;
AddNoun add_validate;
AddNoun add_schema;
AddNoun add_path;
AddNoun add_expression;
AddNoun add_template;

void add_commands(CLI::App& program, Chosen& chosen) {
  // In the order of --help.
  for (AddNoun* const add : {add_team, add_user, add_key, add_client, add_audit, add_backup, add_validate, add_schema,
                             add_path, add_expression, add_template})
    add(program, chosen);
}

Exit complain(Exit exit, std::string_view what, std::string_view why, std::string_view what_to_do) {
  const bool has_end = why.ends_with('.') || why.ends_with('?');
  std::string text = fmt::format("connectory: {}: {}{}", what, why, has_end ? "" : ".");
  if (!what_to_do.empty()) text += fmt::format(" {}", what_to_do);
  fmt::print(stderr, "{}\n", text);
  return exit;
}

Exit check_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  if (std::filesystem::create_directories(folder, failure))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);  // only its owner may use it
  if (failure || ::access(folder.c_str(), W_OK | X_OK) != 0) {
    const std::string why = failure ? failure.message() : base::system_message(errno);
    return complain(Exit::not_allowed, fmt::format("the data folder {} cannot be written", folder.native()), why,
                    "Choose a folder that you can write to with --data.");
  }
  return Exit::ok;
}

}  // namespace connectory::cli
