#include "engine/adapters.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "engine/conversion.h"
#include "text/decimal.h"
#include "text/moment.h"

namespace connectory::engine {
namespace {

using language::AdapterPath;

std::unexpected<TreeError> wrong_kind(std::string_view key, const Value& found, std::string_view expected) {
  return std::unexpected(
      TreeError{fmt::format("'{}' selects {}, but it must be {}", key, kind_in_words(found), expected)});
}

std::string key_text(const Value& value) {
  std::string text;
  text::append_text(text, value, base::limits::expression_result_bytes_max);
  return text;
}

// What `dataPath` selects. An array counts as its elements; null and missing values are not selected.
TreeResult<std::vector<Located>> targets(const AdapterPath& path, const Value& response) {
  TRY(std::vector<Located> selected, select(path, response));
  std::vector<Located> found;
  found.reserve(selected.size());
  for (Located& each : selected) {
    if (!each.value.is(Value::Kind::list)) {
      if (!each.value.is_none()) found.push_back(std::move(each));
      continue;
    }
    std::size_t index = 0;
    for (const Value element : each.value.elements()) {
      if (!element.is_none()) {
        found.push_back({element, each.steps});
        found.back().steps.emplace_back(index);
      }
      ++index;
    }
  }
  return found;
}

// The objects among them; anything else is an error.
TreeResult<std::vector<Located>> target_objects(const AdapterPath& path, const Value& response) {
  TRY(std::vector<Located> found, targets(path, response));
  for (const Located& each : found)
    if (!each.value.is(Value::Kind::object))
      return wrong_kind("dataPath", each.value, "an object, or an array of objects");
  return found;
}

// The path of a nested array. It may name the array, or its elements with `.*`.
struct ArrayPath {
  explicit ArrayPath(const AdapterPath& written) : array(written) {
    const auto* const path = std::get_if<json::Path>(&written.path);
    for (const std::string_view end : {".*", "[*]"})
      if (path != nullptr && path->text().ends_with(end))
        if (auto parent = json::Path::parse(path->text().substr(0, path->text().size() - end.size()))) {
          array.path = *std::move(parent);
          names_elements = true;
        }
  }

  AdapterPath array;
  bool names_elements = false;
};

// The elements of an array in an object, and where it is. Without an array, there are neither.
struct Nested {
  std::vector<Value> elements;
  std::vector<std::vector<Step>> places;
};
TreeResult<Nested> nested_array(const ArrayPath& path, const Value& object) {
  TRY(const std::vector<Located> selected, select(path.array, object));
  Nested nested;
  for (const Located& each : selected) {
    if (each.value.is(Value::Kind::list))
      nested.elements.insert(nested.elements.end(), each.value.elements().begin(), each.value.elements().end());
    else if (each.value.is(Value::Kind::object) && path.names_elements)
      for (const Entry member : each.value.members()) nested.elements.push_back(member.value);
    else if (path.names_elements)
      continue;
    else if (!each.value.is_none())
      return wrong_kind("valuesPath", each.value, "an array");
    nested.places.push_back(each.steps);
  }
  return nested;
}

TreeResult<Value> without(const Value& object, const Nested& nested, Arena& arena) {
  Edits edits;
  for (const std::vector<Step>& place : nested.places) edits.remove(place);
  return edits.apply(object, arena);
}

class Adaptation {
 public:
  Adaptation(const Value& response, ReadSource read, Arena& arena) : response_(response), read_(read), arena_(arena) {}

  TreeResult<Value> operator()(const language::FlattenValues& adapter) {
    TRY(const std::vector<Located> objects, target_objects(adapter.data, response_));
    const std::string_view prefix = last_name(adapter.values);
    const ArrayPath values(adapter.values);
    Edits edits;
    for (const Located& each : objects) {
      TRY(const Nested nested, nested_array(values, each.value));
      TRY(const Value parent, without(each.value, nested, arena_));
      std::vector<Value> rows;
      for (const Value& element : nested.elements) {
        ObjectBuilder row;
        row.add_all(parent);
        if (element.is(Value::Kind::object))
          for (const Entry member : element.members())
            row.set(arena_.keep(fmt::format("{}{}{}", prefix, adapter.separator, member.name)), member.value);
        else
          row.set(prefix, element);
        rows.push_back(row.finish(arena_));
      }
      if (rows.empty()) rows.push_back(parent);
      edits.replace_with_rows(each.steps, std::move(rows));
      TRY_DO(check_size(arena_));
    }
    return edits.apply(response_, arena_);
  }

