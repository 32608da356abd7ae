#pragma once

// The table of filters: their names, arguments and results. Expressions are checked against it when a connector is
// saved, text/evaluation.h runs them, and docs/language.md lists them.
// Threads: constant data. Source: connector language, "Expressions".

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "text/value.h"

namespace connectory::text {

// A set of kinds of values, for what an expression can be. All numbers are one kind, and none includes missing.
class Kinds {
 public:
  enum Bit : std::uint8_t { none = 1, boolean = 2, number = 4, text = 8, list = 16, object = 32, moment = 64 };

  constexpr Kinds() = default;                                                // none of them
  constexpr Kinds(unsigned bits) : bits_(static_cast<std::uint8_t>(bits)) {}  // Bit | Bit
  static constexpr Kinds any() { return 127U; }
  static Kinds of(Value::Kind kind);

  constexpr bool has(Bit bit) const { return (bits_ & bit) != 0; }
  constexpr bool overlaps(Kinds other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool is_within(Kinds other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr bool is_any() const { return *this == any(); }
  friend constexpr Kinds operator|(Kinds left, Kinds right) { return static_cast<unsigned>(left.bits_ | right.bits_); }
  friend constexpr Kinds operator&(Kinds left, Kinds right) { return static_cast<unsigned>(left.bits_ & right.bits_); }
  friend constexpr bool operator==(Kinds, Kinds) = default;

 private:
  std::uint8_t bits_ = 0;
};

enum class FilterName : std::uint8_t {
  abs,
  add,
  add_days,
  base64,
  base64_decode,
  contains,
  date,
  date_parse,
  default_,
  ends_with,
  first,
  float_,
  from_json,
  hex,
  hmac_sha1,
  hmac_sha256,
  hmac_sha512,
  int_,
  iso,
  items,
  join,
  json,
  keys,
  last,
  length,
  list,
  lower,
  map,
  match,
  max,
  md5,
  min,
  nth,
  number,
  objects,
  path,
  regex_extract,
  regex_replace,
  replace,
  round,
  sha1,
  sha256,
  sha512,
  snake_case,
  sort,
  split,
  starts_with,
  sum,
  text,
  timestamp,
  trim,
  unique,
  upper,
  urlencode,
  values,
  where,
  xml,
};

struct FilterArgument {
  // What the argument must be. A regular expression and a date format are literal strings, so that they are compiled
  // once; everything else may also be computed.
  enum class Kind : std::uint8_t { text, whole_number, any, regex, date_format, time_zone, duration } kind;
  std::string_view name;
  bool is_required;
};

struct FilterRule {
  FilterName id;
  std::string_view name;
  std::span<const FilterArgument> arguments;  // required ones come first
  Kinds subject;                              // kinds that it applies to; other kinds give none
  Kinds result;
  std::string_view summary;
  std::string_view example;         // an expression
  std::string_view example_result;  // as a text
};

std::span<const FilterRule> filter_rules();            // in the order of the reference
const FilterRule* find_filter(std::string_view name);  // null: unknown
const FilterRule& rule_of(FilterName filter);

}  // namespace connectory::text
