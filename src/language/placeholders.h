#pragma once

// The placeholders of the language: the one table of their names and of the places where each can be resolved.
// Threads: constant data. Source: connector language, "Placeholders".

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "text/template.h"

namespace connectory::language {

// What is known where a text stands; a placeholder needs one of these, or none.
enum class Knowledge : std::uint16_t {
  none = 0,
  login = 1 << 0,     // the requests of a login: oauth2.code
  client = 1 << 1,    // an OAuth 2 client
  inputs = 1 << 2,    // what a person entered
  user = 1 << 3,      // the connected person
  account = 1 << 4,   // the account asked about
  query = 1 << 5,     // the query, and its settings
  row = 1 << 6,       // a row: of the parent request or report type, or the one being read
  page = 1 << 7,      // a paginated request
  job = 1 << 8,       // an asynchronous job under way
  signer = 1 << 9,    // a signature, and what it is made of
  secrets = 1 << 10,  // stored and declared secrets
  signing = 1 << 11,  // the request that is being signed
};
constexpr Knowledge operator|(Knowledge a, Knowledge b) {
  return static_cast<Knowledge>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr bool has(Knowledge known, Knowledge wanted) {
  return (static_cast<std::uint16_t>(known) & static_cast<std::uint16_t>(wanted)) == static_cast<std::uint16_t>(wanted);
}

struct PlaceholderRule {
  enum class Form : std::uint8_t {
    exact,      // the name as it stands
    call,       // with parentheses
    family,     // the first step, then a name that the configuration gives: `account.<property>`
    free_form,  // the first step, then any path: `row.a.b`
  } form;
  std::string_view name;  // of a family or a free form: its first step
  Knowledge needs;
  std::string_view summary;
  std::string_view example;  // what it may give
};

std::span<const PlaceholderRule> placeholder_rules();

// The rule that a name falls under. An exact name wins over its family.
const PlaceholderRule* find_placeholder(const text::Name& name);
// `sec_` and 9 lower-case hexadecimal digits: the name of a stored secret that the program gave it.
bool is_secret_placeholder(std::string_view text);

// The nearest name that may stand where `known` is known; absent where none is near.
std::optional<std::string_view> nearest_placeholder(const text::Name& name, Knowledge known);
// Where a placeholder that needs this can stand: "in the request of a report type".
std::string_view place_of(Knowledge needs);

}  // namespace connectory::language
