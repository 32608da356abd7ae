#pragma once

// The JSON Schema of the connector language, generated from its table, for editors and other tools. It has two forms:
// draft 2019-09, which clients of the original use, and draft-07, which editors support best.
// Pure; safe on every thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::language {

enum class Draft : std::uint8_t { draft_07, draft_2019_09 };

std::optional<Draft> parse_draft(std::string_view text);  // `07`, `7`, `2019-09`

// Compact JSON. It is generated once and then reused.
const std::string& json_schema(Draft draft);

}  // namespace connectory::language
