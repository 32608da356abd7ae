#pragma once

// A field's data type: `type.group.class[.format]`, such as `int.number.value` or `string.time.date`.
// It is enforced for numbers, booleans, dates and times, and otherwise used only for display. One table of types and
// classes is the source of the parser and of the reference.
// Threads: values; the tables are constant. Errors: a sentence. Source: connector language, "Field".

#include <cstdint>
#include <optional>
#include <span>
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

  bool is_percentage = false;  // of a number: a value that ends in `%` is divided by 100
};

base::Result<DataType, std::string> parse_data_type(std::string_view text);

struct DataTypeClass {
  std::string_view name;  // `time.date`: group and class
  std::string_view meaning;
  DataType::Kind of_string = DataType::Kind::text;  // how values are stored if the type is `string`
  bool is_percentage = false;
};
std::span<const DataTypeClass> data_type_classes();

}  // namespace connectory::language
