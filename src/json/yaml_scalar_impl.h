#pragma once

// The core schema of YAML 1.2.2, section 10.3.2: what a scalar without quotes stands for. Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace connectory::json {

enum class YamlScalar : std::uint8_t {
  null,
  boolean,
  integer,
  decimal,       // with a fraction or an exponent
  octal,         // 0o17
  hexadecimal,   // 0x1F
  infinity,      // .inf
  not_a_number,  // .nan
  text,
};

YamlScalar core_type_of(std::string_view text);

// Of an integer or a decimal: the same number as JSON spells it, which is the same text wherever JSON takes it.
std::string json_number_of(std::string_view text);

}  // namespace connectory::json
