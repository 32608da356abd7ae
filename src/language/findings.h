#pragma once

// The findings of a check of a configuration. Each has a level, a stable code, a position, what is wrong and what to
// do. A finding never shows the value of a string that may be a secret: it shows keys, ids and paths, but no other
// strings.
// Threads: one thread fills a Findings; then it is constant. Bounds: keeps the first base::limits::findings_max
// findings, up to findings_text_bytes_max bytes of text. All are counted, until the document's budget ends.
// Source: connector language, "Validation has three levels".

#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/budget.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "json/shown.h"
#include "json/source.h"

namespace connectory::language {

enum class Level : std::uint8_t {
  error,    // the configuration is not valid
  warning,  // valid, but probably not what the author wants
};

enum class Stage : std::uint8_t {
  schema,   // its form: keys, kinds, choices
  meaning,  // what it says: references, placeholders, paths
  state,    // what it needs but is missing: stored secrets
};

enum class Code : std::uint8_t {
  syntax,
  wrong_kind,
  missing_key,
  unknown_key,
  not_a_choice,
  bad_text,
  out_of_range,
  too_few,
  duplicate_id,
  unknown_reference,
  reference_circle,
  template_syntax,
  unknown_placeholder,
  unknown_row_name,
  literal_placeholder,
  unknown_filter,
  filter_arguments,
  source_value,
  json_path_syntax,
  xpath_syntax,
  expression_syntax,
  idle_comparison,
  ambiguous_name,
  formula_syntax,
  unknown_data_type,
  data_type_class,
  date_format,
  doubtful_date_format,
  time_zone,
  regex_syntax,
  url_syntax,
  header_syntax,
  missing_part,
  useless_part,
  bad_value,
  secret_in_configuration,
  secret_exposed,
  secret_like_text,
  insecure_url,
  no_stop_rule,
  no_aggregation,
  aggregation_of_dimension,
  aggregation_of_text,
  empty_report_type,
  empty_field,
  field_not_filled,
  bad_sample,
  unused_input,
  unused_date_range,
  unreachable_rule,
  pattern_too_large,
  too_much_work,
  secret_missing,
};

// The properties of a code.
struct CodeRule {
  Code code;
  std::string_view name;  // as it is printed: UNKNOWN_KEY
  Stage stage;
  Level level;
  std::string_view summary;  // for docs/language.md
};
std::span<const CodeRule> code_rules();
const CodeRule& rule_of(Code code);
std::string_view name_of(Level level);
std::string_view name_of(Stage stage);

// A change to the document. It never contains a string of the configuration that may be a secret.
struct Edit {
  enum class Op : std::uint8_t {
    set,      // the value at the pointer becomes `value`, which is JSON
    rename,   // the member at the pointer gets the name `value`
    replace,  // in the string at the pointer, the only occurrence of `find` becomes `value`
  } op;
  std::string pointer;  // RFC 6901
  std::string value;
  std::string find = {};
};
struct Fix {
  std::string title;  // a sentence: what it changes
  std::vector<Edit> edits;
};

struct Finding {
  Code code;
  Level level;
  std::string pointer;          // RFC 6901
  json::Position position;      // in the source text
  std::string message;          // a sentence: what is wrong
  std::string hint;             // a sentence: what to do; may be empty
  json::Position end = {};      // after the value or key in the source text
  std::vector<Fix> fixes = {};  // where it is certain what was meant; usually none
};

class Findings {
 public:
  Findings() : suggestions_(base::limits::suggestions_work_max) {}

  // `at`: the value, or the key, that the finding is about. Its level is that of the code, unless a level is given.
  void add(const json::Source& source, Code code, json::Value at, std::string message, std::string hint = {});
  void add(const json::Source& source, Code code, Level level, json::Value at, std::string message,
           std::string hint = {});
  // For findings without a document.
  void add(Finding finding);
  // Kept regardless of the limits; `at` should be a place that readers see first.
  void add_first(const json::Source& source, Code code, json::Value at, std::string message, std::string hint);

