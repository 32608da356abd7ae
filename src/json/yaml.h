#pragma once

// YAML as people write configurations in it, turned into compact JSON with the place of every value and key in the YAML text.
// Takes one document of YAML 1.2 with its core schema: `no`, `on` and dates are texts, 1.10 stays 1.10. Number texts that JSON lacks are
// respelled (+1, .5, 007); 0x1F, 0o17, .inf and .nan are refused. Keys that are no texts become texts as written (404, true); keys that are
// no scalars are refused, and so are keys that come twice and tags beyond !!str !!int !!float !!bool !!null !!map !!seq.
// Anchors and aliases are written out. The merge key `<<` of YAML 1.1 takes a mapping, an alias of one, or a list of them: their members
// follow the mapping's own, which win, as earlier ones in the list win over later ones.
// Bounds: base::limits::yaml_*, json_depth_max. Threads: a free function. Errors: with line and column in the YAML text.
// Built on libyaml. It reads YAML 1.1, so the three line breaks that 1.2 took away (U+0085, U+2028, U+2029) are refused unless escaped.

#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/errors.h"

namespace connectory::json {

struct YamlText {
  std::string json;
  std::vector<Position> positions;  // of what stands in `json`, by Value::index()
};

Result<YamlText> read_yaml(std::string_view text);

}  // namespace connectory::json