  TreeResult<Value> operator()(const language::AppendKey& adapter) {
    TRY(const std::vector<Located> objects, select(adapter.data, response_));
    Edits edits;
    for (const Located& each : objects) {
      if (each.value.is_none()) continue;
      if (!each.value.is(Value::Kind::object)) return wrong_kind("dataPath", each.value, "an object");
      std::vector<Value> rows;
      for (const Entry member : each.value.members()) TRY_DO(append_key(adapter, member, rows));
      edits.replace(each.steps, list_of(rows, arena_));
    }
    return edits.apply(response_, arena_);
  }

  TreeResult<Value> operator()(const language::TimeSeries& adapter);
  TreeResult<Value> operator()(const language::MatchValuesByKeys& adapter);
  TreeResult<Value> operator()(const language::CombineKeysWithValues& adapter);
  TreeResult<Value> operator()(const language::ExtractFieldsByPath& adapter);
  TreeResult<Value> operator()(const language::ConcatValueToKeys& adapter);
  TreeResult<Value> operator()(const language::UnionNestedArrays& adapter);
  TreeResult<Value> operator()(const language::AggregateValues& adapter);
  TreeResult<Value> operator()(const language::SplitToRows& adapter);
  TreeResult<Value> operator()(const language::MergeByKey& adapter);
  TreeResult<Value> operator()(const language::FlattenTree& adapter);

 private:
  TreeResult<void> append_key(const language::AppendKey& adapter, const Entry& member, std::vector<Value>& rows);
  // The values at a path, each element of an array that it names.
  TreeResult<std::vector<Value>> listed(const AdapterPath& path, const Value& from) {
    TRY(const std::vector<Located> selected, select(path, from));
    std::vector<Value> values;
    const bool is_one = selected.size() == 1 && selected[0].value.is(Value::Kind::list);
    const auto* const json_path = std::get_if<json::Path>(&path.path);
    if (is_one && (json_path == nullptr || json_path->is_singular())) {
      values.assign(selected[0].value.elements().begin(), selected[0].value.elements().end());
    } else {
      for (const Located& each : selected) values.push_back(each.value);
    }
    return values;
  }
  TreeResult<std::optional<text::Moment>> moment_at(const AdapterPath& path, std::string_view key, const Value& object);

