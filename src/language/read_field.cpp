// Reads fields: their value, type, aggregation, formula and operations.

#include <algorithm>
#include <cctype>
#include <limits>
#include <ranges>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/ascii.h"
#include "json/shown.h"
#include "language/circles_impl.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr std::size_t unresolved =
    std::numeric_limits<std::size_t>::max();  // the reference was reported, so the model is not used

constexpr base::Name<Aggregation> aggregations[] = {
    {"sum", Aggregation::sum},        {"avg", Aggregation::avg},     {"max", Aggregation::max},
    {"min", Aggregation::min},        {"count", Aggregation::count}, {"count_distinct", Aggregation::count_distinct},
    {"first", Aggregation::first},    {"last", Aggregation::last},   {"none", Aggregation::none},
    {"formula", Aggregation::formula}};

using RequestAs = Field::RequestAs;
constexpr base::Name<RequestAs> request_lists[] = {
    {"none", RequestAs::none}, {"dimensions", RequestAs::dimensions}, {"metrics", RequestAs::metrics}};

using HashAlgorithm = operation::Hash::Algorithm;
constexpr base::Name<HashAlgorithm> hash_algorithms[] = {
    {"sha256", HashAlgorithm::sha256}, {"sha1", HashAlgorithm::sha1}, {"md5", HashAlgorithm::md5}};

std::string hint_of_formula(std::string_view text) {
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (has("{{") || has("$")) return "Write field ids without braces: clicks / impressions.";
  if (has("%")) return "For a percentage, multiply by 100: clicks / impressions * 100.";
  const std::size_t open = text.find('(');
  const bool is_call = open != std::string_view::npos && open > 0 && base::is_alphanumeric(text[open - 1]);
  if (is_call)
    return "Functions are not supported: a formula's metrics are already aggregated, each by its 'aggregationType'.";
  return "A formula consists of field ids, numbers, + - * / and parentheses.";
}

}  // namespace

Operation Reading::read_operation(Object object, const Scope& scope) {
  if (!spend(20)) return operation::Trim{};
  const std::string_view type = find_text(object, "type").value_or("");
  const Object config = find(object, "config", Kind::object).value_or(object);
  const auto text = [&](std::string_view key, std::string_view otherwise) { return text_or(config, key, otherwise); };
  const auto by = [&] {
    const auto value = find(config, "by", Kind::number);
    const auto number = value ? text::Decimal::parse(value->raw()) : std::nullopt;
    if (value && !number)
      report(Code::out_of_range, *value, "The number is too large or too small to calculate with.",
             "Write a number with at most 34 digits, from 1e-6176 to 1e6111.");
    return number.value_or(text::Decimal(1));
  };
  namespace op = operation;
  if (type == "convert_date") {
    op::ConvertDate made{.from = {}, .to = *text::parse_date_format("YYYY-MM-DD"), .zone = {}};
    if (const auto from = find(config, "from", Kind::string)) made.from = read_date_format(*from);
    if (const auto to = find(config, "to", Kind::string)) made.to = read_date_format(*to);
    made.zone = find_zone(config, "timezone", scope);
    return made;
  }
  if (type == "convert_timezone") {
    const Zone utc = text::find_time_zone("UTC");
    return op::ConvertTimezone{find_zone(config, "from", scope).value_or(utc),
                               find_zone(config, "to", scope).value_or(utc)};
  }
  if (type == "to_number") {
    op::ToNumber made{text("decimalSeparator", "."), text("thousandsSeparator", "")};
    if (made.decimal == made.thousands)
      report(Code::bad_value, config, "Both separators are the same, so no number can be read.",
             "Write a different 'decimalSeparator' or 'thousandsSeparator'.");
    return made;
  }
  if (type == "multiply") return op::Multiply{by()};
  if (type == "divide") {
    const text::Decimal divisor = by();
    if (divisor.is_zero())
      report(Code::bad_value, *find(config, "by", Kind::number), "A value cannot be divided by 0.",
             "Write a different number, or remove this operation.");
    return op::Divide{divisor};
  }
  if (type == "add") return op::Add{by()};
  if (type == "round") return op::Round{find_integer(config, "digits").value_or(0)};
  if (type == "replace") return op::Replace{text("search", ""), text("replacement", "")};
  if (type == "regex_extract" || type == "regex_replace") check_groups(object, config, type == "regex_extract");
  if (type == "regex_extract")
    return op::RegexExtract{find_regex(config, "pattern").value_or(Regex{}), find_integer(config, "group").value_or(1)};
  if (type == "regex_replace")
    return op::RegexReplace{find_regex(config, "pattern").value_or(Regex{}), text("replacement", "")};
  if (type == "map_values") {
    op::MapValues made{.values = {}, .fallback = find_scalar(config, "default")};
    if (const auto values = find(config, "values", Kind::object); values && spend(5 * values->size()))
      for (const json::Member member : values->members())
        if (auto scalar = scalar_of(member.value)) made.values.emplace(member.name(), *std::move(scalar));
    return made;
  }
  if (type == "default") return op::Default{find_scalar(config, "value").value_or(Scalar{Scalar::Kind::text, ""})};
  if (type == "upper") return op::Upper{};
  if (type == "lower") return op::Lower{};
  if (type == "substring")
    return op::Substring{find_integer(config, "start").value_or(0), find_integer(config, "length")};
  if (type == "split") return op::Split{text("separator", ""), find_integer(config, "index").value_or(0)};
  if (type == "join") return op::Join{text("separator", ", ")};
  if (type == "concat")
    return op::Concat{template_or_empty(config, "prefix", scope), template_or_empty(config, "suffix", scope)};
  if (type == "json_path") return op::JsonPath{path_or(config, "path", "$")};
  if (type == "url_decode") return op::UrlDecode{};
  if (type == "html_to_text") return op::HtmlToText{};
  if (type == "hash") {
    return op::Hash{choice_or(config, "algorithm", hash_algorithms, HashAlgorithm::sha256)};
  }
  return op::Trim{};
}

