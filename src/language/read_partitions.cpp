// Reads partitions, keys and increments of report types, and the steps that change rows.

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/circles_impl.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

using RowOrder = Increments::Order;
constexpr base::Name<RowOrder> row_orders[] = {
    {"asc", RowOrder::ascending}, {"desc", RowOrder::descending}, {"none", RowOrder::none}};

using CursorKind = CursorFormat::Kind;
constexpr base::Name<CursorKind> cursor_kinds[] = {{"iso", CursorKind::iso},
                                                   {"unix", CursorKind::unix_seconds},
                                                   {"unix_ms", CursorKind::unix_milliseconds},
                                                   {"unix_us", CursorKind::unix_microseconds},
                                                   {"number", CursorKind::number}};

}  // namespace

// ---- partitions -----------------------------------------------------------------------------------------------------

void Reading::gather_partitions(Object report_type) {
  PartitionNames& names = names_.partitions.emplace_back();
  for (const Object& each : objects(report_type, "partitions")) {
    const auto id = find(each, "id", Kind::string);
    if (!id) continue;
    PartitionName& name = names.emplace(std::string(id->string()), PartitionName{*id, {}, {}}).first->second;
    std::vector<Object> sources = objects(each, "anyOf");
    sources.push_back(each);
    for (const Object& source : sources) {
      if (const auto parent = find_text(source, "reportTypeId")) name.parents.emplace_back(*parent);
      const auto kept = find(source, "keep", Kind::array);
      if (!kept || !spend(5 * kept->size())) continue;
      for (const Value one : kept->elements())
        name.kept.push_back(one.is(Kind::string) ? std::string(one.string()) : text_or(one, "id", ""));
    }
  }
}

MemberPath Reading::read_member_path(Value value) {
  MemberPath path;
  std::string_view rest = value.string();
  if (rest.starts_with("$.") || rest.starts_with("row."))
    report(Code::bad_value, value, "A member is written without a path's beginning.",
           fmt::format("Write '{}'.", json::shown(rest.substr(rest.find('.') + 1))));
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::string_view step = rest.substr(0, dot);
    if (step.empty()) {
      report(Code::bad_value, value, "A name between the dots is empty.", "Write, for example, owner.login.");
      break;
    }
    path.steps.emplace_back(step == "*" ? std::string_view() : step);
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return path;
}

std::vector<MemberPath> Reading::read_member_paths(Object object, std::string_view key) {
  std::vector<MemberPath> paths;
  if (const auto names = find(object, key, Kind::array); names && spend(5 * names->size()))
    for (const Value name : names->elements())
      if (name.is(Kind::string)) paths.push_back(read_member_path(name));
  return paths;
}

std::vector<KeptValue> Reading::read_kept(Object source, const Scope& row) {
  std::vector<KeptValue> kept;
  const auto list = find(source, "keep", Kind::array);
  if (!list || !spend(10 * list->size())) return kept;
  std::set<std::string> seen;
  for (const Value each : list->elements()) {
    if (each.is(Kind::string)) {
      const MemberPath path = read_member_path(each);
      kept.push_back({std::string(each.string()), path});
    } else if (each.is(Kind::object)) {
      kept.push_back({text_or(each, "id", ""), read_source(each, row)});
    } else {
      continue;
    }
    if (!seen.insert(kept.back().name).second)
      report(Code::duplicate_id, each, fmt::format("'{}' is kept twice.", json::shown(kept.back().name)),
             "Remove one of them.");
  }
  return kept;
}

