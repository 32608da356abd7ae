#pragma once

// The command line's nouns and verbs that work on the data folder: teams, people, keys, OAuth clients, backups. They open
// the same database that a server may be serving, and leave it word of what they changed.
// Errors: `connectory: what: why. What to do.` on standard error, and an exit code. Threads: one.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace connectory::cli {

// As sysexits.h has them.
enum class Exit : int { ok = 0, failure = 1, usage = 64, unavailable = 69, not_allowed = 77, misconfigured = 78 };

// What was chosen on the command line; run after all of it was understood.
struct Chosen {
  std::function<Exit()> run;
};

// Adds the nouns of this room to the program's commands.
void add_commands(CLI::App& program, Chosen& chosen);

// Says what went wrong, as every command does.
Exit complain(Exit exit, std::string_view what, std::string_view why, std::string_view what_to_do = {});

// Why a data folder cannot be used, before anything in it is touched; ok where it can.
Exit check_folder(const std::filesystem::path& folder);

inline constexpr const char* default_data_folder = "connectory-data";

}  // namespace connectory::cli