void Reading::check_groups(Object object, Object config, bool is_extract) {
  const auto pattern = find(config, "pattern", Kind::string);
  if (!pattern) return;
  const json::RegexOutcome program = programs_.compile(pattern->string());
  if (!program) return;  // reported by find_regex
  const re2::RE2& compiled = **program;
  const std::int64_t groups = compiled.NumberOfCapturingGroups();
  if (is_extract) {
    const std::int64_t group = find_integer(config, "group").value_or(1);
    if (group > groups)
      report(Code::bad_value, find(config, "group", Kind::number).value_or(object),
             fmt::format("The pattern has no group {}.", group),
             "Put the part to extract in parentheses, or write \"group\": 0 for the whole match.");
    return;
  }
  const auto replacement = find(config, "replacement", Kind::string);
  if (!replacement) return;
  const std::string text(replacement->string());
  std::string refusal;
  if (!compiled.CheckRewriteString(text, &refusal))
    report(Code::bad_value, *replacement, fmt::format("The pattern has {} group{}.", groups, groups == 1 ? "" : "s"),
           R"(Write \1 for the first group, \0 for the whole match, \\ for a backslash.)");
  const std::size_t dollar = text.find('$');
  if (dollar != std::string::npos && dollar + 1 < text.size() && base::is_digit(text[dollar + 1]))
    report(Code::useless_part, *replacement, "A dollar sign has no special meaning in a replacement.",
           R"(Write \1 for the first group.)");
}

std::optional<DataType> Reading::find_data_type(Object field) {
  const auto type = find(field, "dataType", Kind::string);
  if (!type || type->string().empty()) return std::nullopt;
  auto parsed = parse_data_type(type->string());
  if (!parsed) {
    report(Code::unknown_data_type, *type, parsed.error(),
           "Write, for example, string.text.value, string.time.date, int.number.value or float.currency.value.");
    return std::nullopt;
  }
  if (!parsed->is_known_class)
    report(Code::data_type_class, *type,
           fmt::format("The group or class of '{}' is unknown; values are shown unformatted.",
                       json::shown(type->string())),
           did_you_mean(parsed->suggestion, "The section 'Data types' of the reference lists the groups and classes."));
  return *std::move(parsed);
}

