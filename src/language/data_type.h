#pragma once

// A field's data type: `type.group.class[.format]`, such as `int.number.value` or `string.time.date`.
// Binding for numbers and dates, informational for display otherwise.
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
  } kind = Kind::text;  // how a value is kept
  std::string text;     // as it was written

  // Whether group and class are among those that are known; if not, the nearest of them, if one is near.
  bool is_known_class = true;
  std::optional<std::string> suggestion;
};

base::Result<DataType, std::string> parse_data_type(std::string_view text);

}  // namespace connectory::language
