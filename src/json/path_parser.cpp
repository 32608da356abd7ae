#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "json/path.h"
#include "json/path_scanner_impl.h"
#include "json/utf8.h"

namespace connectory::json {

using namespace path;
namespace limits = base::limits;

namespace {

enum class Type : std::uint8_t { value, logical, nodes };  // RFC 9535, section 2.4.1

struct FunctionRule {
  std::string_view name;
  Function function;
  Type result;
  std::array<Type, 2> parameters;
  std::size_t parameters_count;
};

constexpr std::array function_rules{
    FunctionRule{"length", Function::length, Type::value, {Type::value}, 1},
    FunctionRule{"count", Function::count, Type::value, {Type::nodes}, 1},
    FunctionRule{"match", Function::match, Type::logical, {Type::value, Type::value}, 2},
    FunctionRule{"search", Function::search, Type::logical, {Type::value, Type::value}, 2},
    FunctionRule{"value", Function::value, Type::value, {Type::nodes}, 1},
};

const FunctionRule& rule_of(Function function) { return function_rules[static_cast<std::size_t>(function)]; }

bool is_name_first(char c) { return base::is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

// Recursive descent along the grammar of RFC 9535, appendix A, with one function per production, in the same order. If
// a token may follow blank space, the blank space is consumed only if the token follows, so that an error is reported
// at the first byte of what remains.
class PathParser : private PathScanner {
 public:
  PathParser(std::string_view text, RegexPrograms* programs) : PathScanner(text), programs_(programs) {}

  PathResult<Path> parse() {
    if (text_.size() > limits::path_bytes_max)
      return fail(PathError::Code::too_long, 0,
                  fmt::format("a path can have at most {} bytes", limits::path_bytes_max));
    if (const auto invalid = find_invalid_utf8(text_))
      return fail(PathError::Code::encoding, *invalid, "the path is not valid UTF-8");
    if (peek() != '$') return fail_here("a path must begin with \"$\"");
    TRY(ParsedQuery whole, query());
    if (at_ < text_.size()) {
      if (base::is_space(peek())) return fail_here("blank space after the path is not allowed");
      return fail_here("expected \".\", \"[\" or the end of the path");
    }
    return Path(std::make_shared<const Path::Parsed>(
        Path::Parsed{std::string(text_), std::move(whole.query), std::move(remarks_)}));
  }

 private:
  struct ParsedQuery {
    Query query;
    std::optional<std::size_t> blank_in_brackets;  // the singular queries of a comparison may not have any (2.3.5.1)
  };
  struct ParsedOperand {
    Operand operand;
    std::size_t offset;
    std::optional<std::size_t> blank_in_brackets;
  };

  // ---- Queries and segments (2.2, 2.5) ------------------------------------------------------------------------------

  PathResult<ParsedQuery> query() {  // NOLINT(misc-no-recursion): bounded by path_depth_max
    ParsedQuery parsed{{peek() == '$' ? Query::Start::root : Query::Start::current, {}}, {}};
    ++at_;
    while (true) {
      const std::size_t before = at_;
      skip_blank();
      if (peek() != '.' && peek() != '[') {
        at_ = before;
        return parsed;
      }
      TRY(Segment next, segment(parsed.blank_in_brackets));
      parsed.query.segments.push_back(std::move(next));
    }
  }

  PathResult<Segment> segment(std::optional<std::size_t>& blank_in_brackets) {  // NOLINT(misc-no-recursion)
    const bool is_descendant = take("..");
    const bool has_dot = is_descendant || take(".");
    Segment segment{is_descendant ? Segment::Reach::descendant : Segment::Reach::child, {}};
    if (has_dot && take("*")) {
      segment.selectors.emplace_back(Wildcard{});
    } else if (has_dot && is_name_first(peek())) {
      segment.selectors.emplace_back(Name{shorthand()});
    } else if ((!has_dot || is_descendant) && peek() == '[') {
      TRY_DO(bracketed_selection(segment.selectors, blank_in_brackets));
    } else {
      return fail_here(after_dots(is_descendant));
    }
    return segment;
  }

  std::string after_dots(bool is_descendant) const {
    if (base::is_space(peek()))
      return fmt::format("blank space after \"{}\" is not allowed", is_descendant ? ".." : ".");
    if (base::is_digit(peek()))
      return "write a name that begins with a digit in brackets and quotes, and an index in brackets";
    if (peek() == '"' || peek() == '\'') return "write a name in quotes in brackets";
    return is_descendant ? "expected a name, \"*\" or \"[\" after \"..\"" : "expected a name or \"*\" after \".\"";
  }

  std::string shorthand() {
    const std::size_t begin = at_;
    while (is_name_first(peek()) || base::is_digit(peek())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  PathResult<void> bracketed_selection(std::vector<Selector>& selectors,  // NOLINT(misc-no-recursion)
                                       std::optional<std::size_t>& blank_in_brackets) {
    const auto skip = [&] {
      if (base::is_space(peek()) && !blank_in_brackets) blank_in_brackets = at_;
      skip_blank();
    };
    ++at_;
    do {
      skip();
      TRY(Selector next, selector());
      selectors.push_back(std::move(next));
      skip();
    } while (take(","));
    if (take("]")) return {};
    return fail_here("expected \",\" or \"]\"");
  }

  // ---- Selectors (2.3) ----------------------------------------------------------------------------------------------

  PathResult<Selector> selector() {  // NOLINT(misc-no-recursion)
    const char first = peek();
    if (take("*")) return Wildcard{};
    if (take("?")) {
      skip_blank();
      TRY(Condition condition, this->condition());
      return Filter{std::make_unique<const Condition>(std::move(condition))};
    }
    if (first == '"' || first == '\'') {
      TRY(std::string name, string_literal());
      return Name{std::move(name)};
    }
    if (first == ':' || first == '-' || base::is_digit(first)) return index_or_slice();
    return fail_here("expected a name in quotes, \"*\", an index, a slice or \"?\"");
  }

  PathResult<Selector> index_or_slice() {
    Slice slice;
    if (peek() != ':') {
      TRY(slice.start, whole_number());
    }
    if (!take_after_blank(":")) return Index{*slice.start};
    TRY(slice.end, slice_part());
    if (take_after_blank(":")) {
      TRY(const std::optional<std::int64_t> step, slice_part());
      slice.step = step.value_or(1);
    }
    return slice;
  }

  PathResult<std::optional<std::int64_t>> slice_part() {
    const std::size_t before = at_;
    skip_blank();
    if (peek() == '-' || base::is_digit(peek())) {
      TRY(const std::int64_t number, whole_number());
      return number;
    }
    at_ = before;
    return std::nullopt;
  }

  // ---- Filter expressions (2.3.5) -----------------------------------------------------------------------------------

  PathResult<void> enter() {
    if (++depth_ > limits::path_depth_max)
      return fail(Code::too_deep, at_,
                  fmt::format("filters, parentheses and functions can be nested at most {} levels deep",
                              limits::path_depth_max));
    return {};
  }

  PathResult<Condition> condition() {  // NOLINT(misc-no-recursion)
    TRY_DO(enter());
    AnyOf any;
    do {
      skip_blank();
      TRY(Condition next, all_of());
      any.parts.push_back(std::move(next));
    } while (take_after_blank("||"));
    --depth_;
    if (any.parts.size() == 1) return std::move(any.parts.front());
    return Condition{std::move(any)};
  }

  PathResult<Condition> all_of() {  // NOLINT(misc-no-recursion)
    AllOf all;
    do {
      skip_blank();
      TRY(Condition next, basic());
      all.parts.push_back(std::move(next));
    } while (take_after_blank("&&"));
    if (all.parts.size() == 1) return std::move(all.parts.front());
    return Condition{std::move(all)};
  }

  PathResult<Condition> basic() {  // NOLINT(misc-no-recursion)
    const bool is_negated = take("!");
    if (is_negated) skip_blank();
    if (peek() == '(') {
      TRY(Condition inner, parenthesis());
      return is_negated ? negate(std::move(inner)) : std::move(inner);
    }
    if (is_negated && peek() != '@' && peek() != '$' && !base::is_lower(peek()))
      return fail_here("expected \"(\", \"@\", \"$\" or a function after \"!\"");
    TRY(ParsedOperand left, operand());
    const std::size_t before_operator = at_;
    if (const auto op = comparison_operator()) {
      if (is_negated)
        return fail(Code::syntax, before_operator, "\"!\" before a comparison needs parentheses: !(a == b)");
      return comparison(std::move(left), *op);
    }
    skip_blank();
    if (peek() == '=') return fail_here("write \"==\" for equality");
    at_ = before_operator;
    TRY(Condition tested, test(std::move(left)));
    return is_negated ? negate(std::move(tested)) : std::move(tested);
  }

  static Condition negate(Condition part) { return {Not{std::make_unique<const Condition>(std::move(part))}}; }

  PathResult<Condition> parenthesis() {  // NOLINT(misc-no-recursion)
    ++at_;
    TRY(Condition inner, condition());
    if (!take_after_blank(")")) return fail_after_blank("expected \")\", \"&&\" or \"||\"");
    const std::size_t after = at_;
    if (comparison_operator()) {
      at_ = after;
      return fail_after_blank("an expression in parentheses is true or false and cannot be compared");
    }
    return inner;
  }

  std::optional<Comparison::Operator> comparison_operator() {
    using enum Comparison::Operator;
    constexpr std::pair<std::string_view, Comparison::Operator> operators[] = {
        {"==", equal}, {"!=", not_equal}, {"<=", less_or_equal}, {">=", greater_or_equal}, {"<", less}, {">", greater}};
    for (const auto& [token, op] : operators)
      if (take_after_blank(token)) return op;
    return std::nullopt;
  }

  PathResult<Condition> comparison(ParsedOperand left, Comparison::Operator op) {  // NOLINT(misc-no-recursion)
    skip_blank();
    TRY(ParsedOperand right, operand());
    TRY_DO(check_comparable(left));
    TRY_DO(check_comparable(right));
    return Condition{Comparison{op, std::move(left.operand), std::move(right.operand)}};
  }

  static PathResult<void> check_comparable(const ParsedOperand& side) {
    TRY_DO(check_value(side, "a comparison"));
    if (side.blank_in_brackets)
      return fail(Code::syntax, *side.blank_in_brackets,
                  "blank space within the brackets of a compared query is not allowed");
    return {};
  }

  // Checks that an operand gives at most one value.
  static PathResult<void> check_value(const ParsedOperand& operand, std::string_view place) {
    if (const auto* query = std::get_if<Query>(&operand.operand); query && !query->is_singular())
      return fail(Code::type_mismatch, operand.offset,
                  fmt::format("{} needs a query for at most one node, with only names and indexes", place));
    if (const auto* call = std::get_if<std::unique_ptr<const Call>>(&operand.operand)) {
      const FunctionRule& rule = rule_of((*call)->function);
      if (rule.result != Type::value)
        return fail(Code::type_mismatch, operand.offset,
                    fmt::format("{} needs a value, but {}() is true or false", place, rule.name));
    }
    return {};
  }

  static PathResult<Condition> test(ParsedOperand operand) {
    if (auto* query = std::get_if<Query>(&operand.operand)) return Condition{Exists{std::move(*query)}};
    if (std::holds_alternative<Literal>(operand.operand))
      return fail(Code::syntax, operand.offset, "a literal must be part of a comparison");
    auto& call = std::get<std::unique_ptr<const Call>>(operand.operand);
    const FunctionRule& rule = rule_of(call->function);
    if (rule.result != Type::logical)
      return fail(Code::type_mismatch, operand.offset,
                  fmt::format("{}() returns a value, which must be part of a comparison", rule.name));
    return Condition{Holds{std::move(call)}};
  }

  PathResult<ParsedOperand> operand() {  // NOLINT(misc-no-recursion)
    const std::size_t begin = at_;
    const char first = peek();
    if (first == '@' || first == '$') {
      TRY(ParsedQuery parsed, query());
      return ParsedOperand{std::move(parsed.query), begin, parsed.blank_in_brackets};
    }
    if (first == '"' || first == '\'') {
      TRY(std::string text, string_literal());
      return ParsedOperand{Literal{Kind::string, std::move(text)}, begin, {}};
    }
    if (first == '-' || base::is_digit(first)) {
      TRY(std::string text, number_literal());
      return ParsedOperand{Literal{Kind::number, std::move(text)}, begin, {}};
    }
    if (base::is_lower(first)) return word();
    return fail_here("expected \"@\", \"$\", a literal or a function");
  }

  PathResult<std::string> number_literal() {
    const std::size_t begin = at_;
    take("-");
    TRY_DO(digits_without_leading_zero());
    if (take(".")) TRY_DO(digits());
    if (take("e") || take("E")) {
      if (!take("-")) take("+");
      TRY_DO(digits());
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  PathResult<void> digits() {
    if (!base::is_digit(peek())) return fail_here("expected a digit");
    while (base::is_digit(peek())) ++at_;
    return {};
  }

  // `true`, `false`, `null` or a function call.
  PathResult<ParsedOperand> word() {  // NOLINT(misc-no-recursion)
    const std::size_t begin = at_;
    while (base::is_lower(peek()) || base::is_digit(peek()) || peek() == '_') ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (peek() == '(') {
      TRY(Call called, call(name, begin));
      return ParsedOperand{std::make_unique<const Call>(std::move(called)), begin, {}};
    }
    if (name == "true" || name == "false") return ParsedOperand{Literal{Kind::boolean, {}, name == "true"}, begin, {}};
    if (name == "null") return ParsedOperand{Literal{Kind::null, {}}, begin, {}};
    at_ = begin;
    return fail_here("expected \"@\", \"$\", a literal or a function; write a member as @.name and a string in quotes");
  }

  // ---- Functions (2.4) ----------------------------------------------------------------------------------------------

  PathResult<Call> call(std::string_view name, std::size_t begin) {  // NOLINT(misc-no-recursion)
    const auto* rule = std::ranges::find(function_rules, name, &FunctionRule::name);
    if (rule == function_rules.end())
      return fail(Code::unknown_function, begin,
                  "unknown function; the functions are length, count, match, search and value");
    TRY_DO(enter());
    ++at_;
    Call called{rule->function, {}, {}};
    skip_blank();
    if (!take(")")) {
      do {
        skip_blank();
        TRY(Operand next, argument(*rule, called.arguments.size()));
        called.arguments.push_back(std::move(next));
      } while (take_after_blank(","));
      if (!take_after_blank(")")) return fail_after_blank("expected \",\" or \")\"");
    }
    --depth_;
    if (called.arguments.size() != rule->parameters_count)
      return fail(Code::type_mismatch, begin, wrong_count(*rule, called.arguments.size()));
    TRY_DO(compile_pattern(called, begin));
    return called;
  }

  PathResult<void> compile_pattern(Call& call, std::size_t begin) {
    if (call.function != Function::match && call.function != Function::search) return {};
    const auto* literal = std::get_if<Literal>(&call.arguments[1]);
    if (!literal) return {};
    if (++patterns_ > limits::path_patterns_max)
      return fail(Code::too_long, begin, fmt::format("a path can have at most {} patterns", limits::path_patterns_max));
    auto pattern = parse_pattern(*literal);
    if (pattern) {
      call.pattern = *std::move(pattern);
    } else if (pattern.error().code == RegexRefusal::Code::too_large) {
      return fail(Code::pattern_too_large, begin, std::move(pattern.error().detail));
    } else if (pattern.error().code == RegexRefusal::Code::too_costly) {
      return fail(Code::too_costly, begin, std::move(pattern.error().detail));
    } else {
      remarks_.push_back({Code::syntax, begin,
                          fmt::format("{}() never matches, because its pattern is not a valid I-Regexp, at offset {}: "
                                      "{}",
                                      rule_of(call.function).name, pattern.error().offset, pattern.error().detail)});
    }
    return {};
  }

  base::Result<Regex, RegexError> parse_pattern(const Literal& literal) const {
    if (literal.kind != Kind::string)
      return std::unexpected(RegexError{RegexRefusal::Code::syntax, 0, "a pattern must be a string"});
    return programs_ == nullptr ? Regex::parse(literal.text) : Regex::parse(literal.text, *programs_);
  }

  static std::string wrong_count(const FunctionRule& rule, std::size_t given) {
    return fmt::format("{}() takes {} argument{}, not {}", rule.name, rule.parameters_count,
                       rule.parameters_count == 1 ? "" : "s", given);
  }

  PathResult<Operand> argument(const FunctionRule& rule, std::size_t index) {  // NOLINT(misc-no-recursion)
    const std::size_t begin = at_;
    const auto is_logical = [&] {
      return fail(Code::type_mismatch, begin, fmt::format("{}() does not accept a condition", rule.name));
    };
    if (peek() == '(' || peek() == '!') return is_logical();
    TRY(ParsedOperand parsed, operand());
    if (comparison_operator() || take_after_blank("&&") || take_after_blank("||")) return is_logical();
    if (index >= rule.parameters_count) return fail(Code::type_mismatch, begin, wrong_count(rule, index + 1));
    switch (rule.parameters[index]) {
      case Type::value: TRY_DO(check_value(parsed, fmt::format("{}()", rule.name))); break;
      case Type::nodes:
        if (!std::holds_alternative<Query>(parsed.operand))
          return fail(Code::type_mismatch, begin, fmt::format("the argument of {}() must be a query", rule.name));
        break;
      case Type::logical: return is_logical();
    }
    return std::move(parsed.operand);
  }

  RegexPrograms* programs_;
  std::size_t depth_ = 0;
  std::size_t patterns_ = 0;
  std::vector<PathError> remarks_;
};

PathResult<Path> Path::parse(std::string_view text) { return PathParser(text, nullptr).parse(); }
PathResult<Path> Path::parse(std::string_view text, RegexPrograms& programs) {
  return PathParser(text, &programs).parse();
}

}  // namespace connectory::json