Field Reading::read_field(Object object, bool is_metric, const Scope& scope) {
  Field field;
  field.id = text_or(object, "id", "");
  field.label = text_or(object, "label", field.id);
  field.description = text_or(object, "description", "");
  field.is_metric = is_metric;
  field.is_hidden = boolean_or(object, "hidden", false);
  field.request_name = text_or(object, "requestName", field.id);
  field.request_as =
      choice_or(object, "requestAs", request_lists, is_metric ? RequestAs::metrics : RequestAs::dimensions);
  check_request_name(object);
  auto data_type = find_data_type(object);
  const bool is_type_known = data_type.has_value();
  field.data_type =
      data_type ? *std::move(data_type) : *parse_data_type(is_metric ? "float.number.value" : "string.text.value");
  const auto value = object.find("value");
  field.value = find_source(object, "value", scope);
  check_readable(field.value, object, "value", "The field", field.id);
  if (const auto formula = find(object, "formula", Kind::string); formula && !formula->string().empty()) {
    spend(10 + formula->string().size() / 2);
    auto parsed = Formula::parse(formula->string());
    if (parsed) {
      field.formula = *std::move(parsed);
    } else {
      report_from(
          parsed.error().offset, Code::formula_syntax, *formula,
          fmt::format("The formula is invalid at character {}: {}.", parsed.error().offset + 1, parsed.error().detail),
          hint_of_formula(formula->string()));
    }
    if (!is_metric)
      report(Code::useless_part, *formula, "A dimension cannot have a formula.",
             "Move the field to "
             "'metrics'.");
    if (value)
      report(Code::useless_part, *value, "A field with a formula does not use 'value'.",
             "Keep only one of 'formula' "
             "and 'value'.");
  } else if (!value) {
    report(Code::empty_field, object,
           fmt::format("The field '{}' has no value, so it is always empty.", json::shown(field.id)),
           "Add 'value', or, for a metric, 'formula'.");
  }
  const auto aggregation = find(object, "aggregationType", Kind::string);
  if (!is_metric && aggregation)
    report(Code::aggregation_of_dimension, *aggregation, "A dimension cannot have 'aggregationType'.",
           "Remove it, or move the field to 'metrics'.");
  const bool is_counted = aggregation && (aggregation->string() == "sum" || aggregation->string() == "avg");
  if (is_metric && is_counted && !object.find("formula") && is_type_known &&
      field.data_type.kind != DataType::Kind::number && field.data_type.kind != DataType::Kind::whole_number)
    report(Code::aggregation_of_text, *aggregation,
           fmt::format("'{}' of values that are not numbers is always null.", json::shown(aggregation->string())),
           "Set 'dataType' to a numeric type such as int.number.value, or use max, min, first or count.");
  if (aggregation && field.formula && aggregation->string() != "formula")
    report(Code::useless_part, *aggregation, "A formula uses aggregated metrics; its result is not aggregated again.",
           "Set 'aggregationType' to formula.");
  if (is_metric && !aggregation && !object.find("formula"))
    report(Code::no_aggregation, object,
           fmt::format("The metric '{}' has no aggregation, so its values are summed.", json::shown(field.id)),
           "Add 'aggregationType', for example sum or avg.");
  field.aggregation =
      field.formula ? Aggregation::formula : choice_or(object, "aggregationType", aggregations, Aggregation::sum);
  if (aggregation && aggregation->string() == "formula" && !object.find("formula"))
    report(Code::missing_part, object, "The aggregation 'formula' needs the key 'formula'.",
           "Add 'formula', or "
           "choose a different "
           "aggregation.");
  field.is_additive = boolean_or(object, "additive", true);
  if (const auto additive = object.find("additive"); additive && (!is_metric || field.formula))
    report(Code::useless_part, *additive,
           is_metric ? "A formula uses aggregated metrics, so 'additive' has no effect on it."
                     : "'additive' has no effect on a dimension.",
           is_metric ? "Set it on the metrics that the formula uses." : "Remove it, or move the field to 'metrics'.");
  for (const Object& each : objects(object, "operations")) {
    field.operations.push_back(read_operation(each, scope));
    if (const auto* added = std::get_if<operation::Concat>(&field.operations.back()))
      check_readable(StaticText{is_secret(added->prefix) ? added->prefix : added->suffix}, each, "type", "The field",
                     field.id);
  }
  return field;
}

void Reading::check_request_name(Object field) {
  const auto name = find(field, "requestName", Kind::string);
  const auto as = find(field, "requestAs", Kind::string);
  if (!name || !as) return;
  if (name->string().empty())
    report(Code::useless_part, *as, "'requestAs' has no effect on a field whose 'requestName' is empty.",
           "Remove one of the two.");
  else if (as->string() == "none")
    report(Code::useless_part, *name, "'requestName' has no effect if 'requestAs' is none.", "Remove one of the two.");
}

