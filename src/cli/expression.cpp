// Evaluates templates and expressions by hand, with the values that a connector would have. Needs no data folder and no
// server.

#include <cstdio>
#include <functional>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "base/random.h"
#include "cli/input_impl.h"
#include "cli/noun_impl.h"
#include "json/shown.h"
#include "json/source.h"
#include "language/placeholders.h"
#include "text/evaluation.h"

namespace connectory::cli {
namespace {

struct EvaluateOptions {
  std::string text;
  std::string context;
  std::string now;
};

std::string random_uuid(base::Random& random) {
  std::string uuid = random.text(36, base::lower_hex_digits);
  for (const std::size_t hyphen : {8U, 13U, 18U, 23U}) uuid[hyphen] = '-';
  uuid[14] = '4';  // RFC 9562, section 5.4
  uuid[19] = '8';
  return uuid;
}

std::string_view words_of(text::EvaluationRemark::Code code) {
  using enum text::EvaluationRemark::Code;
  switch (code) {
    case order: return "the values have no order, so the result is none";
    case arithmetic: return "only numbers can be computed with, so the result is none";
    case division: return "a division by zero gives none";
    case overflow: return "the result is out of range, so it is none";
    case conversion: return "the value cannot be converted, so the result is none";
    case subject: return "this does not apply to a value of this kind, so the result is none";
  }
  std::unreachable();
}

std::vector<std::string_view> root_names() {
  std::vector<std::string_view> names;
  for (std::size_t index = 0; index < text::roots_count; ++index)
    names.push_back(text::name_of(static_cast<text::Root>(index)));
  return names;
}

// The sentence for a problem that the parser found.
std::string describe(const text::Problem& problem) {
  using enum text::Problem::Code;
  const auto unknown = [](std::string_view what, std::string_view name, const std::vector<std::string_view>& all) {
    const auto near = base::nearest(name, all);
    return fmt::format("unknown {} '{}'.{}", what, json::shown(name),
                       near ? fmt::format(" Did you mean '{}'?", *near) : "");
  };
  std::vector<std::string_view> names;
  switch (problem.code) {
    case unknown_filter:
      for (const text::FilterRule& rule : text::filter_rules()) names.push_back(rule.name);
      return unknown("filter", problem.name, names);
    case unknown_function:
      for (const language::PlaceholderRule& rule : language::placeholder_rules())
        if (rule.form == language::PlaceholderRule::Form::call) names.push_back(rule.name);
      return unknown("function", problem.name, names);
    case unknown_root:
      return unknown("name", std::string_view(problem.name).substr(0, problem.name.find_first_of(".[")), root_names());
    case unknown_test:
      return unknown("test", problem.name, {"defined", "none", "empty", "text", "number", "list", "object"});
    case time_zone: return fmt::format("unknown time zone '{}'.", json::shown(problem.name));
    case arguments:
    case date_format:
    case regex:
    case regex_size:
    case dashed_id: return problem.detail + ". " + problem.hint;
  }
  std::unreachable();
}

class Hand {
 public:
  // Reports what is wrong with the context or the time.
  bool open(const EvaluateOptions& options) {
    const std::string wrong = read(options);
    if (!wrong.empty()) fmt::print(stderr, "connectory: {}\n", wrong);
    return wrong.empty();
  }

  // Reports everything that is wrong with the expressions of `text`; false if something is.
  bool check(const text::Expression& expression, std::string_view where) {
    bool is_fit = true;
    for (const text::Problem& problem : expression.problems()) {
      is_fit = is_fit && problem.code == text::Problem::Code::dashed_id;
      fmt::print(stderr, "connectory: {}: at character {}: {}\n", where, problem.offset + 1, describe(problem));
    }
    return is_fit;
  }

  // Evaluates with `evaluate(evaluator)`; prints what it reports.
  template <class Evaluate>
  bool run(std::string_view where, Evaluate evaluate) {
    arena_.clear();
    text::Evaluator evaluator(values_, surroundings_, arena_);
    const auto done = evaluate(evaluator);
    if (!done) {
      fmt::print(stderr, "connectory: {}: at character {}: {}.\n", where, done.error().offset + 1, done.error().detail);
      return false;
    }
    if (evaluator.remarks_count() != 0)
      fmt::print(stderr, "connectory: {}: at character {}: {}.\n", where, evaluator.first_remark().offset + 1,
                 words_of(evaluator.first_remark().code));
    return true;
  }

  bool print_expression(std::string_view written, std::string_view where) {
    const auto expression = text::parse_expression(written);
    if (!expression) return refuse(expression.error(), where);
    std::string out;
    const auto evaluate = [&](text::Evaluator& evaluator) -> base::Result<void, text::EvaluationError> {
      auto value = evaluator.evaluate(*expression);
      if (!value) return std::unexpected(std::move(value).error());
      append_json(out, *value, 2 * base::limits::expression_result_bytes_max);
      return {};
    };
    if (!check(*expression, where) || !run(where, evaluate)) return false;
    out += '\n';
    std::fwrite(out.data(), 1, out.size(), stdout);
    return true;
  }

