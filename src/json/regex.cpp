#include "json/regex.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/utf8.h"

namespace connectory::json {
namespace {

template <class T>
using Outcome = base::Result<T, RegexError>;

// The general categories of Unicode by their first letter, with the second letters of RFC 9485, section 4.
constexpr std::array<std::string_view, 7> categories{"Llmotu", "Mcen", "Ndlo", "Pcdefios", "Zlps", "Sckmo", "Ccfno"};

// RE2 has no category for unassigned code points, so Cn, and C with it, are written as the complement of the others.
constexpr std::string_view all_but_c = R"(\p{L}\p{M}\p{N}\p{P}\p{Z}\p{S})";
constexpr std::string_view all_but_cn = R"(\p{L}\p{M}\p{N}\p{P}\p{Z}\p{S}\p{Cc}\p{Cf}\p{Co}\p{Cs})";

// Parses a pattern by the grammar of RFC 9485, section 4, and writes the equivalent for RE2 (section 5.4).
class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  Outcome<std::string> translate() {
    TRY_DO(alternatives());
    if (at_ < pattern_.size()) return fail_here("\")\" without a matching \"(\"");
    return std::move(out_);
  }

 private:
  char peek() const { return at_ < pattern_.size() ? pattern_[at_] : '\0'; }
  bool is_at_end() const { return at_ >= pattern_.size(); }
  bool is_one_of(std::string_view characters) const {
    return !is_at_end() && characters.find(peek()) != std::string_view::npos;
  }
  void copy() { out_.push_back(pattern_[at_++]); }

  std::unexpected<RegexError> fail_here(std::string_view what) const {
    return std::unexpected(RegexError{RegexRefusal::Code::syntax, at_, std::string(what)});
  }

  Outcome<void> alternatives() {  // NOLINT(misc-no-recursion): bounded by regex_bytes_max
    while (true) {
      while (!is_at_end() && !is_one_of("|)")) TRY_DO(piece());
      if (peek() != '|') return {};
      copy();
    }
  }

  Outcome<void> piece() {  // NOLINT(misc-no-recursion)
    TRY_DO(atom());
    if (is_one_of("*+?")) {
      copy();
    } else if (peek() == '{') {
      TRY_DO(range_quantifier());
    }
    return {};
  }

  Outcome<void> range_quantifier() {
    copy();
    TRY_DO(count());
    if (peek() == ',') {
      copy();
      if (peek() != '}') TRY_DO(count());
    }
    if (peek() != '}') return fail_here("expected \"}\" after a count");
    copy();
    return {};
  }

  Outcome<void> count() {
    const std::size_t begin = at_;
    while (is_one_of("0123456789")) copy();
    if (at_ == begin) return fail_here("expected a count");
    return {};
  }

  Outcome<void> atom() {  // NOLINT(misc-no-recursion)
    switch (peek()) {
      case '(': {
        copy();
        TRY_DO(alternatives());
        if (is_at_end()) return fail_here("expected \")\"");
        copy();
        return {};
      }
      case '.':
        ++at_;
        out_ += R"([^\n\r])";
        return {};
      case '[': return character_class();
      case '\\': return escape(Place::outside);
      default:
        if (is_one_of("*+?{}]")) return fail_here("write this character with a \"\\\" before it");
        copy();  // bytes of multi-byte characters are copied too: none of them is special
        return {};
    }
  }

  enum class Place : std::uint8_t { outside, inside };  // of brackets

  Outcome<void> escape(Place place) {
    const std::size_t begin = at_++;
    if (is_one_of("pP")) return category(begin, place);
    if (!is_one_of("()*+-.?[\\]^nrt{|}")) {
      at_ = begin;
      return fail_here(
          R"(unknown escape; the escapes are \n \r \t \p{..} \P{..} and those of ( ) * + - . ? [ \ ] ^ { | })");
    }
    out_.push_back('\\');
    copy();
    return {};
  }

