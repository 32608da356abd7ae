#pragma once

// A field's data type: `type.group.class[.format]`, such as `int.number.value` or `string.time.date`.
// It is enforced for numbers and dates, and otherwise used only for display.
// Threads: values. Errors: a sentence. Source: connector language, "Field".

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace connectory::language {

struct DataType {
  enum class Kind : std::uint8_t {
    text,
    whole_number,
    number,
    boolean,
    date,
    time
  } kind = Kind::text;  // how values are stored
  std::string text;     // as it was written

  // Whether the group and class are known; if not, the nearest known ones, if any are near.
  bool is_known_class = true;
  std::optional<std::string> suggestion;
};

base::Result<DataType, std::string> parse_data_type(std::string_view text);

}  // namespace connectory::language
