#pragma once

// What is found in a configuration: each finding with its level, a stable code, where it stands, what is wrong and what to do.
// A finding never shows the value of a text that may be a secret: keys, ids and paths are named, other texts are not.
// Threads: one thread fills a Findings; then constant. Bounds: the first base::limits::findings_max are kept, as far as their
// texts have no more than findings_text_bytes_max bytes; all are counted, until the document's budget ends.
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
  warning,  // it runs, but will disappoint
};

enum class Stage : std::uint8_t {
  schema,   // its form: keys, kinds, choices
  meaning,  // what it says: references, placeholders, paths
  state,    // what it needs and is not there: stored secrets
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

// What is always true of a code.
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

struct Finding {
  Code code;
  Level level;
  std::string pointer;      // RFC 6901
  json::Position position;  // in the text that was given
  std::string message;      // a sentence: what is wrong
  std::string hint;         // a sentence: what to do; may be empty
};

class Findings {
 public:
  Findings() : suggestions_(base::limits::suggestions_work_max) {}

  // `at`: the value, or the key, that the finding is about. Its level is the code's own unless another is given.
  void add(const json::Source& source, Code code, json::Value at, std::string message, std::string hint = {});
  void add(const json::Source& source, Code code, Level level, json::Value at, std::string message,
           std::string hint = {});
  // Where there is no document to stand in.
  void add(Finding finding);
  // Kept however many there are, at the place that the reader of a configuration sees first.
  void add_first(const json::Source& source, Code code, json::Value at, std::string message, std::string hint);

  // Whether another finding would only be counted: what it would say need not be worked out.
  bool is_full() const { return findings_.size() >= base::limits::findings_max; }

  // Which of the candidates was probably meant by a word (base/nearest.h). Absent if none is near, once the findings are full,
  // and when the work for suggestions has reached its bound.
  template <std::ranges::input_range Candidates>
  std::optional<std::string_view> nearest(std::string_view word, const Candidates& candidates) {
    if (is_full()) return std::nullopt;
    return base::nearest(word, candidates, [this](std::size_t steps) { return suggestions_.spend(steps / 16 + 1); });
  }

  // Works out pointers and positions, and puts all in the order of the text. Once, while the source is still there; what all()
  // gives before has neither.
  void sort();

  std::span<const Finding> all() const { return findings_; }
  std::size_t errors_count() const { return errors_; }
  std::size_t warnings_count() const { return warnings_; }
  bool is_valid() const { return errors_ == 0; }

 private:
  void locate();

  std::vector<Finding> findings_;
  std::vector<std::pair<std::size_t, json::Value>> places_;  // of those findings_ that are still to be located
  const json::Source* source_ = nullptr;
  std::size_t text_bytes_ = 0;
  base::Budget suggestions_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

// The hint that names what was probably meant (base/nearest.h): `Did you mean 'orders'?`; where nothing is near, `otherwise`.
std::string did_you_mean(std::optional<std::string_view> near, std::string otherwise = {});

// Names to choose from, as a hint lists them: the first limits::listed_names_max, and how many more there are.
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

// `{ "valid", "errors", "warnings", "findings": [...] }`, as the validation endpoints and `connectory validate --json` give it.
void write_findings(std::string& out, const Findings& findings);
// The same for several files together; each finding names its file.
using FileFindings = std::vector<std::pair<std::string, Findings>>;
void write_findings(std::string& out, const FileFindings& files);
// As compilers print them: `file:line:column: level CODE: message (pointer) hint`, a line each.
void print_findings(std::string& out, std::string_view file, const Findings& findings);

}  // namespace connectory::language
