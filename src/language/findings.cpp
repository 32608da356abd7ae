#include "language/findings.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "json/locator.h"
#include "json/shown.h"
#include "json/writer.h"

namespace connectory::language {
namespace {

using enum Code;
constexpr auto schema = Stage::schema;
constexpr auto meaning = Stage::meaning;
constexpr auto error = Level::error;
constexpr auto warning = Level::warning;

constexpr CodeRule rules_of_codes[] = {
    {syntax, "SYNTAX", schema, error, "The text is not valid JSON or YAML. No other checks are made."},
    {wrong_kind, "WRONG_KIND", schema, error,
     "A value has the wrong kind for its key, such as a number instead of a string."},
    {missing_key, "MISSING_KEY", schema, error, "A required key is missing."},
    {unknown_key, "UNKNOWN_KEY", schema, error,
     "A key that is not part of the component. At the root of the document, this is a warning."},
    {not_a_choice, "NOT_A_CHOICE", schema, error, "A string that is not one of the allowed values."},
    {bad_text, "BAD_TEXT", schema, error, "A string that breaks the rule for its key, such as an id with a blank."},
    {out_of_range, "OUT_OF_RANGE", schema, error, "A number outside the range of its key."},
    {too_few, "TOO_FEW", schema, error, "An array with too few elements."},
    {duplicate_id, "DUPLICATE_ID", meaning, error, "Two items of one kind have the same id."},
    {unknown_reference, "UNKNOWN_REFERENCE", meaning, error,
     "A reference to a field, a report type, an input or a signer that does not exist."},
    {reference_circle, "REFERENCE_CIRCLE", meaning, error,
     "Report types that are joined in a circle, or formulas that depend on each other."},
    {template_syntax, "TEMPLATE_SYNTAX", meaning, error, "A placeholder with a syntax error."},
    {unknown_placeholder, "UNKNOWN_PLACEHOLDER", meaning, error,
     "A placeholder that does not exist, or that is not available here."},
    {unknown_row_name, "UNKNOWN_ROW_NAME", meaning, warning,
     "A `{{ row.<name> }}` that no known field of the parent row provides."},
    {literal_placeholder, "LITERAL_PLACEHOLDER", meaning, warning,
     "A placeholder in the wrong braces, such as `{account.id}`, which is sent literally."},
    {unknown_filter, "UNKNOWN_FILTER", meaning, error, "A filter that does not exist."},
    {filter_arguments, "FILTER_ARGUMENTS", meaning, error,
     "A filter with too few or too many arguments, or with arguments of the wrong kind."},
    {source_value, "SOURCE_VALUE", meaning, error,
     "A value source whose value is a number or a boolean although its kind needs a string."},
    {json_path_syntax, "JSON_PATH_SYNTAX", meaning, error, "A path that is not a valid JSONPath (RFC 9535)."},
    {xpath_syntax, "XPATH_SYNTAX", meaning, error, "An expression that is not valid XPath 1.0."},
    {expression_syntax, "EXPRESSION_SYNTAX", meaning, error, "An expression with a syntax error."},
    {idle_comparison, "IDLE_COMPARISON", meaning, warning,
     "A comparison whose result is known in advance, because values of these kinds are never equal or have no order."},
    {ambiguous_name, "AMBIGUOUS_NAME", meaning, warning,
     "A name with `-` or `.` that could also be read as a calculation."},
    {formula_syntax, "FORMULA_SYNTAX", meaning, error, "A formula with a syntax error."},
    {unknown_data_type, "UNKNOWN_DATA_TYPE", meaning, error,
     "A data type that does not have the form `type.group.class`, or whose type is unknown."},
    {data_type_class, "DATA_TYPE_CLASS", meaning, warning,
     "A data type whose group or class is unknown. Its values are shown as plain text or numbers."},
    {date_format, "DATE_FORMAT", meaning, error, "An invalid date format."},
    {doubtful_date_format, "DOUBTFUL_DATE_FORMAT", meaning, warning,
     "A valid date format that is probably a mistake, such as minutes instead of the month."},
    {time_zone, "TIME_ZONE", meaning, error, "A time zone that is not in the IANA database."},
    {regex_syntax, "REGEX_SYNTAX", meaning, error, "A regular expression that RE2 does not accept."},
    {url_syntax, "URL_SYNTAX", meaning, error,
     "A URL without a scheme or host, or with a scheme other than http and https."},
    {header_syntax, "HEADER_SYNTAX", meaning, error,
     "A header that HTTP does not allow, or that Connectory sets itself."},
    {missing_part, "MISSING_PART", meaning, error,
     "A key that another key requires, such as `options` for a select or `async` for an asynchronous request."},
    {useless_part, "USELESS_PART", meaning, warning, "A key or value that has no effect here."},
    {bad_value, "BAD_VALUE", meaning, error, "A value that cannot work, such as a shortest wait above the longest."},
    {secret_in_configuration, "SECRET_IN_CONFIGURATION", meaning, error,
     "A secret whose value is written into the configuration."},
    {secret_exposed, "SECRET_EXPOSED", meaning, error,
     "A secret, a password, a token or a signature in a value that callers can read."},
    {secret_like_text, "SECRET_LIKE_TEXT", meaning, warning,
     "A string that looks like a key or password. Everyone who can read the configuration can see it."},
    {insecure_url, "INSECURE_URL", meaning, warning,
     "A URL without TLS: requests and responses can be read in transit."},
    {no_stop_rule, "NO_STOP_RULE", meaning, warning, "Pagination without a rule that says which page is the last."},
    {no_aggregation, "NO_AGGREGATION", meaning, warning, "A metric without an aggregation. Its values are summed."},
    {aggregation_of_dimension, "AGGREGATION_OF_DIMENSION", meaning, warning,
     "A dimension with an aggregation, which is only for metrics."},
    {aggregation_of_text, "AGGREGATION_OF_TEXT", meaning, warning,
     "A sum or an average of values that are not numbers: it is always null."},
    {empty_report_type, "EMPTY_REPORT_TYPE", meaning, warning,
     "A report type without a request or without fields, which cannot be queried."},
    {empty_field, "EMPTY_FIELD", meaning, warning, "A field without a value or a formula, which is always empty."},
    {field_not_filled, "FIELD_NOT_FILLED", meaning, warning,
     "A field that is empty in every row of the sample, which is a response of the API: `connectory validate FILE --sample RESPONSE`."},
    {bad_sample, "BAD_SAMPLE", meaning, warning, "A sample that is not valid JSON. It is not used."},
    {unused_input, "UNUSED_INPUT", meaning, warning, "An input, a setting or a declared secret that is not used."},
    {unused_date_range, "UNUSED_DATE_RANGE", meaning, warning,
     "A report type with a date range that its requests do not send."},
    {unreachable_rule, "UNREACHABLE_RULE", meaning, warning,
     "A rule that is never used, because an earlier rule always matches first."},
    {pattern_too_large, "PATTERN_TOO_LARGE", meaning, error,
     "A regular expression that is too long, or too large when compiled: `\\p{L}{50}` has 60,000 instructions."},
    {too_much_work, "TOO_MUCH_WORK", meaning, error,
     "The check reached its limit of work, so only part of the configuration was checked."},
    {secret_missing, "SECRET_MISSING", Stage::state, warning,
     "A secret that is used but not stored. A run that needs it fails."},
};

static_assert([] {
  for (std::size_t at = 0; at < std::size(rules_of_codes); ++at)
    if (std::to_underlying(rules_of_codes[at].code) != at) return false;
  return std::size(rules_of_codes) == std::to_underlying(secret_missing) + 1U;
}());

}  // namespace

std::span<const CodeRule> code_rules() { return rules_of_codes; }
const CodeRule& rule_of(Code code) { return rules_of_codes[std::to_underlying(code)]; }

std::string_view name_of(Level level) { return level == Level::error ? "error" : "warning"; }

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::schema: return "schema";
    case Stage::meaning: return "meaning";
    case Stage::state: return "state";
  }
  std::unreachable();
}

