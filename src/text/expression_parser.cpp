// Parses expressions, and resolves their names, functions, filters and constant arguments.

#include <algorithm>
#include <memory_resource>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/names.h"
#include "base/try.h"
#include "json/shown.h"
#include "text/expression.h"

namespace connectory::text {

namespace limits = base::limits;

struct Expression::Program {
  std::pmr::monotonic_buffer_resource memory{first_block, sizeof(first_block)};
  std::vector<Node> nodes;
  std::vector<std::vector<Prepared>> prepared;  // nodes refer to the elements of the inner ones, which never move
  std::vector<Problem> problems;
  alignas(std::max_align_t) char first_block[256];

  template <class T>
  std::span<const T> keep(const std::vector<T>& values) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (values.empty()) return {};
    auto* const first = static_cast<T*>(memory.allocate(values.size() * sizeof(T), alignof(T)));
    std::ranges::uninitialized_copy(values, std::span(first, values.size()));
    return {first, values.size()};
  }
  std::string_view keep(std::string_view kept) {
    if (kept.empty()) return {};
    auto* const copy = static_cast<char*>(memory.allocate(kept.size(), 1));
    std::ranges::copy(kept, copy);
    return {copy, kept.size()};
  }
};

namespace {

using Code = SyntaxError::Code;
template <class T>
using Parsed = base::Result<T, SyntaxError>;

constexpr base::Name<Root> roots[] = {
    {"account", Root::account}, {"accounts", Root::accounts},   {"headers", Root::headers},
    {"job", Root::job},         {"login", Root::login},         {"oauth2", Root::oauth2},
    {"page", Root::page},       {"partition", Root::partition}, {"query", Root::query},
    {"request", Root::request}, {"response", Root::response},   {"row", Root::row},
    {"secrets", Root::secrets}, {"settings", Root::settings},   {"signer", Root::signer},
    {"status", Root::status},   {"user", Root::user},           {"user_input", Root::user_input},
};
static_assert(std::size(roots) == roots_count);

constexpr base::Name<Function> functions[] = {
    {"identity", Function::identity},
    {"max", Function::max},
    {"min", Function::min},
    {"now", Function::now},
    {"range_days", Function::range_days},
    {"timestamp", Function::timestamp},
    {"today", Function::today},
    {"uuid", Function::uuid},
};

constexpr base::Name<Test> tests[] = {
    {"defined", Test::defined}, {"none", Test::none}, {"empty", Test::empty},   {"text", Test::text},
    {"number", Test::number},   {"list", Test::list}, {"object", Test::object},
};

struct Word {  // another spelling of a literal
  std::string_view spelling;
  enum class Meaning : std::uint8_t { yes, no, none } meaning;
};
constexpr Word words[] = {{"true", Word::Meaning::yes}, {"True", Word::Meaning::yes},  {"false", Word::Meaning::no},
                          {"False", Word::Meaning::no}, {"none", Word::Meaning::none}, {"None", Word::Meaning::none},
                          {"null", Word::Meaning::none}};
constexpr std::string_view reserved[] = {"and", "or", "not", "in", "is", "if", "else"};

bool is_name_first(char c) { return base::is_letter(c) || c == '_'; }
bool is_name_character(char c) { return is_name_first(c) || base::is_digit(c); }

// The arguments that a function takes: at least and at most.
std::pair<std::size_t, std::size_t> arguments_of(Function function) {
  switch (function) {
    case Function::min:
    case Function::max: return {1, limits::expression_arguments_max};
    case Function::range_days: return {2, 2};
    case Function::identity:
    case Function::now:
    case Function::timestamp:
    case Function::today:
    case Function::uuid: return {0, 0};
  }
  std::unreachable();
}

std::string_view example_of(Function function) {
  switch (function) {
    case Function::min: return "min(row.a, row.b)";
    case Function::max: return "max(row.a, row.b)";
    case Function::range_days: return "range_days(query.start_date.date, query.end_date.date)";
    case Function::identity: return "identity()";
    case Function::now: return "now()";
    case Function::timestamp: return "timestamp()";
    case Function::today: return "today()";
    case Function::uuid: return "uuid()";
  }
  std::unreachable();
}

std::string count_of_arguments(std::size_t least, std::size_t most, std::size_t given) {
  if (least == most) return fmt::format("{} argument{}, not {}", most, most == 1 ? "" : "s", given);
  if (most == limits::expression_arguments_max) return fmt::format("at least {} argument, not {}", least, given);
  return fmt::format("{} to {} arguments, not {}", least, most, given);
}

}  // namespace

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::size_t begin, const ParseContext& context)
      : text_(text), begin_(begin), at_(begin), context_(context), program_(std::make_shared<Expression::Program>()) {}

  Parsed<ParsedPart> parse() {
    TRY_DO(expression());
    TRY_DO(check_size(0, 0, {}));
    skip_space();
    return ParsedPart{Expression(std::move(program_)), at_};
  }

 private:
  std::unexpected<SyntaxError> refuse_here(std::string_view expected) const { return refuse_at(text_, at_, expected); }
  static std::unexpected<SyntaxError> refuse(Code code, std::size_t offset, std::string detail) {
    return std::unexpected(SyntaxError{code, offset, std::move(detail)});
  }

  // ---- characters ----
  bool is_at_end() const { return at_ == text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void skip_space() {
    while (!is_at_end() && base::is_space(text_[at_])) ++at_;
  }
  bool take(std::string_view what) {
    skip_space();
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  std::string_view peek_word() {
    skip_space();
    if (!is_name_first(peek())) return {};
    std::size_t end = at_;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view word) {
    if (peek_word() != word) return false;
    at_ += word.size();
    return true;
  }

  // ---- the program ----
  template <class Kind>
  NodeIndex add(Kind kind, std::size_t begin) {
    std::size_t end = at_;
    while (base::is_space(text_[end - 1])) --end;
    program_->nodes.push_back(
        Node{std::move(kind), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    return static_cast<NodeIndex>(program_->nodes.size() - 1);
  }
  std::size_t begin_of(NodeIndex node) const { return program_->nodes[node].begin; }
  void complain(Problem::Code code, std::size_t offset, std::string_view name, std::string detail = {},
                std::string hint = {}) {
    program_->problems.push_back({code, offset, std::string(name), std::move(detail), std::move(hint)});
  }

  Parsed<void> check_size(std::size_t count, std::size_t most, std::string_view what) const {
    if (at_ - begin_ > limits::expression_bytes_max)
      return refuse(Code::too_large, at_,
                    fmt::format("an expression can have at most {} characters", limits::expression_bytes_max));
    if (count > most) return refuse(Code::too_large, at_, fmt::format("there can be at most {} {}", most, what));
    return {};
  }

  // ---- the grammar, from the weakest operator to the strongest ----
  Parsed<NodeIndex> expression() {
    if (++depth_ > limits::expression_depth_max)
      return refuse(Code::too_large, at_,
                    fmt::format("it is nested more than {} levels deep", limits::expression_depth_max));
    TRY(NodeIndex value, either());
    std::size_t count = 0;
    while (take_word("if")) {
      TRY_DO(check_size(++count, limits::expression_arguments_max, "conditions in a row"));
      TRY(const NodeIndex condition, either());
      ConditionNode node{condition, value, std::nullopt};
      if (take_word("else")) {
        TRY(const NodeIndex otherwise, expression());
        node.otherwise = otherwise;
      }
      value = add(node, begin_of(value));
    }
    --depth_;
    return value;
  }

  template <class Next>
  Parsed<NodeIndex> logic(std::string_view word, bool is_and, Next next) {
    TRY(NodeIndex value, next());
    if (peek_word() != word) return value;
    std::vector<NodeIndex> operands{value};
    while (take_word(word)) {
      TRY(const NodeIndex operand, next());
      operands.push_back(operand);
      TRY_DO(check_size(operands.size(), limits::expression_arguments_max, "operands in a row"));
    }
    return add(LogicNode{is_and, program_->keep(operands)}, begin_of(value));
  }
  Parsed<NodeIndex> either() {
    return logic("or", false, [this] { return both(); });
  }
  Parsed<NodeIndex> both() {
    return logic("and", true, [this] { return negation(); });
  }

  Parsed<NodeIndex> negation() {
    skip_space();
    const std::size_t begin = at_;
    if (!take_word("not")) return comparison();
    TRY_DO(enter());
    TRY(const NodeIndex operand, negation());
    --depth_;
    return add(NotNode{operand}, begin);
  }
  Parsed<void> enter() {
    if (++depth_ > limits::expression_depth_max)
      return refuse(Code::too_large, at_,
                    fmt::format("it is nested more than {} levels deep", limits::expression_depth_max));
    return {};
  }

  std::optional<Comparison> take_comparison() {
    if (take("==")) return peek() == '=' ? (at_ -= 2, std::nullopt) : std::optional(Comparison::equal);
    if (take("!=")) return Comparison::not_equal;
    if (take("<=")) return Comparison::less_or_equal;
    if (take(">=")) return Comparison::greater_or_equal;
    skip_space();
    if (text_.substr(at_).starts_with("<>")) return std::nullopt;
    if (take("<")) return Comparison::less;
    if (take(">")) return Comparison::greater;
    if (take_word("in")) return Comparison::in;
    const std::size_t before = at_;
    if (take_word("not")) {
      if (take_word("in")) return Comparison::not_in;
      at_ = before;
    }
    return std::nullopt;
  }
  Parsed<NodeIndex> comparison() {
    TRY(NodeIndex value, sum());
    std::vector<NodeIndex> operands{value};
    std::vector<Comparison> comparisons;
    while (const auto found = take_comparison()) {
      comparisons.push_back(*found);
      TRY(const NodeIndex operand, sum());
      operands.push_back(operand);
      TRY_DO(check_size(operands.size(), limits::expression_arguments_max, "operands in a row"));
    }
    if (comparisons.empty()) return value;
    return add(ComparisonNode{program_->keep(operands), program_->keep(comparisons)}, begin_of(value));
  }

  template <class Take, class Next>
  Parsed<NodeIndex> arithmetic(Take take_operator, Next next) {
    TRY(NodeIndex value, next());
    std::vector<NodeIndex> operands{value};
    std::vector<Arithmetic> operations;
    while (const std::optional<Arithmetic> found = take_operator()) {
      operations.push_back(*found);
      TRY(const NodeIndex operand, next());
      operands.push_back(operand);
      TRY_DO(check_size(operands.size(), limits::expression_arguments_max, "operands in a row"));
    }
    if (operations.empty()) return value;
    return add(ArithmeticNode{program_->keep(operands), program_->keep(operations)}, begin_of(value));
  }
  Parsed<NodeIndex> sum() {
    return arithmetic(
        [this]() -> std::optional<Arithmetic> {
          if (take("+")) return Arithmetic::add;
          if (take("-")) return Arithmetic::subtract;
          return std::nullopt;
        },
        [this] { return joined(); });
  }
  Parsed<NodeIndex> joined() {
    TRY(NodeIndex value, product());
    std::vector<NodeIndex> operands{value};
    while (take("~")) {
      TRY(const NodeIndex operand, product());
      operands.push_back(operand);
      TRY_DO(check_size(operands.size(), limits::expression_arguments_max, "operands in a row"));
    }
    if (operands.size() == 1) return value;
    return add(JoinNode{program_->keep(operands)}, begin_of(value));
  }
  Parsed<NodeIndex> product() {
    return arithmetic(
        [this]() -> std::optional<Arithmetic> {
          if (take("*")) return Arithmetic::multiply;
          if (take("//")) return Arithmetic::divide_floor;
          if (take("/")) return Arithmetic::divide;
          skip_space();
          if (text_.substr(at_).starts_with("%}")) return std::nullopt;
          if (take("%")) return Arithmetic::modulo;
          return std::nullopt;
        },
        [this] { return unary(); });
  }

  // `-1 | abs` is the absolute value of -1: a filter applies to the signed operand.
  Parsed<NodeIndex> unary(bool with_filters = true) {
    skip_space();
    const std::size_t begin = at_;
    NodeIndex value = 0;
    if (peek() == '-' || peek() == '+') {
      const bool is_negative = peek() == '-';
      ++at_;
      TRY_DO(enter());
      TRY(const NodeIndex operand, unary(false));
      --depth_;
      value = add(SignNode{is_negative, operand}, begin);
    } else {
      TRY(value, operand());
    }
    if (!with_filters) return value;
    std::size_t count = 0;
    while (true) {
      skip_space();
      if (peek() == '|' && peek(1) != '|') {
        ++at_;
        TRY(value, filter(value));
      } else if (take_word("is")) {
        TRY(value, test(value));
      } else {
        return value;
      }
      TRY_DO(check_size(++count, limits::expression_depth_max, "filters in a row"));
    }
  }

  Parsed<NodeIndex> test(NodeIndex subject) {
    const bool is_negated = take_word("not");
    const std::string_view word = peek_word();
    if (word.empty()) return refuse_here("a test, such as none, defined or empty");
    const std::size_t begin = at_;
    at_ += word.size();
    auto found = base::find_value(tests, word == "None" || word == "null" ? "none" : word);
    if (!found) {
      complain(Problem::Code::unknown_test, begin, word);
      found = Test::defined;
    }
    return add(TestNode{*found, is_negated, subject}, begin_of(subject));
  }

  Parsed<std::vector<NodeIndex>> arguments(std::string_view close) {
    std::vector<NodeIndex> all;
    if (take(close)) return all;
    while (true) {
      TRY(const NodeIndex argument, expression());
      all.push_back(argument);
      TRY_DO(check_size(all.size(), limits::expression_arguments_max, "values in a list"));
      if (take(close)) return all;
      if (!take(",")) return refuse_here(fmt::format("',' or '{}'", close));
      if (take(close)) return all;  // a comma after the last one
    }
  }

  Parsed<NodeIndex> filter(NodeIndex subject) {
    const std::string_view name = peek_word();
    if (name.empty()) return refuse_here("the name of a filter");
    const std::size_t begin = at_;
    at_ += name.size();
    std::vector<NodeIndex> given;
    if (take("(")) {
      TRY(given, arguments(")"));
    }
    const FilterRule* const rule = find_filter(name);
    FilterNode node{.filter = {}, .subject = subject, .arguments = program_->keep(given), .prepared = {}};
    if (rule == nullptr) {
      complain(Problem::Code::unknown_filter, begin, name);
    } else {
      node.filter = rule->id;
      node.prepared = program_->prepared.emplace_back(prepare(*rule, given, begin));
    }
    return add(node, begin_of(subject));
  }

  std::vector<Prepared> prepare(const FilterRule& rule, const std::vector<NodeIndex>& given, std::size_t begin) {
    std::vector<Prepared> prepared(given.size());
    const std::string hint = fmt::format("For example: {{{{ {} }}}}.", rule.example);
    const auto least = static_cast<std::size_t>(std::ranges::count(rule.arguments, true, &FilterArgument::is_required));
    if (given.size() < least || given.size() > rule.arguments.size()) {
      complain(Problem::Code::arguments, begin, rule.name,
               fmt::format("the filter '{}' takes {}", rule.name,
                           count_of_arguments(least, rule.arguments.size(), given.size())),
               hint);
      return prepared;
    }
    for (std::size_t index = 0; index < given.size(); ++index) {
      const Node& node = program_->nodes[given[index]];
      const auto* const literal = std::get_if<LiteralNode>(&node.kind);
      const FilterArgument& wanted = rule.arguments[index];
      const auto refuse_argument = [&](std::string_view what) {
        complain(Problem::Code::arguments, node.begin, rule.name,
                 fmt::format("'{}' of the filter '{}' must be {}", wanted.name, rule.name, what), hint);
      };
      const bool is_text = literal != nullptr && literal->value.is(Value::Kind::text);
      switch (wanted.kind) {
        case FilterArgument::Kind::any: break;
        case FilterArgument::Kind::text:
          if (literal != nullptr && !is_text) refuse_argument("a string in quotes");
          break;
        case FilterArgument::Kind::whole_number: {
          const auto* const sign = std::get_if<SignNode>(&node.kind);
          const auto* const number =
              sign != nullptr ? std::get_if<LiteralNode>(&program_->nodes[sign->operand].kind) : literal;
          if (number != nullptr && !number->value.is(Value::Kind::integer)) refuse_argument("a whole number");
          break;
        }
        case FilterArgument::Kind::regex:
          if (is_text)
            prepare_regex(literal->value.text(), node.begin, rule.name, prepared[index]);
          else
            refuse_argument("a regular expression in quotes");
          break;
        case FilterArgument::Kind::date_format:
          if (!is_text) {
            refuse_argument("a date format in quotes");
          } else if (auto format = parse_date_format(literal->value.text())) {
            prepared[index] = *std::move(format);
          } else {
            complain(Problem::Code::date_format, node.begin, literal->value.text(), std::move(format).error());
          }
          break;
        case FilterArgument::Kind::time_zone:
          if (is_text)
            prepare_zone(literal->value.text(), node.begin, prepared[index]);
          else if (literal != nullptr)
            refuse_argument("a time zone in quotes");
          break;
        case FilterArgument::Kind::duration:
          if (const auto duration = is_text ? parse_duration(literal->value.text()) : std::nullopt)
            prepared[index] = *duration;
          else if (literal != nullptr)
            refuse_argument("a duration in quotes, such as 'P1D', '-P1M' or 'PT6H'");
          break;
      }
    }
    return prepared;
  }

  void prepare_regex(std::string_view pattern, std::size_t begin, std::string_view filter, Prepared& into) {
    auto program = context_.programs != nullptr ? context_.programs->compile(pattern) : json::compile_regex(pattern);
    if (program) {
      into = *std::move(program);
      return;
    }
    using Refusal = json::RegexRefusal::Code;
    if (program.error().code == Refusal::too_costly) return;  // the end of the budget is reported
    complain(program.error().code == Refusal::syntax ? Problem::Code::regex : Problem::Code::regex_size, begin, filter,
             json::shown(program.error().detail));
  }

  // The first lookup of a zone reads the whole database, so that the loader checks them within its budget.
  void prepare_zone(std::string_view name, std::size_t begin, Prepared& into) {
    if (const TimeZone* const zone = find_time_zone(name))
      into = zone;
    else
      complain(Problem::Code::time_zone, begin, name);
  }

  Parsed<NodeIndex> operand() {
    TRY(NodeIndex value, primary());
    std::size_t count = 0;
    while (peek() == '.' || peek() == '[') {
      const bool is_name = peek() == '.';
      const std::size_t begin = ++at_;
      if (is_name) {
        TRY(const std::string_view step, plain_step());
        const NodeIndex literal = add(LiteralNode{Value::text(program_->keep(step))}, begin);
        value = add(MemberNode{value, literal}, begin_of(value));
      } else {
        TRY(value, subscript(value));
      }
      TRY_DO(check_size(++count, limits::expression_depth_max, "subscripts in a row"));
    }
    return value;
  }

  // After `[`.
  Parsed<NodeIndex> subscript(NodeIndex object) {
    const std::size_t begin = begin_of(object);
    std::optional<NodeIndex> from;
    if (!take(":")) {
      TRY(from, expression());
      if (take("]")) return add(MemberNode{object, *from}, begin);
      if (!take(":")) return refuse_here("']'");
    }
    SliceNode slice{object, from, std::nullopt};
    if (!take("]")) {
      TRY(slice.to, expression());
      if (!take("]")) return refuse_here("']'");
    }
    return add(slice, begin);
  }

  Parsed<NodeIndex> primary() {
    skip_space();
    const std::size_t begin = at_;
    TRY_DO(check_size(0, 0, {}));
    const char c = peek();
    if (is_name_first(c)) return name();
    if (c == '"' || c == '\'') {
      TRY(const std::string_view text, string());
      return add(LiteralNode{Value::text(text)}, begin);
    }
    if (base::is_digit(c) || (c == '.' && base::is_digit(peek(1)))) return number();
    if (take("(")) {
      TRY(const NodeIndex inner, expression());
      if (!take(")")) return refuse_here("')'");
      program_->nodes[inner].begin = static_cast<std::uint32_t>(begin);
      program_->nodes[inner].end = static_cast<std::uint32_t>(at_);
      return inner;
    }
    if (take("[")) {
      TRY(const std::vector<NodeIndex> elements, arguments("]"));
      return add(ListNode{program_->keep(elements)}, begin);
    }
    if (take("{")) return object(begin);
    return refuse_here("a name, a string in quotes or a number");
  }

  Parsed<NodeIndex> object(std::size_t begin) {
    std::vector<NodeIndex> all;
    while (!take("}")) {
      if (!all.empty() && !take(",")) return refuse_here("',' or '}'");
      if (!all.empty() && take("}")) break;
      TRY(const NodeIndex name, expression());
      if (!take(":")) return refuse_here("':'");
      TRY(const NodeIndex value, expression());
      all.push_back(name);
      all.push_back(value);
      TRY_DO(check_size(all.size(), 2 * limits::expression_arguments_max, "names and values in an object"));
    }
    return add(ObjectNode{program_->keep(all)}, begin);
  }

  Parsed<NodeIndex> number() {
    const std::size_t begin = at_;
    const auto digits = [this] {
      while (base::is_digit(peek())) ++at_;
    };
    digits();
    if (peek() == '.' && base::is_digit(peek(1))) {
      ++at_;
      digits();
    }
    if ((peek() == 'e' || peek() == 'E') &&
        (base::is_digit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && base::is_digit(peek(2))))) {
      at_ += 2;
      digits();
    }
    if (is_name_first(peek())) return refuse_here("the end of the number");
    const std::string_view text = text_.substr(begin, at_ - begin);
    const auto value = Decimal::parse(text);
    if (!value) return refuse(Code::unexpected, begin, "this number is out of range");
    if (const auto whole = value->integer()) return add(LiteralNode{Value::integer(*whole)}, begin);
    return add(LiteralNode{Value::decimal(program_->keep(value->text()))}, begin);
  }

  Parsed<std::string_view> string() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string value;
    while (!is_at_end()) {
      const char c = text_[at_++];
      if (c == quote) return program_->keep(std::string_view(value));
      if (c != '\\') {
        value += c;
        continue;
      }
      switch (peek()) {
        case 'n': value += '\n'; break;
        case 'r': value += '\r'; break;
        case 't': value += '\t'; break;
        case '"':
        case '\'':
        case '\\': value += peek(); break;
        default: return refuse_here("a quote, a backslash, n, r or t after a backslash");
      }
      ++at_;
    }
    return refuse(Code::not_closed, begin, "the string that starts here has no closing quote");
  }

  Parsed<NodeIndex> name() {
    const std::size_t begin = at_;
    const std::string_view first = peek_word();
    if (std::ranges::find(reserved, first) != std::end(reserved))
      return refuse_here("a name, a string in quotes or a number");
    at_ += first.size();
    for (const Word& word : words) {
      if (first != word.spelling) continue;
      if (peek() == '.' || peek() == '(') break;
      return add(LiteralNode{word.meaning == Word::Meaning::none ? Value::none()
                                                                 : Value::boolean(word.meaning == Word::Meaning::yes)},
                 begin);
    }
    if (peek() == '(') {
      ++at_;
      return call(first, begin);
    }
    PathNode path{.root = find_root(first), .root_name = program_->keep(first), .steps = {}};
    std::vector<Step> steps;
    if (path.root && context_.is_declared != nullptr && peek() == '.')
      if (const auto id = declared_id(*path.root)) steps.push_back({program_->keep(*id), std::nullopt});
    while (true) {
      if (peek() == '.') {
        ++at_;
        TRY(const std::string_view step, plain_step());
        steps.push_back(step_of(step));
      } else if (peek() == '[') {
        const auto step = constant_subscript();
        if (!step) break;
        TRY(const Step constant, *step);
        steps.push_back(constant);
      } else {
        break;
      }
      TRY_DO(check_size(steps.size(), limits::expression_depth_max, "steps in a name"));
    }
    if (peek() == '(')
      return refuse(Code::unexpected, at_,
                    steps.empty() ? "found '('; only functions have arguments"
                                  : fmt::format("found '('; values have no methods, but a filter may do it: | {}",
                                                json::shown(steps.back().name)));
    path.steps = program_->keep(steps);
    if (!path.root) complain(Problem::Code::unknown_root, begin, text_.substr(begin, at_ - begin));
    return add(path, begin);
  }

  Step step_of(std::string_view name) {
    Step step{program_->keep(name), std::nullopt};
    constexpr std::size_t digits_max = 9;
    if (name.size() <= digits_max && base::is_all_digits(name)) step.index = Decimal::parse(name)->integer();
    return step;
  }

  Parsed<std::string_view> plain_step() {
    const std::size_t begin = at_;
    while (is_name_character(peek())) ++at_;
    if (at_ == begin) return refuse_here("a name of letters, digits and '_'");
    return text_.substr(begin, at_ - begin);
  }

  // An id that is declared under the root, and that has a '-' or a '.': the longest one that is written here.
  std::optional<std::string_view> declared_id(Root root) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (is_name_character(text_[end]) || text_[end] == '-' || text_[end] == '.')) ++end;
    const std::string_view run = text_.substr(at_ + 1, end - at_ - 1);
    std::size_t length = run.size();
    while (length != 0 && run.substr(0, length).find_first_of("-.") != std::string_view::npos) {
      const std::string_view id = run.substr(0, length);
      if ((*context_.is_declared)(root, id)) {
        complain(Problem::Code::dashed_id, at_ + 1, id,
                 fmt::format("'{0}.{1}' could also be read as a calculation", name_of(root), json::shown(id)),
                 fmt::format("Write {}['{}'].", name_of(root), json::shown(id)));
        at_ += 1 + length;
        return id;
      }
      const std::size_t cut = run.substr(0, length).find_last_of("-.");
      length = cut == std::string_view::npos ? 0 : cut;
    }
    return std::nullopt;
  }

  // `['name']` or `[0]`; absent for other subscripts, which do not belong to a path.
  std::optional<Parsed<Step>> constant_subscript() {
    const std::size_t begin = at_;
    ++at_;
    skip_space();
    std::optional<Step> step;
    if (peek() == '"' || peek() == '\'') {
      auto text = string();
      if (!text) return std::unexpected(std::move(text).error());
      step = Step{*text, std::nullopt};
    } else {
      const std::size_t number = at_;
      if (peek() == '-') ++at_;
      const std::size_t digits = at_;
      constexpr std::size_t digits_max = 9;
      while (base::is_digit(peek()) && at_ - digits < digits_max) ++at_;
      if (at_ != digits) {
        const std::string_view text = text_.substr(number, at_ - number);
        step = Step{program_->keep(text), Decimal::parse(text)->integer()};
      }
    }
    skip_space();
    if (step && peek() == ']') {
      ++at_;
      return *step;
    }
    at_ = begin;
    return std::nullopt;
  }

  // After `name(`.
  Parsed<NodeIndex> call(std::string_view name, std::size_t begin) {
    TRY(const std::vector<NodeIndex> given, arguments(")"));
    const auto function = find_function(name);
    if (!function) {
      complain(Problem::Code::unknown_function, begin, name);
    } else if (const auto [least, most] = arguments_of(*function); given.size() < least || given.size() > most) {
      complain(Problem::Code::arguments, begin, name,
               fmt::format("the function '{}' takes {}", name, count_of_arguments(least, most, given.size())),
               fmt::format("For example: {{{{ {} }}}}.", example_of(*function)));
    }
    return add(CallNode{function, program_->keep(given)}, begin);
  }

  std::string_view text_;
  std::size_t begin_;
  std::size_t at_;
  const ParseContext& context_;
  std::shared_ptr<Expression::Program> program_;
  std::size_t depth_ = 0;
};

