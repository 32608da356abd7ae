#pragma once

// The syntax tree of a JSONPath, with the names of RFC 9535, sections 2.3 to 2.5. Path::parse creates it;
// json/path_evaluation.h reads it, and so does code that compiles paths for its own model.
// Ownership: a Path owns its tree. Threads: never changes once parsed.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/document.h"
#include "json/regex.h"

namespace connectory::json::path {

struct Condition;

// ---- Selectors (2.3), segments (2.5), queries (2.2) -----------------------------------------------------------------

struct Name {
  std::string name;
};
struct Wildcard {};
struct Index {
  std::int64_t index;  // negative: from the end
};
struct Slice {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  std::int64_t step = 1;
};
struct Filter {
  std::unique_ptr<const Condition> condition;
};
using Selector = std::variant<Name, Wildcard, Index, Slice, Filter>;

struct Segment {
  enum class Reach : std::uint8_t { child, descendant };
  Reach reach;
  std::vector<Selector> selectors;  // at least one
};

struct Query {
  enum class Start : std::uint8_t { root, current };  // $ or @
  Start start;
  std::vector<Segment> segments;

  bool is_singular() const;  // 2.3.5.1: selects at most one node in any document
};

// ---- Filter expressions (2.3.5) and functions (2.4) -----------------------------------------------------------------

struct Literal {
  Kind kind;         // null, boolean, number or string
  std::string text;  // for a number, its spelling; for a string, its value
  bool boolean = false;
};

enum class Function : std::uint8_t { length, count, match, search, value };

struct Call;
using Operand = std::variant<Literal, Query, std::unique_ptr<const Call>>;

struct Call {
  Function function;
  std::vector<Operand> arguments;  // number and types as in 2.4.3
  // For match and search with a literal pattern, which is compiled once. Absent if the literal is not an I-Regexp,
  // which matches nothing.
  std::optional<Regex> pattern;
};

struct AnyOf {
  std::vector<Condition> parts;
};
struct AllOf {
  std::vector<Condition> parts;
};
struct Not {
  std::unique_ptr<const Condition> part;
};
struct Exists {
  Query query;
};
struct Holds {
  std::unique_ptr<const Call> call;  // match or search
};
struct Comparison {
  enum class Operator : std::uint8_t { equal, not_equal, less, less_or_equal, greater, greater_or_equal };
  Operator op;
  Operand left;  // literals, singular queries, and functions that return a value
  Operand right;
};

struct Condition {
  std::variant<AnyOf, AllOf, Not, Exists, Holds, Comparison> form;
};

}  // namespace connectory::json::path
