// Reads the requests for fields that only a login knows.

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

using FieldKind = FieldFetcher::Kind;
constexpr base::Name<FieldKind> field_kinds[] = {{"dimension", FieldKind::dimension}, {"metric", FieldKind::metric}};

constexpr base::Name<Aggregation> fetched_aggregations[] = {
    {"none", Aggregation::none},   {"sum", Aggregation::sum},   {"avg", Aggregation::avg},
    {"max", Aggregation::max},     {"min", Aggregation::min},   {"count", Aggregation::count},
    {"first", Aggregation::first}, {"last", Aggregation::last}, {"count_distinct", Aggregation::count_distinct}};

using PlaceSource = FieldFetcher::Place::Source;
constexpr base::Name<PlaceSource> place_sources[] = {
    {"jsonPath", PlaceSource::json_path}, {"xPath", PlaceSource::xpath}, {"column", PlaceSource::column}};

}  // namespace

FieldFetcher::Mapped Reading::read_mapped(Object object, const Scope& scope) {
  FieldFetcher::Mapped mapped{read_source(object, scope), {}};
  for (const Object& each : objects(object, "operations")) mapped.operations.push_back(read_operation(each, scope));
  return mapped;
}

FieldFetcher::Place Reading::read_place(Object object, const Scope& scope) {
  FieldFetcher::Place place{choice_or(object, "source", place_sources, PlaceSource::json_path), {}};
  const auto value = find(object, "value", Kind::string);
  if (!value || value->string().empty()) return place;
  place.text = read_template(*value, scope);
  if (place.text.parts.empty()) return place;  // reported
  if (place.text.is_constant()) {
    report(Code::useless_part, *value, "All fetched fields read the same value.",
           "Use the fetched row, for example $.properties.{{ row.name }}.");
    return place;
  }
  // Each placeholder is one name in the path, whatever its value is.
  std::string path;
  for (const auto& part : place.text.parts) {
    const auto* const text = std::get_if<std::string>(&part);
    path += text == nullptr ? "name" : *text;
  }
  if (find_text(object, "source") != "jsonPath" || !spend(20)) return place;
  if (const auto parsed = json::Path::parse(path, programs_); !parsed)
    report(Code::json_path_syntax, *value,
           fmt::format("The JSONPath (RFC 9535) is invalid: {}.", parsed.error().detail),
           "Write, for example, $.properties.{{ row.name }} or $['{{ row.name }}'].");
  return place;
}

FieldFetcher Reading::read_field_info(Object object, const Scope& scope) {
  FieldFetcher made{.request = {},
                    .id = find_source(object, "id", scope).value_or(StaticText{}),
                    .label = find_source(object, "label", scope),
                    .description = find_source(object, "description", scope),
                    .group = find_source(object, "group", scope),
                    .request_name = find_source(object, "requestName", scope),
                    .kind = choice_or(object, "kind", field_kinds, FieldKind::dimension),
                    .data_type = *parse_data_type("string.text.value"),
                    .aggregation = choice_or(object, "aggregationType", fetched_aggregations, Aggregation::none),
                    .value = {},
                    .operations = {}};
  if (const auto mapped = find(object, "kind", Kind::object)) made.kind = read_mapped(*mapped, scope);
  if (const auto mapped = find(object, "dataType", Kind::object)) made.data_type = read_mapped(*mapped, scope);
  if (const auto mapped = find(object, "aggregationType", Kind::object)) made.aggregation = read_mapped(*mapped, scope);
  if (auto type = find_data_type(object)) made.data_type = *std::move(type);
  for (const auto& [key, source] :
       std::initializer_list<std::pair<std::string_view, const std::optional<ValueSource>*>>{
           {"label", &made.label},
           {"description", &made.description},
           {"group", &made.group},
           {"requestName", &made.request_name}})
    check_readable(*source, object, key, fmt::format("'{}' of the fetched fields", key));
  check_readable(made.id, object, "id", "'id' of the fetched fields");
  const bool is_dimension = !object.find("kind") || find_text(object, "kind") == "dimension";
  if (is_dimension && object.find("aggregationType"))
    report(Code::aggregation_of_dimension, *object.find("aggregationType"),
           "The fetched fields are dimensions, which are not aggregated.",
           "Set 'kind' to metric, or remove 'aggregationType'.");
  if (const auto* const id = std::get_if<StaticText>(&made.id); id != nullptr && id->text.is_constant())
    if (const auto at = find(object, "id", Kind::object))
      report(Code::bad_value, *at, "All fetched fields have the same id.",
             "Read it from the fetched row, for example with the source jsonPath.");
  if (const auto place = find(object, "value", Kind::object)) {
    made.value = read_place(*place, scope);
    check_readable(StaticText{made.value.text}, object, "value", "The path of the fetched fields");
  }
  for (const Object& each : objects(object, "operations")) made.operations.push_back(read_operation(each, scope));
  return made;
}

std::vector<FieldFetcher> Reading::read_field_fetchers(Object report_type, const Scope& scope) {
  const Scope of_request{.known = of_the_user | Knowledge::account | Knowledge::settings,
                         .settings = scope.settings,
                         .used_settings = scope.used_settings,
                         .fetched = "The fields"};
  std::vector<FieldFetcher> fetchers;
  for (const Object& each : objects(report_type, "fieldFetchers")) {
    if (!spend(50)) break;
    const auto info = find(each, "fieldInfo", Kind::object);
    FieldFetcher fetcher = info ? read_field_info(*info, of_request.with(Knowledge::row)) : FieldFetcher{};
    fetcher.request = find_request(each, "request", of_request).value_or(Request{});
    fetchers.push_back(std::move(fetcher));
  }
  return fetchers;
}

}  // namespace connectory::language