  const Value& response_;
  ReadSource read_;
  Arena& arena_;
};

TreeResult<void> Adaptation::append_key(const language::AppendKey& adapter, const Entry& member,
                                        std::vector<Value>& rows) {
  const Value& content = member.value;
  if (content.is_empty() && !content.is(Value::Kind::text)) return {};
  const auto add = [&](const Value& object) {
    ObjectBuilder row;
    row.add_all(object);
    row.set(adapter.key_name, Value::text(member.name));
    rows.push_back(row.finish(arena_));
  };
  if (!adapter.holds_arrays) {
    if (!content.is(Value::Kind::object)) return wrong_kind("dataPath", content, "an object under each key");
    add(content);
    return {};
  }
  if (content.is(Value::Kind::list)) {
    for (const Value element : content.elements()) {
      if (element.is_none()) continue;
      if (!element.is(Value::Kind::object))
        return wrong_kind("dataPath", element, "an array of objects under each key");
      add(element);
    }
    return {};
  }
  if (adapter.are_others_skipped) return {};
  if (!content.is(Value::Kind::object)) return wrong_kind("dataPath", content, "an array of objects under each key");
  add(content);
  return {};
}

// ---- time_series ----------------------------------------------------------------------------------------------------

TreeResult<std::optional<text::Moment>> Adaptation::moment_at(const AdapterPath& path, std::string_view key,
                                                              const Value& object) {
  TRY(Value found, select_first(path, object));
  if (found.is_none()) {
    TRY(found, select_first(path, response_));
  }
  if (found.is_none()) return std::optional<text::Moment>();
  const auto moment = found.is(Value::Kind::text) ? text::parse_moment(found.text()) : std::nullopt;
  if (!moment) return wrong_kind(key, found, "a date or a time in ISO 8601");
  return moment;
}

TreeResult<Value> Adaptation::operator()(const language::TimeSeries& adapter) {
  TRY(const std::vector<Located> objects, target_objects(adapter.data, response_));
  TRY(const std::string every, read_(adapter.granularity));
  struct Granularity {
    std::string_view name, duration;
  };
  constexpr Granularity granularities[] = {{"HOUR", "PT1H"}, {"DAY", "P1D"}, {"WEEK", "P7D"}, {"MONTH", "P1M"}};
  const auto* const granularity =
      std::ranges::find(granularities, every.empty() ? std::string_view("DAY") : every, &Granularity::name);
  if (granularity == std::end(granularities))
    return std::unexpected(TreeError{fmt::format("'granularity' is none of HOUR, DAY, WEEK and MONTH")});
  const bool has_times = granularity->name == "HOUR";
  const text::Duration unit = *text::parse_duration(granularity->duration);

  Edits edits;
  std::vector<Value> all;
  for (const Located& each : objects) {
    TRY(const auto start, moment_at(adapter.start, "startTimePath", each.value));
    if (!start) return std::unexpected(TreeError{"'startTimePath' selects nothing"});
    std::optional<text::Moment> end;
    if (adapter.end) {
      TRY(end, moment_at(*adapter.end, "endTimePath", each.value));
    }
    TRY(const std::vector<Located> values, select(adapter.values, each.value));
    Edits removal;
    if (!values.empty()) removal.remove(values[0].steps);
    TRY(const Value parent, removal.apply(each.value, arena_));
    std::vector<Entry> arrays;
    std::size_t longest = 0;
    if (!values.empty() && !values[0].value.is_none()) {
      if (!values[0].value.is(Value::Kind::object))
        return wrong_kind("valuesPath", values[0].value, "an object of arrays");
      for (const Entry member : values[0].value.members()) {
        if (!member.value.is(Value::Kind::list) && !member.value.is_none())
          return wrong_kind("valuesPath", member.value, "an array in each member");
        arrays.push_back(member);
        longest = std::max(longest, member.value.size());
      }
    }
    text::Moment at = has_times ? *start : text::day_of(*start);
    // Elements in order: element(index) of a document's array would count from its beginning each time.
    std::vector<text::Elements::Iterator> next;
    for (const Entry& array : arrays) next.push_back(array.value.elements().begin());
    std::vector<Value> rows;
    for (std::size_t index = 0; index < longest; ++index) {
      if (end && (has_times && !end->is_day ? at > *end : text::day_of(at) > text::day_of(*end))) break;
      ObjectBuilder row;
      row.add_all(parent);
      row.set(adapter.key_name, Value::text(arena_.keep(text::to_text(at))));
      for (std::size_t which = 0; which < arrays.size(); ++which) {
        const bool has_it = index < arrays[which].value.size();
        row.set(arrays[which].name, has_it ? *next[which]++ : Value::none());
      }
      rows.push_back(row.finish(arena_));
      const auto later = text::add(at, unit);
      if (!later) break;
      at = *later;
    }
    TRY_DO(check_size(arena_));
    if (adapter.destination)
      all.insert(all.end(), rows.begin(), rows.end());
    else
      edits.replace_with_rows(each.steps, std::move(rows));
  }
  if (adapter.destination) return written(response_, *adapter.destination, list_of(all, arena_), arena_);
  return edits.apply(response_, arena_);
}

// ---- keys and values ------------------------------------------------------------------------------------------------

TreeResult<Value> Adaptation::operator()(const language::MatchValuesByKeys& adapter) {
  TRY(const std::vector<Value> keys, listed(adapter.keys, response_));
  TRY(const Value objects, select_first(adapter.values, response_));
  if (!objects.is_none() && !objects.is(Value::Kind::object))
    return wrong_kind("valuesPath", objects, "an object of objects");
  std::vector<Value> rows;
  std::vector<std::map<std::string_view, Value>> by_key;
  for (const Entry member : objects.members()) {
    if (!member.value.is_none() && !member.value.is(Value::Kind::object))
      return wrong_kind("valuesPath", member.value, "an object in each member");
    auto& values = by_key.emplace_back();
    for (const Entry each : member.value.members()) values.emplace(each.name, each.value);
  }
  for (const Value& key : keys) {
    const std::string_view text = arena_.keep(key_text(key));
    ObjectBuilder row;
    row.add(adapter.key_name, key);
    std::size_t which = 0;
    for (const Entry member : objects.members()) {
      const auto found = by_key[which].find(text);
      row.set(member.name, found == by_key[which].end() ? Value::none() : found->second);
      ++which;
    }
    rows.push_back(row.finish(arena_));
    TRY_DO(check_size(arena_));
  }
  return written(response_, adapter.destination, list_of(rows, arena_), arena_);
}

TreeResult<Value> Adaptation::operator()(const language::CombineKeysWithValues& adapter) {
  TRY(const std::vector<Value> keys, listed(adapter.keys, response_));
  std::vector<std::string_view> names;
  for (const Value& key : keys) {
    if (key.is(Value::Kind::object) || key.is(Value::Kind::list)) return wrong_kind("keysPath", key, "a text");
    names.push_back(arena_.keep(key_text(key)));
  }
  TRY(const std::vector<Located> arrays, select(adapter.values, response_));
  const auto add_to = [&](ObjectBuilder& row, const Value& array) {
    auto value = array.elements().begin();
    const auto end = array.elements().end();
    for (const std::string_view name : names) row.set(name, value == end ? Value::none() : *value++);
  };
  for (const Located& each : arrays)
    if (!each.value.is(Value::Kind::list) && !each.value.is_none())
      return wrong_kind("valuesPath", each.value, "an array of values");
  // A path such as $.rows names one array of arrays.
  std::vector<Located> lists = arrays;
  if (lists.size() == 1 && lists[0].value.size() > 0 && lists[0].value.element(0).is(Value::Kind::list)) {
    const Located outer = lists[0];
    lists.clear();
    std::size_t index = 0;
    for (const Value element : outer.value.elements()) {
      if (!element.is(Value::Kind::list)) return wrong_kind("valuesPath", element, "an array of values");
      lists.push_back({element, outer.steps});
      lists.back().steps.emplace_back(index++);
    }
  }
  if (!adapter.is_merged) {
    std::vector<Value> rows;
    for (const Located& each : lists) {
      ObjectBuilder row;
      add_to(row, each.value);
      rows.push_back(row.finish(arena_));
      TRY_DO(check_size(arena_));
    }
    return written(response_, adapter.destination, list_of(rows, arena_), arena_);
  }
  // The rows at the destination get the values in the same order, and the arrays are removed.
  Edits removal;
  for (const Located& each : lists) removal.remove(each.steps);
  TRY(const Value rest, removal.apply(response_, arena_));
  TRY(const std::vector<Value> parents, listed(adapter.destination, rest));
  if (parents.size() != lists.size())
    return std::unexpected(TreeError{fmt::format("'dataDestinationPath' selects {} rows, but 'valuesPath' {} arrays",
                                                 parents.size(), lists.size())});
  std::vector<Value> rows;
  for (std::size_t index = 0; index < lists.size(); ++index) {
    ObjectBuilder row;
    row.add_all(parents[index]);
    add_to(row, lists[index].value);
    rows.push_back(row.finish(arena_));
    TRY_DO(check_size(arena_));
  }
  return written(rest, adapter.destination, list_of(rows, arena_), arena_);
}

TreeResult<Value> Adaptation::operator()(const language::ExtractFieldsByPath& adapter) {
  TRY(const std::vector<Located> rows, target_objects(adapter.data, response_));
  const auto additions_of = [&](const Value& source) -> TreeResult<std::optional<Entry>> {
    std::string name;
    if (adapter.key) {
      TRY(const Value key, select_first(*adapter.key, source));
      if (key.is_none()) return std::optional<Entry>();
      name = key_text(key);
    } else {
      name = last_name(adapter.field ? *adapter.field : adapter.value);
    }
    if (name.empty()) return std::optional<Entry>();
    TRY(const Value value, select_first(adapter.value, source));
    return std::optional(Entry{arena_.keep(name + adapter.suffix), value.is_none() ? Value::none() : value});
  };
  std::vector<Entry> common;
  if (adapter.source) {
    TRY(const std::vector<Value> sources, listed(*adapter.source, response_));
    for (const Value& source : sources) {
      TRY(const auto addition, additions_of(source));
      if (addition) common.push_back(*addition);
    }
  }
  Edits edits;
  for (const Located& each : rows) {
    if (adapter.field) {
      TRY(const Value member, select_first(*adapter.field, each.value));
      if (member.is(Value::Kind::missing)) continue;
    }
    ObjectBuilder row;
    row.add_all(each.value);
    if (adapter.source) {
      for (const Entry& entry : common) row.set(entry.name, entry.value);
    } else {
      TRY(const auto addition, additions_of(each.value));
      if (addition) row.set(addition->name, addition->value);
    }
    edits.replace(each.steps, row.finish(arena_));
    TRY_DO(check_size(arena_));
  }
  return edits.apply(response_, arena_);
}

TreeResult<Value> Adaptation::operator()(const language::ConcatValueToKeys& adapter) {
  TRY(const std::vector<Located> rows, target_objects(adapter.data, response_));
  Edits edits;
  for (const Located& each : rows) {
    TRY(const Value value, select_first(adapter.value, each.value));
    if (value.is(Value::Kind::object) || value.is(Value::Kind::list)) return wrong_kind("valuePath", value, "a text");
    if (value.is_empty()) continue;
    const std::string text = key_text(value);
    const auto renamed = [&](std::string_view key) {
      return arena_.keep(adapter.is_prepended ? fmt::format("{}_{}", text, key) : fmt::format("{}_{}", key, text));
    };
    ObjectBuilder row;
    std::vector<Entry> later;
    for (const Entry member : each.value.members()) {
      const bool is_meant = std::ranges::find(adapter.keys, member.name) != adapter.keys.end();
      if (is_meant && adapter.are_originals_kept) later.push_back({renamed(member.name), member.value});
      if (is_meant && !adapter.are_originals_kept)
        row.set(renamed(member.name), member.value);
      else
        row.set(member.name, member.value);
    }
    for (const Entry& entry : later) row.set(entry.name, entry.value);
    edits.replace(each.steps, row.finish(arena_));
    TRY_DO(check_size(arena_));
  }
  return edits.apply(response_, arena_);
}

// ---- nested arrays --------------------------------------------------------------------------------------------------

TreeResult<Value> Adaptation::operator()(const language::UnionNestedArrays& adapter) {
  TRY(const std::vector<Located> objects, target_objects(adapter.data, response_));
  Edits edits;
  for (const Located& each : objects) {
    ObjectBuilder others;
    for (const Entry member : each.value.members())
      if (std::ranges::find(adapter.keys, member.name) == adapter.keys.end()) others.add(member.name, member.value);
    const Value parent = others.finish(arena_);
    std::vector<Value> rows;
    for (const std::string& key : adapter.keys) {
      const Value array = each.value.find(key);
      if (array.is_none()) continue;
      if (!array.is(Value::Kind::list)) return wrong_kind("keys", array, "an array under each key");
      for (const Value element : array.elements()) {
        if (element.is_none()) continue;
        if (!element.is(Value::Kind::object)) return wrong_kind("keys", element, "an array of objects under each key");
        ObjectBuilder row;
        row.add_all(parent);
        for (const Entry member : element.members()) row.set(member.name, member.value);
        row.set(adapter.key_name, Value::text(key));
        rows.push_back(row.finish(arena_));
      }
    }
    if (rows.empty()) rows.push_back(parent);
    edits.replace_with_rows(each.steps, std::move(rows));
    TRY_DO(check_size(arena_));
  }
  return edits.apply(response_, arena_);
}

TreeResult<Value> Adaptation::operator()(const language::AggregateValues& adapter) {
  TRY(const std::vector<Located> objects, target_objects(adapter.data, response_));
  const ArrayPath values(adapter.values);
  Edits edits;
  for (const Located& each : objects) {
    TRY(const Nested nested, nested_array(values, each.value));
    ObjectBuilder sums;
    for (const std::string& field : adapter.fields) {
      std::optional<text::Decimal> sum;
      for (const Value& element : nested.elements) {
        if (!element.is(Value::Kind::object)) return wrong_kind("valuesPath", element, "an array of objects");
        const Value value = element.find(field);
        if (value.is(Value::Kind::missing)) continue;
        if (!sum) sum = text::Decimal();
        if (value.is_none()) continue;
        const auto number = value.is(Value::Kind::text) ? text::Decimal::parse(value.text()) : value.decimal();
        if (!number) return wrong_kind("fields", value, "a number, or a text that is one");
        sum = add(*sum, *number);
        if (!sum) return std::unexpected(TreeError{fmt::format("the sum of '{}' is too large", field)});
      }
      if (sum) sums.add(field, value_of(*sum, arena_));
    }
    if (nested.places.empty()) continue;
    std::vector<Step> at = each.steps;
    at.insert(at.end(), nested.places[0].begin(), nested.places[0].end());
    edits.replace(at, sums.finish(arena_));
    TRY_DO(check_size(arena_));
  }
  return edits.apply(response_, arena_);
}

TreeResult<Value> Adaptation::operator()(const language::SplitToRows& adapter) {
  TRY(const std::vector<Located> texts, targets(adapter.data, response_));
  Edits edits;
  for (const Located& each : texts) {
    if (!each.value.is(Value::Kind::text)) return wrong_kind("dataPath", each.value, "a text");
    std::vector<Value> rows;
    std::string_view rest = each.value.text();
    while (!rest.empty()) {
      const std::size_t end = rest.find(adapter.separator);
      ObjectBuilder row;
      row.add(adapter.key_name, Value::text(rest.substr(0, end)));
      rows.push_back(row.finish(arena_));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + adapter.separator.size());
      if (rest.empty()) {  // a separator at the end is followed by an empty part
        ObjectBuilder last;
        last.add(adapter.key_name, Value::text(""));
        rows.push_back(last.finish(arena_));
      }
    }
    edits.replace(each.steps, list_of(rows, arena_));
    TRY_DO(check_size(arena_));
  }
  return edits.apply(response_, arena_);
}

// ---- merge_by_key and flatten_tree ----------------------------------------------------------------------------------

TreeResult<Value> Adaptation::operator()(const language::MergeByKey& adapter) {
  TRY(const std::vector<Located> rows, target_objects(adapter.data, response_));
  TRY(const std::vector<Value> sources, listed(adapter.source, response_));
  // The lengths keep keys apart: ("a", "bc") and ("ab", "c").
  const auto key_of = [&](const Value& value) {
    std::string key;
    for (const std::string& name : adapter.keys) {
      const std::string part = key_text(value.is(Value::Kind::object) ? value.find(name) : value);
      key += fmt::format("{}:{}", part.size(), part);
    }
    return key;
  };
  std::map<std::string, Value> by_key;
  for (const Value& source : sources)
    if (source.is(Value::Kind::object)) by_key.emplace(key_of(source), source);
  const auto found = [&](const Value& reference) {
    const auto at = reference.is_none() ? by_key.end() : by_key.find(key_of(reference));
    return at == by_key.end() ? Value::none() : at->second;
  };
  Edits edits;
  for (const Located& each : rows) {
    TRY(const Value reference, select_first(adapter.reference, each.value));
    if (reference.is(Value::Kind::missing)) continue;
    if (!reference.is(Value::Kind::object) && !reference.is(Value::Kind::list) && !reference.is_none() &&
        adapter.keys.size() != 1)
      return wrong_kind("referencePath", reference, "an object with the members in 'keys'");
    ObjectBuilder row;
    row.add_all(each.value);
    if (reference.is(Value::Kind::list)) {
      std::vector<Value> merged;
      for (const Value element : reference.elements()) merged.push_back(found(element));
      row.set(adapter.key_name, list_of(merged, arena_));
    } else {
      row.set(adapter.key_name, found(reference));
    }
    edits.replace(each.steps, row.finish(arena_));
    TRY_DO(check_size(arena_));
  }
  return edits.apply(response_, arena_);
}

TreeResult<Value> Adaptation::operator()(const language::FlattenTree& adapter) {
  TRY(const std::vector<Located> lists, select(adapter.data, response_));
  const ArrayPath children_path(adapter.children);
  Edits edits;
  for (const Located& each : lists) {
    if (each.value.is_none()) continue;
    if (!each.value.is(Value::Kind::list)) return wrong_kind("dataPath", each.value, "an array of nodes");
    std::vector<Value> rows;
    std::vector<Value> names;
    const auto visit = [&](const auto& self, const Value& node, std::size_t depth) -> TreeResult<void> {
      if (node.is_none()) return {};
      if (!node.is(Value::Kind::object)) return wrong_kind("childrenPath", node, "an array of objects");
      if (depth > base::limits::tree_depth_max)
        return std::unexpected(
            TreeError{fmt::format("the tree has more than {} levels", base::limits::tree_depth_max)});
      TRY(const Nested children, nested_array(children_path, node));
      if (adapter.label) {
        TRY(const Value name, select_first(*adapter.label, node));
        names.push_back(name.is_none() ? Value::none() : name);
      }
      if (children.elements.empty() || !adapter.are_only_leaves_kept) {
        TRY(const Value bare, without(node, children, arena_));
        ObjectBuilder row;
        row.add_all(bare);
        if (adapter.key_name) row.set(*adapter.key_name, list_of(names, arena_));
        rows.push_back(row.finish(arena_));
        TRY_DO(check_size(arena_));
      }
      for (const Value& child : children.elements) TRY_DO(self(self, child, depth + 1));
      if (adapter.label) names.pop_back();
      return {};
    };
    for (const Value node : each.value.elements()) TRY_DO(visit(visit, node, 1));
    edits.replace(each.steps, list_of(rows, arena_));
  }
  return edits.apply(response_, arena_);
}

}  // namespace

