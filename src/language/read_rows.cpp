// Checks whether rows can have what fields and requests read from them, as far as the configuration shows it.

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/nearest.h"
#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

// The request whose response is read: for a job, the request of its download or status.
const Request* answering(const Request* request) {
  if (!request->job) return request;
  return request->job->download ? &request->job->download->request : &request->job->status;
}

// The responses whose rows are merged into one row. Either the request that starts a job or the one that answers for it
// can have a chained request.
void add_answers(const Request& request, std::vector<const Response*>& answers) {
  const Request& answer = *answering(&request);
  answers.push_back(&answer.response);
  if (answer.chained) add_answers(answer.chained->request, answers);
  if (&answer != &request && request.chained) add_answers(request.chained->request, answers);
}
std::vector<const Response*> answers_of(const Request& request) {
  std::vector<const Response*> answers;
  add_answers(request, answers);
  return answers;
}

// The first member that a path names: `campaign` of `$.campaign.id`. Empty if there is none.
std::string first_name(std::string_view path) {
  if (path.starts_with("$['") || path.starts_with("$[\"")) {
    const std::size_t end = path.find(path[2], 3);
    return end == std::string_view::npos ? std::string() : std::string(path.substr(3, end - 3));
  }
  if (!path.starts_with("$.") || path.starts_with("$..")) return {};
  return std::string(path.substr(2, path.find_first_of(".[", 2) - 2));
}

// The known names in the rows of a report type's response: the names that its fields read.
std::set<std::string, std::less<>> names_of_rows(const ReportType& report_type) {
  std::set<std::string, std::less<>> names;
  for (const Field& field : report_type.fields) {
    names.insert(field.id);
    names.insert(field.request_name);
    if (!field.value) continue;
    if (const auto* path = std::get_if<PathValue>(&*field.value)) names.insert(first_name(path->path.text()));
    if (const auto* column = std::get_if<ColumnValue>(&*field.value))
      if (const auto* name = std::get_if<std::string>(&column->column)) names.insert(*name);
  }
  if (report_type.request)
    for (const Response* answer : answers_of(*report_type.request))
      names.insert(answer->csv.columns.begin(), answer->csv.columns.end());
  names.erase("");
  return names;
}

}  // namespace

// A name that differs from another in one letter. Names that differ in a digit, such as `line1` and `line2`, are
// distinct.
std::optional<std::string_view> Reading::slip_of(std::string_view name,
                                                 const std::set<std::string, std::less<>>& known) {
  constexpr std::size_t length_min = 3;
  if (name.size() < length_min || std::ranges::any_of(name, base::is_digit)) return std::nullopt;
  const auto near = findings_.nearest(name, known);
  return near && near->size() >= length_min && base::edit_distance(name, *near, 1) ? near : std::nullopt;
}

// Whether a finding about the format of the responses has already been reported, so that no other is needed.
bool Reading::is_format_doubtful(Object report_type) {
  std::vector<Value> open = {report_type};
  while (!open.empty()) {
    const Value at = open.back();
    open.pop_back();
    for (const std::string_view key : {"request", "chainedRequest", "async", "download", "status"})
      if (const auto inner = find(at, key, Kind::object)) open.push_back(*inner);
    const auto response = at.is(Kind::object) ? at.find("response") : std::nullopt;
    if (!response) continue;
    const std::string_view type = find_text(*response, "type").value_or("JSON");
    const bool is_known = type == "JSON" || type == "CSV" || type == "XML" || type == "NDJSON" || type == "TEXT";
    const auto rows = find(*response, "dataRows", Kind::object);
    const std::string_view source = rows ? find_text(*rows, "source").value_or("") : "";
    if (!response->is(Kind::object) || !is_known || (type != "CSV" && response->find("csv")) ||
        (type != "XML" && (source == "xPath" || response->find("xml"))))
      return true;
  }
  return false;
}

