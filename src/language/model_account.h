#pragma once

// The accounts that a login can access.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "language/model_request.h"
#include "language/model_value.h"

namespace connectory::language {

struct AccountFetcher {
  Request request;
  ValueSource id;
  std::optional<ValueSource> label, group;
  std::vector<Property> properties;
};
struct AccountFilter {
  ValueSource value;
  enum class Operator : std::uint8_t {
    equals,
    not_equals,
    in,
    not_in,
    contains,
    matches,
    exists
  } op = Operator::exists;
  std::vector<Scalar> compare_to;
};
// An account for each value that the user entered.
struct AccountsFromInput {
  std::size_t input;                     // index in Configuration::inputs
  std::optional<std::string> separator;  // absent: commas and line breaks, or the input is a list
};
struct Accounts {
  bool has_accounts = false;
  std::optional<AccountsFromInput> from_input;
  std::vector<AccountFetcher> fetchers;
  std::vector<AccountFilter> filters;
};

}  // namespace connectory::language
