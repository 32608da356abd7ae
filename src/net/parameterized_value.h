#pragma once

// Header values with parameters, such as `text/csv; charset=utf-8` or `form-data; name="logo"`.
// Pure; safe on every thread. Errors: what is wrong, as a literal.
// Source: RFC 9110, section 5.6.6.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace connectory::net {

struct ParameterizedValue {
  struct Parameter {
    std::string name;  // in lower case
    std::string value;
  };
  std::string_view value;  // the part before the first semicolon; borrowed from the header
  std::vector<Parameter> parameters;

  // Null: the parameter is missing.
  const std::string* find(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    return found == parameters.end() ? nullptr : &found->value;
  }
};

base::Result<ParameterizedValue, std::string_view> parse_parameterized(std::string_view text);

}  // namespace connectory::net