  bool print_template(std::string_view written) {
    const auto parsed = text::parse_template(written);
    if (!parsed) return refuse(parsed.error(), "template");
    bool is_fit = true;
    for (const auto& part : parsed->parts)
      if (const auto* expression = std::get_if<text::Expression>(&part))
        is_fit = check(*expression, "template") && is_fit;
    std::string out;
    if (!is_fit || !run("template", [&](text::Evaluator& evaluator) { return evaluator.append(out, *parsed); }))
      return false;
    out += '\n';
    std::fwrite(out.data(), 1, out.size(), stdout);
    return true;
  }

 private:
  // What is wrong; empty if nothing is.
  std::string read(const EvaluateOptions& options) {
    surroundings_.now = {.unix_us = base::SystemClock().wall().unix_ms * 1000};
    surroundings_.identity = "00000000-0000-4000-8000-000000000000";
    surroundings_.new_uuid = &new_uuid_;
    if (!options.now.empty()) {
      const auto now = text::parse_moment(options.now);
      if (!now) return "--now: must be a date or time in ISO 8601, such as 2026-01-31T12:00:00Z.";
      surroundings_.now = *now;
    }
    if (options.context.empty()) return {};
    auto text = read_input(options.context);
    if (!text) return fmt::format("{}: {}", options.context, text.error());
    auto source = json::Source::parse_any(*std::move(text), options.context);
    if (!source) return fmt::format("{}: {}", options.context, source.error().detail);
    context_.emplace(*std::move(source));
    if (!context_->root().is(json::Kind::object))
      return options.context + ": must be an object with the values by name.";
    for (const json::Member member : context_->root().members()) {
      const auto root = text::find_root(member.name());
      if (!root) {
        return fmt::format("{}: unknown name '{}'. Use {}.", options.context, json::shown(member.name()),
                           fmt::join(root_names(), ", "));
      }
      values_[*root] = text::Value::json(member.value);
    }
    return {};
  }

  static bool refuse(const text::SyntaxError& error, std::string_view where) {
    fmt::print(stderr, "connectory: {}: at character {}: {}.\n", where, error.offset + 1, error.detail);
    return false;
  }

  base::SystemRandom random_;
  std::function<std::string()> make_uuid_ = [this] { return random_uuid(random_); };
  base::FunctionRef<std::string()> new_uuid_{make_uuid_};
  std::optional<json::Source> context_;
  text::Values values_;
  text::Surroundings surroundings_;
  text::Arena arena_;
};

Exit print_expressions(const EvaluateOptions& options) {
  Hand hand;
  if (!hand.open(options)) return Exit::failure;
  if (options.text != "-") return hand.print_expression(options.text, "expression") ? Exit::ok : Exit::failure;
  const auto lines = read_input("-");
  if (!lines) return complain(Exit::failure, "standard input", lines.error());
  bool are_fit = true;
  std::size_t number = 0;
  for (std::string_view rest = *lines; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!hand.print_expression(line, fmt::format("line {}", ++number))) {
      std::fputc('\n', stdout);
      are_fit = false;
    }
  }
  return are_fit ? Exit::ok : Exit::failure;
}

Exit print_template(const EvaluateOptions& options) {
  Hand hand;
  if (!hand.open(options)) return Exit::failure;
  return hand.print_template(options.text) ? Exit::ok : Exit::failure;
}

void add_options(CLI::App& command, EvaluateOptions& options) {
  command.add_option("--with", options.context, "JSON or YAML file with the values by name, such as row and account");
  command.add_option("--now", options.now, "the time that now() and today() return, in ISO 8601");
}

}  // namespace

void add_expression(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("expression", "evaluate an expression, and print its value as JSON");
  command->footer(
      "Example: connectory expression \"(row.clicks / row.impressions) | round(4)\" --with context.json\n\n"
      "The file contains the values by name: {\"row\": {\"clicks\": 3, \"impressions\": 100}}. Reports what is wrong on "
      "standard error; the exit code is then 1. An operation without a result gives null, with a note.");
  const auto options = std::make_shared<EvaluateOptions>();
  command->add_option("expression", options->text, "the expression; - reads one from each line of standard input")
      ->required();
  add_options(*command, *options);
  command->callback([&chosen, options] { chosen.run = [options] { return print_expressions(*options); }; });
}

void add_template(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("template", "fill in a text with placeholders, and print it");
  command->footer(
      "Example: connectory template 'https://api.example.com/{{ account.id }}' --with context.json\n\n"
      "The file contains the values by name: {\"account\": {\"id\": \"act_42\"}}. Values are inserted as they are; a "
      "request also encodes them for their place. The exit code is 1 if the text is invalid.");
  const auto options = std::make_shared<EvaluateOptions>();
  command->add_option("template", options->text, "the text; put it in single quotes for the shell")->required();
  add_options(*command, *options);
  command->callback([&chosen, options] { chosen.run = [options] { return print_template(*options); }; });
}

}  // namespace connectory::cli
