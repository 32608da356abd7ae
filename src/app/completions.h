#pragma once

// Shell completions, written from the program's own tree of commands, so that they never lag behind it.

#include <CLI/CLI.hpp>
#include <string>

namespace connectory::app {

// `shell`: bash, zsh or fish.
std::string completions(const CLI::App& program, std::string_view shell);

}  // namespace connectory::app
