#pragma once

// What slip most likely made a text no JSON: a comma too many, single quotes, a comment. For messages to people; it never shows the
// text. Pure; safe on every thread. It reads the text once, and only after a parser refused it.

#include <cstddef>
#include <string>
#include <string_view>

namespace connectory::json {

// `offset`: where the parser stopped. Empty where nothing is to be guessed.
std::string slip_at(std::string_view text, std::size_t offset);

}  // namespace connectory::json
