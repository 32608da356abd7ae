#include "text/template.h"

#include <charconv>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"

namespace connectory::text {
namespace {

namespace limits = base::limits;
using Code = TemplateError::Code;

template <class T>
using Result = base::Result<T, TemplateError>;

bool is_name_first(char c) { return base::is_letter(c) || c == '_'; }
bool is_name_character(char c) { return is_name_first(c) || base::is_digit(c) || c == '-'; }

// Reads one expression and stops after it.
class Reader {
 public:
  Reader(std::string_view text, std::size_t start) : text_(text), at_(start) {}

  std::size_t position() const { return at_; }
  bool is_at_end() const { return at_ == text_.size(); }
  void skip_space() {
    while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
  }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }

  Result<Expression> expression() {
    skip_space();
    Expression expression{.subject = Literal{}, .filters = {}, .offset = at_};
    TRY(expression.subject, operand());
    for (skip_space(); take("|"); skip_space()) {
      if (expression.filters.size() == limits::template_filters_max)
        return refuse(Code::too_large, at_,
                      fmt::format("a placeholder can have at most {} filters", limits::template_filters_max));
      TRY(Filter filter, this->filter());
      expression.filters.push_back(std::move(filter));
    }
    return expression;
  }

  // What is at the position, for a message. Never more than one character, because the text may contain a secret.
  std::unexpected<TemplateError> refuse_here(std::string_view expected) const {
    if (is_at_end()) return refuse(Code::not_closed, at_, fmt::format("the text ends, but {} was expected", expected));
    const char c = text_[at_];
    const bool is_plain = base::is_printable(c) && c != ' ';
    return refuse(Code::unexpected, at_,
                  is_plain ? fmt::format("found '{}', but {} was expected", c, expected)
                           : fmt::format("found a special character, but {} was expected", expected));
  }
  static std::unexpected<TemplateError> refuse(Code code, std::size_t offset, std::string detail) {
    return std::unexpected(TemplateError{code, offset, std::move(detail)});
  }

 private:
  char peek() const { return is_at_end() ? '\0' : text_[at_]; }

  Result<Operand> operand() {
    const char c = peek();
    if (is_name_first(c)) return name_or_word();
    const std::size_t begin = at_;
    if (c == '"' || c == '\'') {
      TRY(std::string value, string());
      return Literal{std::move(value), begin, at_ - begin};
    }
    if (base::is_digit(c) || c == '-') return number();
    return refuse_here("a name, a string in quotes or a number");
  }

  Result<Operand> number() {
    const std::size_t begin = at_;
    double value = 0;
    const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (failure != std::errc{}) return refuse(Code::unexpected, at_, "this is not a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    return Literal{value, begin, at_ - begin};
  }

  Result<Operand> name_or_word() {
    const std::size_t begin = at_;
    TRY(Name name, this->name());
    if (name.steps.size() == 1 && !name.is_call) {
      if (name.steps[0] == "true") return Literal{true, begin, at_ - begin};
      if (name.steps[0] == "false") return Literal{false, begin, at_ - begin};
      if (name.steps[0] == "null") return Literal{std::monostate{}, begin, at_ - begin};
    }
    return name;
  }

  Result<Name> name() {
    Name name{.steps = {}, .offset = at_};
    TRY(std::string first, step());
    name.steps.push_back(std::move(first));
    while (true) {
      if (name.steps.size() > limits::template_steps_max)
        return refuse(Code::too_large, at_,
                      fmt::format("a name can have at most {} steps", limits::template_steps_max));
      if (take(".")) {
        TRY(std::string next, step());
        name.steps.push_back(std::move(next));
      } else if (take("[")) {
        TRY(std::string next, subscript());
        name.steps.push_back(std::move(next));
      } else {
        break;
      }
    }
    if (take("(")) {
      skip_space();
      if (!take(")")) return refuse_here("')' (a placeholder has no arguments)");
      name.is_call = true;
    }
    name.length = at_ - name.offset;
    return name;
  }

  Result<std::string> step() {
    const std::size_t begin = at_;
    while (is_name_character(peek())) ++at_;
    if (at_ == begin) return refuse_here("a name of letters, digits, '_' and '-'");
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> subscript() {
    skip_space();
    std::string inside;
    if (peek() == '"' || peek() == '\'') {
      TRY(inside, string());
    } else {
      const std::size_t begin = at_;
      while (base::is_digit(peek())) ++at_;
      if (at_ == begin) return refuse_here("a name in quotes or an index");
      inside = text_.substr(begin, at_ - begin);
    }
    skip_space();
    if (!take("]")) return refuse_here("']'");
    return inside;
  }

  Result<std::string> string() {
    const std::size_t begin = at_;
    const char quote = text_[at_++];
    std::string value;
    while (!is_at_end()) {
      const char c = text_[at_++];
      if (c == quote) return value;
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

  Result<Filter> filter() {
    skip_space();
    Filter filter{.name = {}, .arguments = {}, .offset = at_};
    if (!is_name_first(peek())) return refuse_here("the name of a filter");
    TRY(filter.name, step());
    skip_space();
    if (!take("(")) return filter;
    skip_space();
    if (take(")")) return filter;
    while (true) {
      if (filter.arguments.size() == limits::template_arguments_max)
        return refuse(Code::too_large, at_,
                      fmt::format("a filter can have at most {} arguments", limits::template_arguments_max));
      TRY(Operand argument, operand());
      filter.arguments.push_back(std::move(argument));
      skip_space();
      if (take(")")) return filter;
      if (!take(",")) return refuse_here("',' or ')'");
      skip_space();
    }
  }

  std::string_view text_;
  std::size_t at_;
};

}  // namespace

std::string Name::text() const {
  std::string joined;
  for (const std::string& step : steps) {
    if (!joined.empty()) joined += '.';
    joined += step;
  }
  if (is_call) joined += "()";
  return joined;
}

bool Template::is_constant() const {
  return parts.empty() || (parts.size() == 1 && std::holds_alternative<std::string>(parts.front()));
}

Result<Template> parse_template(std::string_view text) {
  if (text.size() > limits::template_bytes_max)
    return Reader::refuse(
        Code::too_large, 0,
        fmt::format("a string with placeholders can have at most {} bytes", limits::template_bytes_max));
  Template result;
  std::size_t placeholders = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("{{", at);
    const std::size_t end = std::min(open, text.size());
    if (end > at) result.parts.emplace_back(std::string(text.substr(at, end - at)));
    if (open == std::string_view::npos) break;
    if (++placeholders > limits::template_placeholders_max)
      return Reader::refuse(
          Code::too_large, open,
          fmt::format("a string can have at most {} placeholders", limits::template_placeholders_max));
    Reader reader(text, open + 2);
    TRY(Expression expression, reader.expression());
    if (reader.is_at_end())
      return Reader::refuse(Code::not_closed, open, "the placeholder that starts here has no '}}'");
    if (!reader.take("}}")) return reader.refuse_here("'|' or '}}'");
    result.parts.emplace_back(std::move(expression));
    at = reader.position();
  }
  return result;
}

Result<Expression> parse_expression(std::string_view text) {
  if (text.size() > limits::template_bytes_max)
    return Reader::refuse(Code::too_large, 0,
                          fmt::format("an expression can have at most {} bytes", limits::template_bytes_max));
  Reader reader(text, 0);
  TRY(Expression expression, reader.expression());
  if (!reader.is_at_end()) return reader.refuse_here("'|' or the end");
  return expression;
}

}  // namespace connectory::text
