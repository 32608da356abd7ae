#pragma once

// The core schema of YAML 1.2.2, section 10.3.2: the meaning of a scalar without quotes. Pure.

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

// The JSON spelling of an integer or a decimal, which is unchanged if it is valid JSON.
std::string json_number_of(std::string_view text);

}  // namespace connectory::json
