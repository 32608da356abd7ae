#pragma once

// Guesses the mistake in invalid JSON: an extra comma, single quotes, a comment. For messages; it never shows the text.
// Pure; safe on every thread. It reads the text once, after a parser has refused it.

#include <cstddef>
#include <string>
#include <string_view>

namespace connectory::json {

// `offset`: where the parser stopped. Empty if there is no guess.
std::string slip_at(std::string_view text, std::size_t offset);

}  // namespace connectory::json
