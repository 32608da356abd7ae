#pragma once

// The table of placeholders: their names, and where each can be used.
// Threads: constant data. Source: connector language, "Placeholders".

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "text/expression.h"

namespace connectory::language {

// What is available in a context. A placeholder needs one of these, or nothing.
enum class Knowledge : std::uint32_t {
  none = 0,
  login = 1 << 0,       // the requests of a login: oauth2.code
  client = 1 << 1,      // an OAuth 2 client
  inputs = 1 << 2,      // what the user entered
  user = 1 << 3,        // the connected user
  account = 1 << 4,     // the account of the query
  query = 1 << 5,       // the query
  row = 1 << 6,         // a row: the parent row, or the row being read
  page = 1 << 7,        // a paginated request
  job = 1 << 8,         // a running asynchronous job
  signer = 1 << 9,      // a signature, and its timestamp and nonce
  secrets = 1 << 10,    // stored and declared secrets
  signing = 1 << 11,    // the request that is being signed
  partition = 1 << 12,  // the partition that a request or a row belongs to
  answer = 1 << 13,     // a response that has been read: its body, headers and status
  settings = 1 << 14,   // the settings of a report type
};
constexpr Knowledge operator|(Knowledge a, Knowledge b) {
  return static_cast<Knowledge>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr bool has(Knowledge known, Knowledge wanted) {
  return (static_cast<std::uint32_t>(known) & static_cast<std::uint32_t>(wanted)) == static_cast<std::uint32_t>(wanted);
}

struct PlaceholderRule {
  enum class Form : std::uint8_t {
    exact,      // the exact name; if its value is a list, also elements of it
    call,       // a function, with parentheses
    family,     // the name, then one that the configuration declares, then any path: `account.<property>`
    free_form,  // the name, then any path or nothing: `row.a.b`
  } form;
  std::string_view name;
  Knowledge needs;
  text::Kinds kinds;  // of its value; for a family or a free form, of every value
  std::string_view summary;
  std::string_view example;  // a possible value
};

std::span<const PlaceholderRule> placeholder_rules();

// The rule for a name. An exact name takes precedence over its family.
const PlaceholderRule* find_placeholder(const text::PathNode& path);
// How a name is written in messages: `row.Campaign name`.
std::string name_of(const text::PathNode& path);
// Whether this is a generated name of a stored secret: `sec_` and 9 lowercase hexadecimal digits.
bool is_secret_placeholder(std::string_view text);

// The nearest name that can be used with `known`; absent if none is near.
std::optional<std::string_view> nearest_placeholder(std::string_view name, Knowledge known);
// Where a placeholder that needs this can be used, for example "in report types".
std::string_view place_of(Knowledge needs);

}  // namespace connectory::language