std::string_view name_of(Root root) { return std::ranges::find(roots, root, &base::Name<Root>::value)->word; }
std::optional<Root> find_root(std::string_view name) { return base::find_value(roots, name); }
std::string_view name_of(Function function) {
  return std::ranges::find(functions, function, &base::Name<Function>::value)->word;
}
std::optional<Function> find_function(std::string_view name) { return base::find_value(functions, name); }

std::span<const Node> Expression::nodes() const {
  return program_ == nullptr ? std::span<const Node>() : program_->nodes;
}
std::span<const Problem> Expression::problems() const {
  return program_ == nullptr ? std::span<const Problem>() : program_->problems;
}
bool Expression::has_meaning() const {
  return std::ranges::all_of(problems(),
                             [](const Problem& problem) { return problem.code == Problem::Code::dashed_id; });
}
const PathNode* Expression::path() const { return is_empty() ? nullptr : std::get_if<PathNode>(&node(root()).kind); }
const LiteralNode* Expression::literal() const {
  return is_empty() ? nullptr : std::get_if<LiteralNode>(&node(root()).kind);
}

std::unexpected<SyntaxError> refuse_at(std::string_view text, std::size_t offset, std::string_view expected) {
  const auto refuse = [&](Code code, std::string detail) {
    return std::unexpected(SyntaxError{code, offset, std::move(detail)});
  };
  const std::string_view rest = text.substr(offset);
  if (rest.empty()) return refuse(Code::not_closed, fmt::format("the text ends, but {} was expected", expected));
  struct Mistake {
    std::string_view written, meant;
  };
  constexpr Mistake mistakes[] = {{"&&", "and"},
                                  {"||", "or"},
                                  {"!", "not"},
                                  {"===", "=="},
                                  {"=", "=="},
                                  {"<>", "!="},
                                  {"?", "a if condition else b"}};
  for (const auto& [written, meant] : mistakes)
    if (rest.starts_with(written))
      return refuse(Code::unexpected, fmt::format("'{}' is not an operator; write {}", written, meant));
  if (rest[0] == ':')
    return refuse(
        Code::unexpected,
        fmt::format("found ':', but {} was expected; the arguments of a filter are in parentheses", expected));
  // Never more than one character, because the text may contain a secret.
  const bool is_plain = base::is_printable(rest[0]) && rest[0] != ' ';
  return refuse(Code::unexpected, is_plain ? fmt::format("found '{}', but {} was expected", rest[0], expected)
                                           : fmt::format("found a special character, but {} was expected", expected));
}

base::Result<ParsedPart, SyntaxError> parse_expression_at(std::string_view text, std::size_t begin,
                                                          const ParseContext& context) {
  return ExpressionParser(text, begin, context).parse();
}

base::Result<Expression, SyntaxError> parse_expression(std::string_view text, const ParseContext& context) {
  TRY(ParsedPart part, parse_expression_at(text, 0, context));
  if (part.end != text.size()) return refuse_at(text, part.end, "an operator or the end");
  return std::move(part.expression);
}

}  // namespace connectory::text