std::optional<PartitionSource> Reading::read_partition_source(Object object, const Scope& scope) {
  const auto parent = find(object, "reportTypeId", Kind::string);
  const auto values = object.find("values");
  if (values && object.find("reportTypeId")) {
    report(Code::useless_part, *values, "The values come either from 'values' or from a report type.",
           "Remove 'values' or 'reportTypeId'.");
    return std::nullopt;
  }
  for (const std::string_view key : {"value", "keep", "where"})
    if (const auto useless = object.find(key); useless && values)
      report(Code::useless_part, *useless, fmt::format("'{}' reads the rows of a report type, not 'values'.", key),
             "Remove it, or replace 'values' by 'reportTypeId'.");
  if (values && values->is(Kind::array)) {
    if (!spend(5 * values->size())) return std::nullopt;
    std::set<std::string> seen;  // as texts: 7 and "7" are one value
    for (const Value each : values->elements())
      if (const auto scalar = scalar_of(each); scalar && !seen.insert(scalar->text).second)
        report(Code::duplicate_id, each, fmt::format("The value '{}' is listed twice.", json::shown(scalar->text)),
               "Remove one of them: it counts only once.");
    return scalars(object, "values");
  }
  if (values && values->is(Kind::string)) {
    const text::Template text = read_template(*values, scope);
    if (const text::Expression* whole = text.whole()) return *whole;
    if (!text.parts.empty())
      report(Code::bad_value, *values, "'values' must be an array, or one placeholder that gives a list.",
             "Write, for example, [\"a\", \"b\"] or {{ user_input.languages }}.");
    return std::nullopt;
  }
  if (!parent) return std::nullopt;
  const auto found = names_.report_types.find(parent->string());
  if (found == names_.report_types.end()) {
    if (names_.are_report_types_known) {
      const auto ids = names_.report_types | std::views::keys;
      report_slip(Code::unknown_reference, *parent,
                  fmt::format("Unknown report type '{}'.", json::shown(parent->string())),
                  findings_.nearest(parent->string(), ids),
                  findings_.is_full() ? std::string() : fmt::format("The report types are: {}.", listed(ids)));
    }
    return std::nullopt;
  }
  if (!object.find("value"))
    report(Code::missing_part, object, "The partition does not say which value of the parent's rows to take.",
           "Add 'value', for example { \"source\": \"jsonPath\", \"value\": \"$.id\" }.");
  // The row of the parent, and the parent's own partitions.
  Scope row = scope.with(Knowledge::row | Knowledge::partition);
  row.row_names = row.answer_row_names = nullptr;
  row.partitions = &names_.partitions[found->second];
  row.used_partitions = nullptr;
  ParentRows rows{.report_type = found->second,
                  .value = find_source(object, "value", row).value_or(StaticText{}),
                  .kept = read_kept(object, row),
                  .where = {}};
  if (const auto where = find(object, "where", Kind::string)) rows.where = read_expression(*where, row);
  return rows;
}

std::vector<Partition> Reading::read_partitions(Object report_type, const Scope& scope) {
  std::vector<Partition> made;
  secret_partitions_.clear();
  const std::vector<Object> all = objects(report_type, "partitions");
  check_ids(all, "partition");
  for (const Object& each : all) {
    if (!spend(50)) break;
    Partition partition{.id = text_or(each, "id", ""),
                        .sources = {},
                        .unless = {},
                        .has_range_of_query = find_text(each, "dateRange") == "query",
                        .batch_size = find_integer(each, "batchSize")};
    const std::vector<Object> any_of = objects(each, "anyOf");
    const bool has_own = each.find("reportTypeId") || each.find("values");
    if (!has_own && !each.find("anyOf"))
      report(Code::missing_part, each, "The partition has no values.",
             "Add 'reportTypeId' and 'value', or 'values', or 'anyOf'.");
    if (has_own && each.find("anyOf"))
      report(Code::useless_part, *each.find("anyOf"), "The partition has values outside of 'anyOf'.",
             "Move all sources into 'anyOf'.");
    if (has_own)
      if (auto source = read_partition_source(each, scope)) partition.sources.push_back(*std::move(source));
    for (const Object& one : any_of) {
      if (!one.find("reportTypeId") && !one.find("values"))
        report(Code::missing_part, one, "This source has no values.", "Add 'reportTypeId' and 'value', or 'values'.");
      if (auto source = read_partition_source(one, scope)) partition.sources.push_back(*std::move(source));
    }
    if (const auto unless = find(each, "unless", Kind::string)) partition.unless = read_expression(*unless, scope);
    const bool has_parent = std::ranges::any_of(
        partition.sources, [](const PartitionSource& source) { return std::holds_alternative<ParentRows>(source); });
    if (const auto range = each.find("dateRange"); range && !has_parent && !partition.sources.empty())
      report(Code::useless_part, *range, "'dateRange' has no effect without a parent report type.", "Remove it.");
    gather_secrets(partition);
    made.push_back(std::move(partition));
  }
  return made;
}

void Reading::check_partition_use(Object report_type, const std::set<std::string, std::less<>>& used) {
  for (const Object& each : objects(report_type, "partitions"))
    if (const auto id = find(each, "id", Kind::string);
        id && !used.contains(id->string()) && report_type.find("request"))
      report(Code::unused_input, *id,
             fmt::format("No request uses the partition '{}', so each of its values fetches the same rows.",
                         json::shown(id->string())),
             fmt::format("Use it as {{{{ partition.{} }}}}, or remove it.", json::shown(id->string())));
}