void Findings::add(const json::Source& source, Code code, json::Value at, std::string message, std::string hint) {
  add(source, code, rule_of(code).level, at, std::move(message), std::move(hint));
}

void Findings::add(const json::Source& source, Code code, Level level, json::Value at, std::string message,
                   std::string hint) {
  const std::size_t before = findings_.size();
  add({code, level, {}, {}, std::move(message), std::move(hint)});
  if (findings_.size() == before) return;
  source_ = &source;
  places_.push_back({before, at});
}

void Findings::add(Finding finding) {
  ++(finding.level == Level::error ? errors_ : warnings_);
  text_bytes_ += finding.message.size() + finding.hint.size();
  is_last_kept_ = !is_full() && text_bytes_ <= base::limits::findings_text_bytes_max;
  if (is_last_kept_) findings_.push_back(std::move(finding));
}

void Findings::narrow(std::size_t begin, std::size_t end) {
  if (is_last_kept_ && !places_.empty() && places_.back().at.is(json::Kind::string)) places_.back().part = {begin, end};
}

void Findings::offer(std::string title, Edit edit) {
  if (!is_last_kept_) return;
  text_bytes_ += title.size() + edit.value.size() + edit.find.size();
  findings_.back().fixes.push_back({std::move(title), {std::move(edit)}});
}

void Findings::add_first(const json::Source& source, Code code, json::Value at, std::string message, std::string hint) {
  ++(rule_of(code).level == Level::error ? errors_ : warnings_);
  source_ = &source;
  places_.push_back({findings_.size(), at});
  findings_.push_back({code, rule_of(code).level, {}, {}, std::move(message), std::move(hint)});
}

