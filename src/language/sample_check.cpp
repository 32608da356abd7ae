#include "language/sample_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "json/path_evaluation.h"
#include "json/shown.h"

namespace connectory::language {
namespace {

std::vector<json::Value> rows_of(const Request& request, json::Value answer) {
  if (!request.response.data_rows)
    return answer.is(json::Kind::array) ? std::vector(answer.elements().begin(), answer.elements().end())
                                        : std::vector{answer};
  const auto* const path = std::get_if<PathValue>(&*request.response.data_rows);
  if (path == nullptr) return {};
  auto rows = json::evaluate(path->path, answer);
  return rows ? *std::move(rows) : std::vector<json::Value>{};
}

bool is_filled(const json::Path& path, json::Value row) {
  const auto found = json::find_first(path, row);
  return found && *found && !(*found)->is(json::Kind::null);
}

}  // namespace

void check_sample(const json::Source& source, const Configuration& configuration,
                  const std::vector<std::vector<json::Value>>& fields, std::string_view sample, Findings& findings) {
  const auto answer = json::Document::parse(std::string(sample));
  if (!answer)
    return findings.add(source, Code::bad_sample, source.root(),
                        fmt::format("The sample is not valid JSON: {}.", answer.error().detail),
                        "Use a response of the API, exactly as it came.");
  bool has_rows = false;
  for (std::size_t index = 0; index < configuration.report_types.size(); ++index) {
    const ReportType& report_type = configuration.report_types[index];
    if (!report_type.request || report_type.request->chained || !report_type.request->response.adapters.empty()) {
      has_rows = true;  // cannot be checked against a sample
      continue;
    }
    const std::vector<json::Value> rows = rows_of(*report_type.request, answer->root());
    if (rows.empty()) continue;
    has_rows = true;
    for (std::size_t number = 0; number < report_type.fields.size(); ++number) {
      const Field& field = report_type.fields[number];
      const auto* const path = field.value ? std::get_if<PathValue>(&*field.value) : nullptr;
      if (path == nullptr || std::ranges::any_of(rows, [&](json::Value row) { return is_filled(path->path, row); }))
        continue;
      const json::Value at = *fields[index][number].find("value")->find("value");
      findings.add(
          source, Code::field_not_filled, at,
          fmt::format("The field '{}' is empty in all {} rows of the sample.", json::shown(field.id), rows.size()),
          "Compare the path with a row of the sample.");
    }
  }
  if (!has_rows)
    findings.add(source, Code::field_not_filled, source.root(), "No report type has rows in the sample.",
                 "Compare 'dataRows' with the sample.");
}

}  // namespace connectory::language
