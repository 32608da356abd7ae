#pragma once

// Shell completions, generated from the program's tree of commands, so that they are always up to date.

#include <string>

#include <CLI/CLI.hpp>

namespace connectory::app {

// `shell`: bash, zsh or fish.
std::string completions(const CLI::App& program, std::string_view shell);

}  // namespace connectory::app