// Checks that each field's source fits the format of the response that it reads.
void Reading::check_sources(const ReportType& report_type, Object object,
                            const std::vector<Object>& objects_of_fields) {
  if (!report_type.request) return;
  const std::vector<const Response*> answers = answers_of(*report_type.request);
  const auto any_is = [&](Response::Format format) {
    return std::ranges::any_of(answers, [&](const Response* answer) { return answer->format == format; });
  };
  const bool has_xml = any_is(Response::Format::xml);
  const bool has_csv = any_is(Response::Format::csv);
  const bool has_json = any_is(Response::Format::json) || any_is(Response::Format::ndjson) || has_xml ||
                        std::ranges::any_of(answers, [](const Response* answer) { return !answer->adapters.empty(); });
  const bool has_text = any_is(Response::Format::text);
  std::set<std::string_view> columns;
  if (answers.size() == 1 && !answers[0]->csv.has_header)
    columns.insert(answers[0]->csv.columns.begin(), answers[0]->csv.columns.end());
  if (is_format_doubtful(object)) return;
  const std::string_view fitting = has_xml ? "xPath" : has_json ? "jsonPath" : "column";
  const auto unfit = [&](const ValueSource& value) -> std::string_view {
    if (std::holds_alternative<PathValue>(value) && !has_json && !has_text) return "A JSONPath";
    if (std::holds_alternative<XPathValue>(value) && !has_xml) return "An XPath";
    if (std::holds_alternative<ColumnValue>(value) && !has_csv && !has_text) return "A column";
    return {};
  };
  // If no source fits, the format is wrong, rather than every field.
  const auto is_reading = [](const Field& field) {
    return field.value &&
           (std::holds_alternative<PathValue>(*field.value) || std::holds_alternative<XPathValue>(*field.value) ||
            std::holds_alternative<ColumnValue>(*field.value));
  };
  const auto first = std::ranges::find_if(report_type.fields, is_reading);
  const bool is_alone = std::ranges::count_if(report_type.fields, is_reading) < 2;
  if (first != report_type.fields.end() && !is_alone &&
      std::ranges::none_of(report_type.fields,
                           [&](const Field& field) { return is_reading(field) && unfit(*field.value).empty(); })) {
    const auto index = static_cast<std::size_t>(first - report_type.fields.begin());
    report(
        Code::useless_part, *objects_of_fields[index].find("value"),
        fmt::format("{} cannot read this response's format, in this field and all other fields.", unfit(*first->value)),
        fmt::format("Set the 'type' of the response, or use the source {}.", fitting));
    return;
  }
  for (std::size_t index = 0; index < report_type.fields.size(); ++index) {
    const auto& value = report_type.fields[index].value;
    if (!value) continue;
    const std::string_view kind = unfit(*value);
    const Value at = *objects_of_fields[index].find("value");
    if (!kind.empty()) {
      report(Code::useless_part, at, fmt::format("{} cannot read this response's format.", kind),
             fmt::format("Use the source {}, or set the 'type' of the response.", fitting));
      continue;
    }
    const auto* const column = std::get_if<ColumnValue>(&*value);
    const auto* const name = column == nullptr ? nullptr : std::get_if<std::string>(&column->column);
    if (name == nullptr || answers.size() != 1 || !has_csv) continue;
    const CsvDialect& csv = answers[0]->csv;
    if (base::is_all_digits(*name) || columns.contains(*name) || csv.has_header) continue;
    if (!csv.columns.empty()) {
      report(Code::unknown_reference, *at.find("value"), fmt::format("Unknown column '{}'.", json::shown(*name)),
             did_you_mean(findings_.nearest(*name, csv.columns),
                          fmt::format("The columns are: {}.", listed(csv.columns))));
    } else {
      report(Code::missing_part, *at.find("value"), "The columns of this response have no names.",
             "Name them in 'columns' of 'csv', or write the number of the column, counted from 1.");
    }
  }
}

// A path that begins with the path of the rows was probably written from the response instead of the row.
void Reading::check_path_bases(const ReportType& report_type, const std::vector<Object>& objects_of_fields) {
  if (!report_type.request) return;
  for (const Response* answer : answers_of(*report_type.request)) {
    const auto* const rows = answer->data_rows ? std::get_if<PathValue>(&*answer->data_rows) : nullptr;
    if (rows == nullptr) continue;
    std::string base(rows->path.text());
    for (const std::string_view end : {".*", "[*]"})
      if (base.ends_with(end)) base.resize(base.size() - end.size());
    if (base == "$" || !spend(report_type.fields.size())) continue;
    for (std::size_t index = 0; index < report_type.fields.size(); ++index) {
      const auto& value = report_type.fields[index].value;
      const auto* const path = value ? std::get_if<PathValue>(&*value) : nullptr;
      if (path == nullptr || !path->path.text().starts_with(base)) continue;
      std::string_view rest = path->path.text().substr(base.size());
      if (!rest.starts_with('.') && !rest.starts_with('[')) continue;
      for (const std::string_view step : {".*", "[*]", "[0]"})
        if (rest.starts_with(step)) rest.remove_prefix(step.size());
      report(Code::empty_field, *objects_of_fields[index].find("value")->find("value"),
             "This path begins at the response, but the path of a field begins at the row.",
             fmt::format("Write ${}. If each row has such a member too, put its name into brackets: $['name'].",
                         json::shown(rest)));
    }
  }
}

void Reading::check_answer_rows(const ReportType& report_type, const RowNames& used) {
  if (used.empty()) return;
  const auto known = names_of_rows(report_type);
  for (const auto& [name, at] : used)
    if (!known.contains(name))
      if (const auto near = slip_of(name, known))
        report(Code::unknown_row_name, at,
               fmt::format("'row.{}': no field reads '{}', but a field reads '{}'.", json::shown(name),
                           json::shown(name), json::shown(*near)),
               did_you_mean(near));
}

void Reading::check_parent_rows(const ReportType& parent, std::size_t child) {
  if (parent.discovery || !spend(10 * parent.fields.size())) return;
  if (parent_row_names_[child].empty()) return;
  const auto known = names_of_rows(parent);
  for (const auto& [name, at] : parent_row_names_[child]) {
    if (known.contains(name)) continue;
    const auto ids =
        parent.fields | std::views::transform([](const Field& field) { return std::string_view(field.id); });
    report(Code::unknown_row_name, at,
           fmt::format("'row.{}': the parent report type '{}' has no field '{}'.", json::shown(name),
                       json::shown(parent.id), json::shown(name)),
           did_you_mean(findings_.nearest(name, known),
                        findings_.is_full()
                            ? std::string()
                            : fmt::format("Its fields are: {}. If the API provides the value, add a hidden field for "
                                          "it.",
                                          listed(ids))));
  }
}

void Reading::check_date_range_use(const ReportType& report_type, Object object) {
  const auto config = find(object, "config", Kind::object);
  const auto request = find(object, "request", Kind::object);
  if (!config || !request || !report_type.shows_date_range) return;
  if (report_type.increments && report_type.increments->is_filtered_here) return;
  const auto range = config->find("dateRange");
  const auto shows = config->find("showDateRange");
  if ((!range && !shows) || (shows && !shows->is(Kind::boolean))) return;
  if (is_used(object, {"request", "partitions"}, {"query.start_date", "query.end_date"})) return;
  report(Code::unused_date_range, range ? *range : *shows,
         fmt::format("The report type '{}' has a date range, but its requests do not send it.",
                     json::shown(report_type.id)),
         "Use {{ query.start_date.date }} and {{ query.end_date.date }}, or set 'showDateRange' to false.");
}

}  // namespace connectory::language
