#pragma once

// Expressions: the text between `{{` and `}}`, and what conditions and computed values are. The grammar is the
// expression part of Jinja 3, with its precedence. There are no statements, no loops, no assignments, and only the
// functions and filters of this room. text/evaluation.h evaluates them.
//
//   expression  = or [ "if" or [ "else" expression ] ]              ; repeated from left to right
//   or          = and *( "or" and )
//   and         = not *( "and" not )
//   not         = "not" not / comparison
//   comparison  = sum *( ( "==" / "!=" / "<" / "<=" / ">" / ">=" / "in" / "not" "in" ) sum )
//   sum         = joined *( ( "+" / "-" ) joined )
//   joined      = product *( "~" product )
//   product     = unary *( ( "*" / "/" / "//" / "%" ) unary )
//   unary       = ( ( "-" / "+" ) unary-without-filters / operand ) *( "|" filter / "is" [ "not" ] test )
//   operand     = primary *( "." name / "[" expression "]" / "[" [ expression ] ":" [ expression ] "]" )
//   primary     = string / number / "true" / "false" / "none" / name / name "(" arguments ")" / "(" expression ")"
//               / "[" arguments "]" / "{" [ expression ":" expression *( "," ... ) ] "}"
//   filter      = name [ "(" arguments ")" ]
//   test        = "defined" / "none" / "empty" / "text" / "number" / "list" / "object"
//
// Strings are in double or single quotes. A backslash escapes a quote or a backslash; \n, \r and \t are supported.
// Parsing is total and bounded (base/limits.h). Names, functions, filters, and their constant arguments are resolved
// while parsing; what is wrong with them is a Problem, so that one text can have several.
// Ownership: an Expression shares its constant program. Threads: constant; use it from any thread.
// Errors: SyntaxError, with the byte offset in the given text. Source: connector language, "Expressions"; the Jinja
// template documentation, "Expressions".

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/function_ref.h"
#include "base/result.h"
#include "json/regex_programs.h"
#include "text/filters.h"
#include "text/value.h"

namespace connectory::text {

struct SyntaxError {
  enum class Code : std::uint8_t {
    not_closed,  // `{{` without `}}`, a string without its end quote, a parenthesis or bracket left open
    unexpected,  // something that the grammar does not allow there
    too_large,   // more text, placeholders, nesting or arguments than base/limits.h allows
  };
  Code code;
  std::size_t offset;  // in bytes, from 0
  std::string detail;  // without a full stop: what was found, and what was expected
};

// What a name can begin with. Each exists only in some places; language/placeholders.h defines which.
enum class Root : std::uint8_t {
  account,
  accounts,
  headers,
  job,
  login,
  oauth2,
  page,
  partition,
  query,
  request,
  response,
  row,
  secrets,
  settings,
  signer,
  status,
  user,
  user_input,
};
inline constexpr std::size_t roots_count = 18;
std::string_view name_of(Root root);
std::optional<Root> find_root(std::string_view name);

enum class Function : std::uint8_t { identity, max, min, now, range_days, timestamp, today, uuid };
std::string_view name_of(Function function);
std::optional<Function> find_function(std::string_view name);

enum class Test : std::uint8_t { defined, none, empty, text, number, list, object };
enum class Comparison : std::uint8_t { equal, not_equal, less, less_or_equal, greater, greater_or_equal, in, not_in };
enum class Arithmetic : std::uint8_t { add, subtract, multiply, divide, divide_floor, modulo };

// `.name`, `['a name']`, or `[0]`, which also reads from the end: `[-1]`.
struct Step {
  std::string_view name;  // of an index, its text
  std::optional<std::int64_t> index;
};

using NodeIndex = std::uint32_t;
using Operands = std::span<const NodeIndex>;

// `row.user['full name']`: a root, and constant steps from it.
struct PathNode {
  std::optional<Root> root;  // absent if the name is unknown
  std::string_view root_name;
  std::span<const Step> steps;
};
struct LiteralNode {
  Value value;
};
struct MemberNode {  // `a[b]`
  NodeIndex object, name;
};
struct SliceNode {  // `a[1:3]`
  NodeIndex list;
  std::optional<NodeIndex> from, to;
};
struct ListNode {
  Operands elements;
};
struct ObjectNode {
  Operands names_and_values;  // name, value, name, value
};
struct CallNode {
  std::optional<Function> function;  // absent if the name is unknown
  Operands arguments;
};
// An argument of a filter that was compiled when it was parsed.
using Prepared = std::variant<std::monostate, json::RegexProgram, DateFormat, const TimeZone*, Duration>;
struct FilterNode {
  std::optional<FilterName> filter;  // absent if the name is unknown
  NodeIndex subject;
  Operands arguments;
  std::span<const Prepared> prepared;  // one for each argument
};
struct TestNode {
  Test test;
  bool is_negated;
  NodeIndex subject;
};
struct NotNode {
  NodeIndex operand;
};
struct SignNode {  // `-a`, `+a`
  bool is_negative;
  NodeIndex operand;
};
struct LogicNode {  // gives one of its operands
  bool is_and;
  Operands operands;
};
struct ComparisonNode {  // `a < b < c`: each with the next
  Operands operands;
  std::span<const Comparison> comparisons;  // one fewer
};
struct JoinNode {  // `a ~ b ~ c`
  Operands operands;
};
struct ArithmeticNode {  // `a + b - c`, from left to right
  Operands operands;
  std::span<const Arithmetic> operations;  // one fewer
};
struct ConditionNode {
  NodeIndex condition, then;
  std::optional<NodeIndex> otherwise;
};

struct Node {
  std::variant<LiteralNode, PathNode, MemberNode, SliceNode, ListNode, ObjectNode, CallNode, FilterNode, TestNode,
               NotNode, SignNode, LogicNode, ComparisonNode, JoinNode, ArithmeticNode, ConditionNode>
      kind;
  std::uint32_t begin = 0, end = 0;  // bytes [begin, end) of the parsed text
};

// Something that is grammatical but means nothing.
struct Problem {
  enum class Code : std::uint8_t {
    unknown_root,
    unknown_function,
    unknown_filter,
    unknown_test,
    arguments,  // of a filter or function: their number or kind
    date_format,
    time_zone,
    regex,
    regex_size,
    dashed_id,  // a hint: an id with '-' or '.' that is written without brackets
  };
  Code code;
  std::size_t offset;
  std::string name;    // of what is unknown, or of the filter or function
  std::string detail;  // a sentence without a full stop; empty for unknown names
  std::string hint;    // a sentence, or empty
};

class Expression {
 public:
  Expression() = default;  // evaluates to none