void Findings::locate() {
  // In the order of the text, so that one walk through the document finds them all.
  std::ranges::sort(places_, {}, [](const Place& place) { return std::pair(place.at.index(), place.finding); });
  if (source_ == nullptr) return;
  json::Locator locator(source_->root());
  std::vector<bool> is_left_out(findings_.size());
  for (const auto& [index, at, part] : places_) {
    Finding& finding = findings_[index];
    is_left_out[index] = text_bytes_ > base::limits::findings_text_bytes_max && finding.code != too_much_work;
    if (is_left_out[index]) continue;
    const auto of_part = part ? source_->extent_of_part(at, part->first, part->second) : std::nullopt;
    const json::Extent extent = of_part ? *of_part : source_->extent_of(at);
    finding.position = extent.begin;
    finding.end = extent.end;
    finding.pointer = locator.pointer_to(at);
    text_bytes_ += finding.pointer.size();
    for (Fix& fix : finding.fixes)
      for (Edit& edit : fix.edits) edit.pointer = finding.pointer;
  }
  places_.clear();
  std::size_t index = 0;
  std::erase_if(findings_, [&](const Finding&) { return is_left_out[index++]; });
}

void Findings::sort() {
  locate();
  // Findings at the same place are in the order of their codes, which follows the levels of checking.
  std::ranges::sort(findings_, [](const Finding& a, const Finding& b) {
    return std::tie(a.position.line, a.position.column, a.code, a.message) <
           std::tie(b.position.line, b.position.column, b.code, b.message);
  });
}

std::string did_you_mean(std::optional<std::string_view> near, std::string otherwise) {
  return near ? fmt::format("Did you mean '{}'?", json::shown(*near)) : std::move(otherwise);
}

namespace {

void write_summary(json::Writer& writer, std::size_t errors, std::size_t warnings) {
  writer.key("valid").boolean(errors == 0);
  writer.member("errors", static_cast<std::int64_t>(errors));
  writer.member("warnings", static_cast<std::int64_t>(warnings));
}

void write_fix(json::Writer& writer, const Fix& fix) {
  writer.begin_object().member("title", fix.title).key("edits").begin_array();
  for (const Edit& edit : fix.edits) {
    writer.begin_object();
    switch (edit.op) {
      case Edit::Op::set:
        writer.member("op", "set").member("pointer", edit.pointer).key("value").raw(edit.value);
        break;
      case Edit::Op::rename:
        writer.member("op", "rename").member("pointer", edit.pointer).member("key", edit.value);
        break;
      case Edit::Op::replace:
        writer.member("op", "replace").member("pointer", edit.pointer);
        writer.member("find", edit.find).member("value", edit.value);
        break;
    }
    writer.end_object();
  }
  writer.end_array().end_object();
}

void write_finding(json::Writer& writer, const Finding& finding, std::string_view file) {
  const CodeRule& rule = rule_of(finding.code);
  writer.begin_object();
  if (!file.empty()) writer.member("file", file);
  writer.member("level", name_of(finding.level)).member("stage", name_of(rule.stage));
  writer.member("code", rule.name).member("pointer", finding.pointer);
  writer.member("line", static_cast<std::int64_t>(finding.position.line));
  writer.member("column", static_cast<std::int64_t>(finding.position.column));
  if (finding.end.line != 0) {
    writer.member("end_line", static_cast<std::int64_t>(finding.end.line));
    writer.member("end_column", static_cast<std::int64_t>(finding.end.column));
  }
  writer.member("message", finding.message).member("hint", finding.hint);
  if (!finding.fixes.empty()) {
    writer.key("fixes").begin_array();
    for (const Fix& fix : finding.fixes) write_fix(writer, fix);
    writer.end_array();
  }
  writer.end_object();
}

}  // namespace

void write_findings(std::string& out, const Findings& findings) {
  json::Writer writer(out);
  writer.begin_object();
  write_summary(writer, findings.errors_count(), findings.warnings_count());
  writer.key("findings").begin_array();
  for (const Finding& finding : findings.all()) write_finding(writer, finding, {});
  writer.end_array().end_object();
}

void write_findings(std::string& out, const FileFindings& files) {
  json::Writer writer(out);
  writer.begin_object();
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const auto& [file, findings] : files) {
    errors += findings.errors_count();
    warnings += findings.warnings_count();
  }
  write_summary(writer, errors, warnings);
  writer.key("findings").begin_array();
  for (const auto& [file, findings] : files)
    for (const Finding& finding : findings.all()) write_finding(writer, finding, file);
  writer.end_array().end_object();
}

void print_findings(std::string& out, std::string_view file, const Findings& findings) {
  for (const Finding& finding : findings.all()) {
    fmt::format_to(std::back_inserter(out), "{}:{}:{}: {} {}: {}", file, finding.position.line, finding.position.column,
                   name_of(finding.level), rule_of(finding.code).name, finding.message);
    if (!finding.pointer.empty()) fmt::format_to(std::back_inserter(out), " [{}]", finding.pointer);
    if (!finding.hint.empty()) fmt::format_to(std::back_inserter(out), " {}", finding.hint);
    out += '\n';
  }
  const std::size_t shown = findings.all().size();
  const std::size_t counted = findings.errors_count() + findings.warnings_count();
  if (counted > shown)
    fmt::format_to(std::back_inserter(out), "{}: {} more findings are not shown\n", file, counted - shown);
}

}  // namespace connectory::language
