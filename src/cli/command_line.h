#pragma once

// The commands that work on the data folder: teams, people, keys, OAuth clients, backups. They open the database that a
// server may be using, and record their changes, so that the server notices them.
// Errors: `connectory: what: why. What to do.` on standard error, and an exit code. Threads: one.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace connectory::cli {

// The values follow sysexits.h.
enum class Exit : int { ok = 0, failure = 1, usage = 64, unavailable = 69, not_allowed = 77, misconfigured = 78 };

// The command that was chosen. It runs after the whole command line has been parsed.
struct Chosen {
  std::function<Exit()> run;
};

// Adds this room's commands to the program.
void add_commands(CLI::App& program, Chosen& chosen);

// Prints what went wrong on standard error, in the format of all commands; returns `exit`.
Exit complain(Exit exit, std::string_view what, std::string_view why, std::string_view what_to_do = {});

// Creates the data folder if it is missing. Reports an error if it is not writable, before anything in it is changed.
Exit check_folder(const std::filesystem::path& folder);

inline constexpr const char* default_data_folder = "connectory-data";

}  // namespace connectory::cli
