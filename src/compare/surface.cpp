#include "compare/surface.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/function_ref.h"
#include "base/text_hash.h"
#include "json/writer.h"

namespace connectory::compare {
namespace {

std::optional<json::Value> find(json::Value value, std::string_view key) {
  return value.is(json::Kind::object) ? value.find(key) : std::nullopt;
}

std::string_view text_member(json::Value value, std::string_view key) {
  const auto member = find(value, key);
  return member && member->is(json::Kind::string) ? member->string() : std::string_view();
}

bool flag(json::Value value, std::string_view key, bool when_absent) {
  const auto member = find(value, key);
  return member && member->is(json::Kind::boolean) ? member->boolean() : when_absent;
}

// Calls visit(element, id, index) for each element of an array member whose id did not occur before.
template <class Visit>
void for_each_with_id(json::Value value, std::string_view key,
                      std::unordered_set<std::string_view, base::TextHash>& seen, Visit visit) {
  const auto array = find(value, key);
  if (!array || !array->is(json::Kind::array)) return;
  std::size_t index = 0;
  array->for_each_element([&](json::Value element) {
    const std::string_view id = text_member(element, "id");
    if (!id.empty() && seen.insert(id).second) visit(element, id, index);
    ++index;
  });
}

void read_fields(SurfaceReportType& report_type, std::string_view key, SurfaceField::Kind kind,
                 std::unordered_set<std::string_view, base::TextHash>& seen) {
  const auto part = find(report_type.value, key);
  const auto groups = part ? find(*part, "groups") : std::nullopt;
  if (!groups || !groups->is(json::Kind::array)) return;
  std::size_t group_index = 0;
  groups->for_each_element([&](json::Value group) {
    for_each_with_id(group, "fields", seen, [&](json::Value field, std::string_view id, std::size_t index) {
      const bool is_metric = kind == SurfaceField::Kind::metric;
      report_type.fields.push_back({id, kind, text_member(field, "dataType"),
                                    is_metric ? text_member(field, "aggregationType") : std::string_view(),
                                    !is_metric || flag(field, "additive", true), group_index, index, field});
    });
    ++group_index;
  });
}

// The options of a setting that has no others.
std::vector<std::string_view> options_of(json::Value setting) {
  std::vector<std::string_view> values;
  const std::string_view type = text_member(setting, "type");
  const auto options = find(setting, "options");
  if ((type != "select" && type != "radio") || find(setting, "optionsRequest") || !options) return values;
  if (options->is(json::Kind::array))
    options->for_each_element([&](json::Value option) {
      const auto value = find(option, "value");
      if (value) values.push_back(value->is(json::Kind::string) ? value->string() : value->raw());
    });
  return values;
}

bool is_array_with_elements(std::optional<json::Value> value) {
  return value && value->is(json::Kind::array) && value->size() > 0;
}

// The default of an input is only its initial value in the form. Existing logins have no value for it.
std::vector<SurfaceInput> read_inputs(json::Value login, std::unordered_set<std::string_view, base::TextHash>& seen) {
  std::vector<SurfaceInput> inputs;
  for_each_with_id(login, "userInputs", seen, [&](json::Value input, std::string_view id, std::size_t index) {
    inputs.push_back({id, flag(input, "required", true), index});
  });
  return inputs;
}

void for_each_element(json::Value value, std::string_view key, base::FunctionRef<void(json::Value element)> visit) {
  const auto array = find(value, key);
  if (array && array->is(json::Kind::array)) array->for_each_element(visit);
}

std::string sources_of(json::Value partition) {
  std::vector<std::string_view> sources;
  const auto add = [&](json::Value source) {
    const std::string_view parent = text_member(source, "reportTypeId");
    if (!parent.empty()) sources.push_back(parent);
    if (const auto values = find(source, "values")) sources.push_back(values->raw());
  };
  add(partition);
  for_each_element(partition, "anyOf", add);
  std::ranges::sort(sources);
  return fmt::format("{}", fmt::join(sources, ", "));
}

std::string key_of(json::Value report_type) {
  std::vector<std::string_view> ids;
  for_each_element(report_type, "key", [&](json::Value id) {
    if (id.is(json::Kind::string)) ids.push_back(id.string());
  });
  std::ranges::sort(ids);
  return fmt::format("{}", fmt::join(ids, ", "));
}

std::string_view field_source_of(json::Value report_type) {
  if (text_member(report_type, "fields") == "discover")
    return text_member(report_type, "nested") == "tables" ? "discovered with tables" : "discovered";
  return is_array_with_elements(find(report_type, "fieldFetchers")) ? "listed and fetched" : "listed";
}

std::vector<SurfaceJoin> joins_of(json::Value report_type) {
  std::vector<SurfaceJoin> joins;
  std::size_t index = 0;
  if (const auto decoration = find(report_type, "decoration"))
    for_each_element(*decoration, "relations", [&](json::Value relation) {
      const std::string_view id = text_member(relation, "reportTypeId");
      if (!id.empty()) joins.push_back({id, index});
      ++index;
    });
  return joins;
}

SurfaceReportType read_report_type(json::Value value, std::string_view id, std::size_t index) {
  SurfaceReportType report_type{id, {}, {}, index, value};
  report_type.is_hidden = flag(value, "hidden", false);
  if (const auto config = find(value, "config")) report_type.needs_dates = flag(*config, "showDateRange", true);
  std::unordered_set<std::string_view, base::TextHash> seen;
  read_fields(report_type, "dimensions", SurfaceField::Kind::dimension, seen);
  read_fields(report_type, "metrics", SurfaceField::Kind::metric, seen);
  seen.clear();
  for_each_with_id(value, "settings", seen, [&](json::Value setting, std::string_view setting_id, std::size_t at) {
    // If a query does not send a setting, its default is used. So a setting with a default requires nothing from users.
    report_type.settings.push_back({setting_id,
                                    flag(setting, "required", false) && !find(setting, "default").has_value(), at,
                                    options_of(setting)});
  });
  seen.clear();
  for_each_with_id(value, "partitions", seen,
                   [&](json::Value partition, std::string_view partition_id, std::size_t at) {
                     report_type.partitions.push_back({partition_id, sources_of(partition), at});
                   });
  report_type.joins = joins_of(value);
  report_type.key = key_of(value);
  report_type.field_source = field_source_of(value);
  return report_type;
}

void write_inputs(json::Writer& writer, const std::vector<SurfaceInput>& inputs) {
  writer.begin_array();
  for (const SurfaceInput& input : inputs) {
    writer.string(input.id).boolean(input.is_required);
    if (input.options.empty()) continue;
    writer.begin_array();
    for (const std::string_view option : input.options) writer.string(option);
    writer.end_array();
  }
  writer.end_array();
}

}  // namespace

Surface read_surface(json::Value configuration) {
  Surface surface;
  std::unordered_set<std::string_view, base::TextHash> seen;
  if (const auto authentication = find(configuration, "authentication")) {
    surface.authentication_type = text_member(*authentication, "type");
    surface.user_inputs = read_inputs(*authentication, seen);
    if (surface.authentication_type == "choice") {
      std::unordered_set<std::string_view, base::TextHash> seen_choices;
      for_each_with_id(*authentication, "choices", seen_choices,
                       [&](json::Value choice, std::string_view id, std::size_t index) {
                         surface.choices.push_back({id, text_member(choice, "type"), read_inputs(choice, seen), index});
                       });
    }
  }
  if (const auto accounts = find(configuration, "accounts"))
    surface.has_accounts = flag(*accounts, "hasAccounts",
                                is_array_with_elements(find(*accounts, "fetchers")) || find(*accounts, "fromInput"));
  seen.clear();
  if (const auto reporting = find(configuration, "reporting"))
    for_each_with_id(*reporting, "reportTypes", seen, [&](json::Value value, std::string_view id, std::size_t index) {
      surface.report_types.push_back(read_report_type(value, id, index));
    });
  return surface;
}

std::string text_of(const Surface& surface) {
  std::string text;
  json::Writer writer(text);
  writer.begin_array().string(surface.authentication_type);
  write_inputs(writer, surface.user_inputs);
  writer.boolean(surface.has_accounts);
  for (const SurfaceChoice& choice : surface.choices) {
    writer.begin_array().string(choice.id).string(choice.type);
    write_inputs(writer, choice.user_inputs);
    writer.end_array();
  }
  for (const SurfaceReportType& report_type : surface.report_types) {
    writer.begin_array().string(report_type.id).boolean(report_type.is_hidden).boolean(report_type.needs_dates);
    write_inputs(writer, report_type.settings);
    writer.string(report_type.key).string(report_type.field_source);
    for (const SurfacePartition& partition : report_type.partitions) writer.string(partition.sources);
    writer.begin_array();
    for (const SurfaceJoin& join : report_type.joins) writer.string(join.id);
    writer.end_array();
    for (const SurfaceField& field : report_type.fields)
      writer.begin_array()
          .string(field.id)
          .integer(static_cast<std::int64_t>(field.kind))
          .string(field.data_type)
          .string(aggregation_of(field))
          .end_array();
    writer.end_array();
  }
  writer.end_array();
  return text;
}

std::string aggregation_of(const SurfaceField& field) {
  return fmt::format("{}{}", field.aggregation_type, field.is_additive ? "" : ", not additive");
}

std::string pointer_to(const SurfaceReportType& report_type) {
  return fmt::format("/reporting/reportTypes/{}", report_type.index);
}

std::string pointer_to(const SurfaceReportType& report_type, const SurfaceField& field) {
  return fmt::format("{}/{}/groups/{}/fields/{}", pointer_to(report_type),
                     field.kind == SurfaceField::Kind::metric ? "metrics" : "dimensions", field.group_index,
                     field.index);
}

}  // namespace connectory::compare