// `partition.<id>`, a value that is kept from its parent, and `.partition.<id>` of the parent's own partitions.
void Reading::check_partition(const text::PathNode& path, Value at, const Scope& scope) {
  if (scope.partitions == nullptr || path.steps.empty()) return;
  std::vector<const PartitionNames*> known = {scope.partitions};  // of the report type, then of its parents
  if (scope.used_partitions != nullptr) scope.used_partitions->emplace(path.steps[0].name);
  for (std::size_t step = 0; !known.empty() && step < path.steps.size(); step += 2) {
    const std::string_view id = path.steps[step].name;
    std::vector<const PartitionName*> found;
    std::vector<std::string_view> ids;
    for (const PartitionNames* names : known) {
      if (const auto one = names->find(id); one != names->end()) found.push_back(&one->second);
      for (const std::string& each : *names | std::views::keys) ids.push_back(each);
    }
    if (found.empty()) {
      const auto near = findings_.nearest(id, ids);
      report(Code::unknown_reference, at,
             step == 0 ? fmt::format("Unknown partition '{}'.", json::shown(id))
                       : fmt::format("The parent of the partition '{}' has no partition '{}'.",
                                     json::shown(path.steps[step - 2].name), json::shown(id)),
             did_you_mean(near,
                          ids.empty() ? "It has no partitions." : fmt::format("The partitions are: {}.", listed(ids))));
      if (near) offer_part(at, fmt::format("partition.{}", id), fmt::format("partition.{}", *near));
      return;
    }
    if (step + 1 == path.steps.size()) return;
    const std::string_view member = path.steps[step + 1].name;
    if (member != "partition") return check_kept(*found[0], id, member, at);
    known.clear();
    for (const PartitionName* name : found)
      for (const std::string& parent : name->parents)
        if (const auto index = names_.report_types.find(parent); index != names_.report_types.end())
          known.push_back(&names_.partitions[index->second]);
  }
}

// A value that is an object has members of its own, so only a name that is nearly one of the kept ones is a mistake.
void Reading::check_kept(const PartitionName& partition, std::string_view id, std::string_view member, Value at) {
  std::set<std::string, std::less<>> kept;
  for (const std::string& path : partition.kept) kept.emplace(path.substr(0, path.find('.')));
  if (kept.contains(member)) return;
  const auto near = slip_of(member, kept);
  if (!near) return;
  report(Code::unknown_row_name, at,
         fmt::format("'partition.{0}.{1}': the partition '{0}' does not keep '{1}', but it keeps '{2}'.",
                     json::shown(id), json::shown(member), json::shown(*near)),
         did_you_mean(near));
  offer_part(at, fmt::format("{}.{}", id, member), fmt::format("{}.{}", id, *near));
}

void Reading::check_parent_circles(Object reporting, const std::vector<ReportType>& all) {
  std::vector<std::vector<std::size_t>> parents(all.size());
  for (std::size_t index = 0; index < all.size(); ++index)
    for (const Partition& partition : all[index].partitions)
      for (const PartitionSource& source : partition.sources)
        if (const auto* rows = std::get_if<ParentRows>(&source); rows && rows->report_type < all.size())
          parents[index].push_back(rows->report_type);
  const std::vector<Object> report_types = objects(reporting, "reportTypes");
  if (report_types.size() != all.size()) return;  // the budget has ended
  find_circles(parents, [&](const std::vector<std::size_t>& way, std::size_t at) {
    const Object& last = report_types[way.back()];
    report(Code::reference_circle, find(last, "partitions", Kind::array).value_or(last),
           fmt::format("The partitions form a circle: {}.",
                       way_in_words(way, at, [&](std::size_t index) { return all[index].id; })),
           "A report type cannot be its own parent. Remove one of the partitions.");
  });
}