std::string_view name_of(const language::Adapter& adapter) {
  struct Names {
    std::string_view operator()(const language::FlattenValues&) const { return "flatten_values"; }
    std::string_view operator()(const language::AppendKey&) const { return "append_key"; }
    std::string_view operator()(const language::TimeSeries&) const { return "time_series"; }
    std::string_view operator()(const language::MatchValuesByKeys&) const { return "match_values_by_keys"; }
    std::string_view operator()(const language::CombineKeysWithValues& adapter) const {
      return adapter.is_merged ? "combine_keys_with_nested_values" : "combine_keys_with_values";
    }
    std::string_view operator()(const language::ExtractFieldsByPath&) const { return "extract_fields_by_path"; }
    std::string_view operator()(const language::ConcatValueToKeys&) const { return "concat_value_to_keys"; }
    std::string_view operator()(const language::UnionNestedArrays&) const { return "union_nested_arrays_with_key"; }
    std::string_view operator()(const language::AggregateValues&) const { return "aggregate_values"; }
    std::string_view operator()(const language::SplitToRows&) const { return "split_to_rows"; }
    std::string_view operator()(const language::MergeByKey&) const { return "merge_by_key"; }
    std::string_view operator()(const language::FlattenTree&) const { return "flatten_tree"; }
  };
  return std::visit(Names{}, adapter);
}

TreeResult<Value> adapt(const language::Adapter& adapter, const Value& response, ReadSource read, Arena& arena) {
  Adaptation adaptation(response, read, arena);
  auto made = std::visit(adaptation, adapter);
  if (!made) return std::unexpected(TreeError{fmt::format("{}: {}", name_of(adapter), made.error().sentence)});
  return made;
}

}  // namespace connectory::engine
