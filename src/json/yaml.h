#pragma once

// Converts YAML to compact JSON, with the place of every value and key in the YAML text.
// Accepts one document of YAML 1.2 with its core schema: `no`, `on` and dates are strings, 1.10 stays 1.10. Numbers
// that JSON does not allow are respelled (+1, .5, 007); 0x1F, 0o17, .inf and .nan are refused. Scalar keys become
// strings as written (404, true). Other keys, duplicate keys, and tags other than !!str !!int !!float !!bool !!null
// !!map !!seq are refused.
// Anchors and aliases are expanded. The merge key `<<` of YAML 1.1 accepts a mapping, an alias of one, or a list of
// them. Their members follow the mapping's own members, which take precedence; earlier mappings in the list take
// precedence over later ones.
// Bounds: base::limits::yaml_*, json_depth_max. Threads: a free function. Errors: with line and column in the YAML
// text.
// Built on libyaml, which reads YAML 1.1. So the three line breaks that 1.2 removed (U+0085, U+2028, U+2029) are
// refused unless escaped.

#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/errors.h"

namespace connectory::json {

struct YamlText {
  std::string json;
  std::vector<Extent> extents;  // of the values and keys in `json`, by Value::index()
};

Result<YamlText> read_yaml(std::string_view text);

}  // namespace connectory::json
