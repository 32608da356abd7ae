#pragma once

// Applies the fixes of findings to the text that was checked. Only the characters of each edit change: comments, order
// and layout stay, in JSON and in YAML.
// Threads: a free function. Errors: none; an edit whose place in the text is not certain is left out, such as one in a
// block scalar of YAML, or one that overlaps an earlier edit.

#include <string>
#include <string_view>

#include "json/source.h"
#include "language/findings.h"

namespace connectory::language {

struct Fixed {
  std::string text;
  std::size_t fixed_count = 0;     // findings whose fix was applied
  std::size_t left_out_count = 0;  // findings whose fix could not be applied
};

// `text`: what `source` was read from, which `findings` are about. Of several fixes of a finding, the first is applied.
Fixed apply_fixes(std::string_view text, const json::Source& source, const Findings& findings);

}  // namespace connectory::language
