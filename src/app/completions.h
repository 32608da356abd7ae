#pragma once

// Shell completions, written from the program's own tree of commands, so that they never lag behind it.

#include <string>

#include <CLI/CLI.hpp>

namespace connectory::app {

// `shell`: bash, zsh or fish.
std::string completions(const CLI::App& program, std::string_view shell);

}  // namespace connectory::app