// A parent without a date range has the same rows on all days.
void Reading::check_parent_ranges(Object reporting, const std::vector<ReportType>& all) {
  const std::vector<Object> report_types = objects(reporting, "reportTypes");
  for (std::size_t index = 0; index < std::min(all.size(), report_types.size()); ++index) {
    const std::vector<Object> partitions = objects(report_types[index], "partitions");
    for (std::size_t at = 0; at < std::min(partitions.size(), all[index].partitions.size()); ++at) {
      const Partition& partition = all[index].partitions[at];
      const auto is_fixed = [&](const PartitionSource& source) {
        const auto* const rows = std::get_if<ParentRows>(&source);
        return rows == nullptr || (rows->report_type < all.size() && !all[rows->report_type].shows_date_range);
      };
      const auto has_parent = [](const PartitionSource& source) { return std::holds_alternative<ParentRows>(source); };
      if (partition.has_range_of_query && std::ranges::all_of(partition.sources, is_fixed) &&
          std::ranges::any_of(partition.sources, has_parent))
        report(Code::useless_part, *partitions[at].find("dateRange"),
               "'dateRange' has no effect, because the parent has no date range.",
               "Remove it, or set 'showDateRange' of the parent to true.");
    }
  }
}

// ---- keys and increments --------------------------------------------------------------------------------------------

std::vector<std::size_t> Reading::read_key(Object report_type, ReportType& made) {
  std::vector<std::size_t> key;
  const auto list = find(report_type, "key", Kind::array);
  if (!list) return key;
  std::set<std::string_view> seen;
  bool has_date = false;
  for (const Value each : list->elements()) {
    if (!each.is(Kind::string) || !spend(5 + made.fields.size() / 16)) continue;
    const auto found = std::ranges::find(made.fields, each.string(), &Field::id);
    if (!seen.insert(each.string()).second) {
      report(Code::duplicate_id, each,
             fmt::format("The field '{}' occurs twice in the key.", json::shown(each.string())), "Remove one of them.");
    } else if (made.discovery) {
      made.discovery->key.emplace_back(each.string());
    } else if (found == made.fields.end()) {
      const auto ids =
          made.fields | std::views::transform([](const Field& field) { return std::string_view(field.id); });
      report(Code::unknown_reference, each, fmt::format("Unknown field '{}'.", json::shown(each.string())),
             did_you_mean(findings_.nearest(each.string(), ids),
                          findings_.is_full() ? std::string() : fmt::format("The fields are: {}.", listed(ids))));
    } else if (found->formula) {
      report(Code::bad_value, each,
             fmt::format("'{}' is a formula, which rows do not have.", json::shown(each.string())),
             "Name fields whose values identify a row.");
    } else {
      key.push_back(static_cast<std::size_t>(found - made.fields.begin()));
      has_date =
          has_date || found->data_type.kind == DataType::Kind::date || found->data_type.kind == DataType::Kind::time;
    }
  }
  const bool is_sliced = made.date_range.is_split();
  const bool has_metric = std::ranges::any_of(made.fields, [](const Field& field) { return field.is_metric; });
  if (is_sliced && has_metric && !has_date && key.size() == list->size() && made.shows_date_range)
    report(
        Code::bad_value, *list,
        "The date range is split, and rows of different days have the same key, so only the last of them would count.",
        "Add a date to the key.");
  return key;
}

std::optional<text::Duration> Reading::find_duration(Object object, std::string_view key) {
  const auto value = find(object, key, Kind::string);
  if (!value) return std::nullopt;
  const auto duration = text::parse_duration(value->string());
  if (!duration)
    report(Code::bad_value, *value, "This is not an ISO 8601 duration.",
           "Write, for example, P1D for a day, PT6H for six hours or P1M for a month.");
  else if (value->string().starts_with('-'))
    report(Code::bad_value, *value, "The duration must not be negative.", "Remove the sign.");
  return duration;
}

std::optional<Increments> Reading::read_increments(Object report_type, const Scope& scope, const Scope& row) {
  const auto object = find(report_type, "incremental", Kind::object);
  if (!object || !spend(50)) return std::nullopt;
  Increments made{.cursor = find_source(*object, "cursor", row).value_or(StaticText{}),
                  .formats = {},
                  .lookback = text::Duration{},
                  .granularity = find_duration(*object, "granularity"),
                  .order = choice_or(*object, "order", row_orders, RowOrder::none),
                  .is_filtered_here = find_text(*object, "filter") == "engine"};
  check_readable(made.cursor, *object, "cursor", "The cursor");
  if (const auto lookback = find(*object, "lookback", Kind::string); lookback && lookback->string().contains("{{"))
    made.lookback = read_template(*lookback, scope);
  else
    made.lookback = find_duration(*object, "lookback").value_or(text::Duration{});
  const auto read_format = [&](Value value) {
    if (const auto kind = base::find_value(cursor_kinds, value.string()))
      made.formats.push_back({*kind, {}});
    else
      made.formats.push_back({CursorKind::date, read_date_format(value)});
  };
  if (const auto format = object->find("format")) {
    if (format->is(Kind::string)) read_format(*format);
    for (const Value each : format->elements())
      if (each.is(Kind::string)) read_format(each);
  } else {
    made.formats.push_back({CursorKind::iso, {}});
  }
  if (made.granularity && made.granularity->months == 0 && made.granularity->days == 0 &&
      made.granularity->microseconds == 0 && !report_type.find("key"))
    report(Code::missing_part, *object->find("granularity"),
           "Slices share the moment between them, so its rows would count twice.",
           "Add 'key' to the report type, or write the smallest step, such as PT1S.");
  const auto config = find(report_type, "config", Kind::object);
  if (config && !boolean_or(*config, "showDateRange", true))
    report(Code::useless_part, *object, "'incremental' has no effect, because queries have no date range.",
           "Set 'showDateRange' to true, or remove 'incremental'.");
  return made;
}