  Outcome<void> category(std::size_t begin, Place place) {
    const bool is_complement = pattern_[at_++] == 'P';
    const std::size_t end = pattern_.find('}', at_);
    const std::string_view name =
        peek() == '{' && end != std::string_view::npos ? pattern_.substr(at_ + 1, end - at_ - 1) : std::string_view();
    const bool is_known = (name.size() == 1 || name.size() == 2) && std::ranges::any_of(categories, [&](auto letters) {
                            return letters[0] == name[0] && (name.size() == 1 || letters.substr(1).contains(name[1]));
                          });
    if (!is_known) {
      at_ = begin;
      return fail_here("expected a Unicode category such as \\p{L} or \\p{Lu}");
    }
    at_ = end + 1;
    if (name != "C" && name != "Cn") {
      out_ += fmt::format("\\{}{{{}}}", is_complement ? 'P' : 'p', name);
      return {};
    }
    const std::string_view others = name == "C" ? all_but_c : all_but_cn;
    if (place == Place::outside) {
      out_ += fmt::format("[{}{}]", is_complement ? "" : "^", others);
    } else if (is_complement) {
      out_ += others;
    } else {
      at_ = begin;
      return fail_here("the categories C and Cn are not supported within brackets");
    }
    return {};
  }

  Outcome<void> character_class() {
    copy();
    if (peek() == '^') copy();
    bool is_first = true;
    while (is_first || peek() != ']') {
      if (is_at_end()) return fail_here("expected \"]\"");
      if (peek() == '-') {
        TRY_DO(lone_hyphen(is_first));
      } else {
        TRY_DO(class_entry());
      }
      is_first = false;
    }
    copy();
    return {};
  }

  Outcome<void> lone_hyphen(bool is_first) {
    const bool is_last = pattern_.substr(at_ + 1).starts_with(']');
    if (!is_first && !is_last)
      return fail_here("\"-\" must be first, last or between two characters, or be written \"\\-\"");
    ++at_;
    out_ += "\\-";
    return {};
  }

  Outcome<void> class_entry() {
    if (peek() == '\\' && pattern_.substr(at_ + 1).find_first_of("pP") == 0) return escape(Place::inside);
    TRY_DO(class_character());
    const bool is_range = peek() == '-' && !pattern_.substr(at_ + 1).starts_with(']');
    if (!is_range) return {};
    copy();
    if (is_one_of("-") || (peek() == '\\' && pattern_.substr(at_ + 1).find_first_of("pP") == 0))
      return fail_here("expected a character at the end of a range");
    return class_character();
  }

  Outcome<void> class_character() {
    if (is_at_end()) return fail_here("expected \"]\"");
    if (peek() == '\\') return escape(Place::inside);
    if (is_one_of("[]")) return fail_here("within brackets, write this character with a \"\\\" before it");
    copy();
    while (!is_at_end() && (static_cast<unsigned char>(peek()) & 0xc0U) == 0x80U)
      copy();  // the rest of a longer character
    return {};
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

namespace {

Outcome<std::string> translate(std::string_view pattern) {
  if (pattern.size() > base::limits::regex_bytes_max)
    return std::unexpected(
        RegexError{RegexRefusal::Code::too_long, 0,
                   fmt::format("a pattern can have at most {} bytes", base::limits::regex_bytes_max)});
  if (const auto invalid = find_invalid_utf8(pattern))
    return std::unexpected(RegexError{RegexRefusal::Code::syntax, *invalid, "the pattern is not valid UTF-8"});
  return Translator(pattern).translate();
}

// Patterns that the grammar accepts but RE2 refuses: a count that is too large, or a range in descending order.
// Compiling a program that is too large takes some milliseconds before that is known.
std::unexpected<RegexError> fail(const RegexRefusal& refusal) {
  return std::unexpected(RegexError{refusal.code, 0, refusal.detail, 200'000});
}

}  // namespace

base::Result<Regex, RegexError> Regex::parse(std::string_view pattern) {
  TRY(const std::string translated, translate(pattern));
  const RegexOutcome program = compile_regex(translated);
  if (!program) return fail(program.error());
  return Regex(*program);
}

base::Result<Regex, RegexError> Regex::parse(std::string_view pattern, RegexPrograms& programs) {
  TRY(const std::string translated, translate(pattern));
  const RegexOutcome program = programs.compile(translated);
  if (!program) return fail(program.error());
  return Regex(*program);
}

std::size_t Regex::work_to_compile() const { return 1000 + 5 * static_cast<std::size_t>(program_->ProgramSize()); }

bool Regex::matches(std::string_view text) const { return re2::RE2::FullMatch({text.data(), text.size()}, *program_); }

bool Regex::is_found_in(std::string_view text) const {
  return re2::RE2::PartialMatch({text.data(), text.size()}, *program_);
}

}  // namespace connectory::json