  // The finding that was added last is about the bytes from `begin` to before `end` of its string. Its position is then
  // that of the part, if the string is written on one line and without escapes.
  void narrow(std::size_t begin, std::size_t end);
  // The finding that was added last can be fixed by this edit at its own place, whose pointer is not known yet. Nothing
  // happens if that finding was only counted.
  void offer(std::string title, Edit edit);
  void skip() { is_last_kept_ = false; }  // instead of adding a finding, so that offers for it have no effect
  void offer_text(std::string_view text) {
    offer_value("\"" + std::string(text) + "\"");
  }  // a name of the language or an id
  void offer_value(std::string_view json) {
    offer(fmt::format("Write {}.", json), {Edit::Op::set, {}, std::string(json)});
  }
  void offer_name(std::string_view name) {
    offer(fmt::format("Rename it to '{}'.", name), {Edit::Op::rename, {}, std::string(name)});
  }
  void offer_part(std::string_view find, std::string_view value) {
    offer(fmt::format("Write {} instead of {}.", value, find),
          {Edit::Op::replace, {}, std::string(value), std::string(find)});
  }

  // Whether further findings are only counted, so that their text is not needed.
  bool is_full() const { return findings_.size() >= base::limits::findings_max; }

  // The candidate that a word probably means (base/nearest.h). Absent if no candidate is near, if the findings are
  // full, or if the work for suggestions has reached its limit.
  template <std::ranges::input_range Candidates>
  std::optional<std::string_view> nearest(std::string_view word, const Candidates& candidates) {
    if (is_full()) return std::nullopt;
    return base::nearest(word, candidates, [this](std::size_t steps) { return suggestions_.spend(steps / 16 + 1); });
  }

  // Computes pointers and positions, and sorts the findings in the order of the text. Call it once, while the source
  // exists; before that, findings have neither.
  void sort();

  std::span<const Finding> all() const { return findings_; }
  std::size_t errors_count() const { return errors_; }
  std::size_t warnings_count() const { return warnings_; }
  bool is_valid() const { return errors_ == 0; }

 private:
  void locate();

  std::vector<Finding> findings_;
  struct Place {  // NOLINT(cppcoreguidelines-pro-type-member-init): both are always given
    std::size_t finding;
    json::Value at;
    std::optional<std::pair<std::size_t, std::size_t>> part = {};  // bytes of a string
  };
  std::vector<Place> places_;  // of the findings_ without a position yet
  const json::Source* source_ = nullptr;
  std::size_t text_bytes_ = 0;
  base::Budget suggestions_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  bool is_last_kept_ = false;  // the finding that was added last
};

// The hint with a suggestion (base/nearest.h), `Did you mean 'orders'?`; without a suggestion, `otherwise`.
std::string did_you_mean(std::optional<std::string_view> near, std::string otherwise = {});

// Names to choose from, as hints list them: the first limits::listed_names_max, and the number of the others.
template <std::ranges::sized_range Names>
std::string listed(const Names& names, std::string_view separator = ", ") {
  std::string list;
  for (const auto& name : names | std::views::take(base::limits::listed_names_max)) {
    if (!list.empty()) list += separator;
    list += json::shown(name);
  }
  if (const std::size_t count = std::ranges::size(names); count > base::limits::listed_names_max)
    list += fmt::format(" and {} more", count - base::limits::listed_names_max);
  return list;
}

// `{ "valid", "errors", "warnings", "findings": [...] }`, the response of the validation endpoints and of `connectory
// validate --json`.
void write_findings(std::string& out, const Findings& findings);
// The same for several files; each finding names its file.
using FileFindings = std::vector<std::pair<std::string, Findings>>;
void write_findings(std::string& out, const FileFindings& files);
// One line per finding, as compilers print them: `file:line:column: level CODE: message [pointer] hint`.
void print_findings(std::string& out, std::string_view file, const Findings& findings);

}  // namespace connectory::language