  std::span<const Node> nodes() const;  // operands come before the nodes that use them; the last one is the whole
  const Node& node(NodeIndex index) const { return nodes()[index]; }
  NodeIndex root() const { return static_cast<NodeIndex>(nodes().size() - 1); }  // not if it is_empty()
  bool is_empty() const { return program_ == nullptr; }
  std::span<const Problem> problems() const;
  bool has_meaning() const;  // no problem, apart from ids that could be misread

  const PathNode* path() const;        // if the whole expression is a path
  const LiteralNode* literal() const;  // if the whole expression is a literal

 private:
  friend class ExpressionParser;
  struct Program;
  explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

struct ParseContext {
  // Compiles literal patterns; null: each pattern by itself.
  json::RegexPrograms* programs = nullptr;
  // Whether `id` is declared under the root, as in `user_input.api-key`. Such an id may contain '-' and '.'.
  const base::FunctionRef<bool(Root root, std::string_view id)>* is_declared = nullptr;
};

// A whole text that is one expression, without braces.
base::Result<Expression, SyntaxError> parse_expression(std::string_view text, const ParseContext& context = {});

struct ParsedPart {
  Expression expression;
  std::size_t end = 0;  // where the expression ended: at the `}}`, if the text has one
};
// The expression that begins at `begin`. Used for templates; offsets count from the start of the text.
base::Result<ParsedPart, SyntaxError> parse_expression_at(std::string_view text, std::size_t begin,
                                                          const ParseContext& context);

// What is at the offset, and what was expected instead.
std::unexpected<SyntaxError> refuse_at(std::string_view text, std::size_t offset, std::string_view expected);

// What kinds a value can have, for expressions whose value is never of use.
using KindsOfPath = base::FunctionRef<Kinds(const PathNode&)>;
Kinds kinds_of(const Expression& expression, NodeIndex node, KindsOfPath kinds_of_path);
// Comparisons that always have the same outcome because their operands have different kinds.
struct IdleComparison {
  std::size_t offset = 0;
  Kinds left, right;
  Comparison comparison = Comparison::equal;
};
std::vector<IdleComparison> idle_comparisons(const Expression& expression, KindsOfPath kinds_of_path);

}  // namespace connectory::text
