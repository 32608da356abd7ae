#pragma once

// The JSON Schema of the connector language, made from its table: for editors and for checking by other tools.
// Two forms: draft 2019-09, as clients of the original know it, and draft-07, which editors understand best.
// Pure; safe on every thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::language {

enum class Draft : std::uint8_t { draft_07, draft_2019_09 };

std::optional<Draft> parse_draft(std::string_view text);  // `07`, `7`, `2019-09`

// Compact JSON; made once, then the same text.
const std::string& json_schema(Draft draft);

}  // namespace connectory::language