// ---- row steps ------------------------------------------------------------------------------------------------------

std::optional<text::Expression> Reading::find_expression(Object object, std::string_view key, const Scope& scope) {
  const auto value = find(object, key, Kind::string);
  return value ? read_expression(*value, scope) : std::nullopt;
}

RowStep Reading::read_row_step(Object object, const Scope& scope) {
  namespace step = row_step;
  const std::string_view type = find_text(object, "type").value_or("");
  const auto condition = [&] { return find_expression(object, "if", scope); };
  const auto path = [&](std::string_view key) {
    const auto value = find(object, key, Kind::string);
    return value ? read_member_path(*value) : MemberPath{};
  };
  if (type == "where") return step::Where{condition().value_or(text::Expression())};
  if (type == "set") {
    step::Set set{path("name"), text::Expression(), condition()};
    const auto value = object.find("value");
    if (value && value->is(Kind::string)) {
      set.value = read_expression(*value, scope).value_or(text::Expression());
      check_readable(ExpressionValue{std::get<text::Expression>(set.value)}, object, "value", "The row");
    } else if (auto scalar = find_scalar(object, "value")) {
      set.value = *std::move(scalar);
    }
    return set;
  }
  if (type == "remove") return step::Remove{read_member_paths(object, "names"), condition()};
  if (type == "rename") {
    step::Rename rename;
    std::set<std::string_view> targets;
    if (const auto names = find(object, "names", Kind::object); names && spend(5 * names->size()))
      for (const json::Member member : names->members()) {
        if (!member.value.is(Kind::string)) continue;
        if (!targets.insert(member.value.string()).second)
          report(Code::duplicate_id, member.value,
                 fmt::format("Two members would be renamed to '{}'.", json::shown(member.value.string())),
                 "Give each a unique name.");
        rename.names.emplace_back(read_member_path(member.key), read_member_path(member.value));
      }
    return rename;
  }
  if (type == "expand") {
    step::Expand expand{.path = path("path"),
                        .parent = step::Expand::Parent::drop,
                        .parent_name = {},
                        .copied = read_member_paths(object, "copy"),
                        .keeps_empty = find_text(object, "empty") == "keep"};
    const std::string_view parent = find_text(object, "parent").value_or("drop");
    if (parent == "merge") {
      expand.parent = step::Expand::Parent::merge;
      if (!expand.copied.empty())
        report(Code::useless_part, *object.find("copy"), "'merge' copies all members.",
               "Remove 'copy', or set 'parent' to drop.");
    } else if (parent != "drop") {
      expand.parent = step::Expand::Parent::nest;
      expand.parent_name = parent;
    }
    return expand;
  }
  if (type == "flatten")
    return step::Flatten{path("path"), text_or(object, "separator", "_"), boolean_or(object, "lists", false)};
  if (type == "keys_to_snake_case") return step::NamesToSnakeCase{};
  if (type == "keys_replace") return step::ReplaceInNames{text_or(object, "from", ""), text_or(object, "to", "")};
  return step::NamesToLower{};
}

std::vector<RowStep> Reading::read_row_steps(Object response, const Scope& outer) {
  std::vector<RowStep> steps;
  Scope scope = outer.with(Knowledge::row | Knowledge::answer);
  scope.row_names = nullptr;  // the steps can add names
  if (auto where = find_expression(response, "where", scope)) steps.emplace_back(row_step::Where{*std::move(where)});
  for (const Object& each : objects(response, "rowSteps"))
    if (spend(30)) steps.push_back(read_row_step(each, scope));
  return steps;
}

}  // namespace connectory::language