void Reading::read_fields(Object report_type, std::string_view key, ReportType& into, const Scope& scope,
                          std::vector<Object>& objects_of_fields) {
  const auto section = find(report_type, key, Kind::object);
  if (!section) return;
  for (const Object& group : objects(*section, "groups")) {
    const std::string label = text_or(group, "label", "");
    for (const Object& each : objects(group, "fields")) {
      constexpr std::uint64_t cost = 50;
      if (!spend(cost)) return;
      into.fields.push_back(read_field(each, key == "metrics", scope));
      into.fields.back().group = label;
      objects_of_fields.push_back(each);
    }
  }
}

void Reading::resolve_formulas(ReportType& report_type, const std::vector<Object>& objects_of_fields) {
  std::map<std::string_view, std::size_t> by_id;
  for (std::size_t index = 0; index < report_type.fields.size(); ++index)
    by_id.emplace(report_type.fields[index].id, index);
  for (std::size_t index = 0; index < report_type.fields.size(); ++index) {
    Field& field = report_type.fields[index];
    if (!field.formula) continue;
    const Value at = *objects_of_fields[index].find("formula");
    std::set<std::string, std::less<>> skipped;
    for (const Formula::Use& use : field.formula->uses()) {
      const auto found = by_id.find(use.field);
      field.formula_fields.push_back(found == by_id.end() ? unresolved : found->second);
      if (found != by_id.end() && report_type.fields[found->second].is_metric) continue;
      if (!spend(10)) return;
      std::vector<std::string_view> metrics;
      if (!findings_.is_full() && spend(report_type.fields.size() / 16))
        for (const Field& each : report_type.fields)
          if (each.is_metric && each.id != field.id) metrics.emplace_back(each.id);
      const auto near = findings_.nearest(use.field, metrics);
      const auto hyphenated = std::ranges::find_if(metrics, [&](std::string_view metric) {
        return metric.starts_with(use.field) && metric.substr(use.field.size()).starts_with('-') &&
               at.string().substr(use.offset).starts_with(metric);
      });
      if (found == by_id.end() && hyphenated != metrics.end()) {
        report(Code::unknown_reference, at,
               fmt::format("A formula reads '{0}' as '{1}' minus '{2}', so it cannot use a field with this id.",
                           json::shown(*hyphenated), json::shown(use.field),
                           json::shown(hyphenated->substr(use.field.size() + 1))),
               "Give the field an id of letters, digits and '_'.");
        skipped.emplace(hyphenated->substr(use.field.size() + 1));
        continue;
      }
      if (found == by_id.end() && skipped.contains(use.field)) continue;  // the rest of such an id
      if (found == by_id.end()) {
        report_from(use.offset, Code::unknown_reference, at,
                    fmt::format("The formula uses the unknown field '{}'.", json::shown(use.field)),
                    did_you_mean(near, fmt::format("The metrics of this report type are: {}.", listed(metrics))));
      } else {
        report(Code::unknown_reference, at,
               fmt::format("The formula uses '{}', which is a dimension.", json::shown(use.field)),
               near ? "A formula can only use metrics. " + did_you_mean(near)
                    : "A formula can only use metrics. Add a metric that reads the same value.");
      }
    }
  }
  // A formula may use other metrics with formulas, but must not depend on itself, directly or indirectly.
  std::vector<std::vector<std::size_t>> uses(report_type.fields.size());
  for (std::size_t index = 0; index < uses.size(); ++index)
    for (const std::size_t used : report_type.fields[index].formula_fields)
      if (used != unresolved) uses[index].push_back(used);
  std::vector<bool> is_reported(uses.size());
  find_circles(uses, [&](const std::vector<std::size_t>& way, std::size_t at) {
    const std::size_t last = way.back();
    if (!report_type.fields[last].formula || is_reported[last]) return;
    is_reported[last] = true;
    report(Code::reference_circle, *objects_of_fields[last].find("formula"),
           fmt::format("The formula depends on its own result: {}.",
                       way_in_words(way, at, [&](std::size_t index) { return report_type.fields[index].id; })),
           "Remove one of these dependencies.");
  });
}

}  // namespace connectory::language
