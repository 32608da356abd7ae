#pragma once

// The adapters that reshape a response into rows, each with its own parameters.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "json/path.h"
#include "language/model_value.h"

namespace connectory::language {

// The path of an adapter: a JSONPath, or the plain name of a member.
struct AdapterPath {
  std::variant<json::Path, std::string> path;
};

struct FlattenValues {
  AdapterPath data, values;
  std::string separator = "_";
};
struct AppendKey {
  AdapterPath data;
  std::string key_name;
  bool holds_arrays = false;
  bool are_others_skipped = false;
};
struct TimeSeries {
  AdapterPath data, values, start;
  std::optional<AdapterPath> end;
  ValueSource granularity;
  std::optional<AdapterPath> destination;
  std::string key_name;
};
struct MatchValuesByKeys {
  AdapterPath keys, values, destination;
  std::string key_name;
};
struct CombineKeysWithValues {
  AdapterPath keys, values, destination;
  bool is_merged = false;  // combine_keys_with_nested_values
};
struct ExtractFieldsByPath {
  AdapterPath data, value;
  std::optional<AdapterPath> source, key, field;
  std::string suffix;
};
struct ConcatValueToKeys {
  AdapterPath data, value;
  std::vector<std::string> keys;
  bool is_prepended = false;
  bool are_originals_kept = false;
};
struct UnionNestedArrays {
  AdapterPath data;
  std::vector<std::string> keys;
  std::string key_name;
};
struct AggregateValues {
  AdapterPath data, values;
  std::vector<std::string> fields;
};
struct SplitToRows {
  AdapterPath data;
  std::string separator = ",";
  std::string key_name;
};
struct MergeByKey {
  AdapterPath data, reference, source;
  std::vector<std::string> keys;
  std::string key_name;
};
struct FlattenTree {
  AdapterPath data, children;
  std::optional<AdapterPath> label;
  std::optional<std::string> key_name;
  bool are_only_leaves_kept = false;
};
using Adapter =
    std::variant<FlattenValues, AppendKey, TimeSeries, MatchValuesByKeys, CombineKeysWithValues, ExtractFieldsByPath,
                 ConcatValueToKeys, UnionNestedArrays, AggregateValues, SplitToRows, MergeByKey, FlattenTree>;

}  // namespace connectory::language
