#pragma once

// Partitions and increments of report types, and the steps that change rows.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "language/model_value.h"
#include "text/date_format.h"
#include "text/expression.h"
#include "text/moment.h"
#include "text/template.h"

namespace connectory::language {

// `owner.login`, `items.*.id`: members of members. An empty step is any member (`*`).
struct MemberPath {
  std::vector<std::string> steps;
};

struct KeptValue {
  std::string name;
  std::variant<MemberPath, ValueSource> value;
};
// The rows of a report type.
struct ParentRows {
  std::size_t report_type;  // index in Configuration::report_types
  ValueSource value;
  std::vector<KeptValue> kept;
  std::optional<text::Expression> where;
};
using PartitionSource = std::variant<ParentRows, std::vector<Scalar>, text::Expression>;

struct Partition {
  std::string id;
  std::vector<PartitionSource> sources;  // read one after the other
  std::optional<text::Expression> unless;
  bool has_range_of_query = false;  // its parents are read for the days of the query
  std::optional<std::int64_t> batch_size;
};

struct CursorFormat {
  enum class Kind : std::uint8_t {
    iso,
    unix_seconds,
    unix_milliseconds,
    unix_microseconds,
    number,
    date
  } kind = Kind::iso;
  text::DateFormat date;  // of a date
};
struct Increments {
  ValueSource cursor;
  std::vector<CursorFormat> formats;  // the first one that can read a value is used
  std::variant<text::Duration, text::Template> lookback;
  std::optional<text::Duration> granularity;
  enum class Order : std::uint8_t { ascending, descending, none } order = Order::none;
  bool is_filtered_here = false;  // the API returns rows outside of the range too
};

namespace row_step {
struct Where {
  text::Expression condition;
};
struct Set {
  MemberPath name;
  std::variant<text::Expression, Scalar> value;
  std::optional<text::Expression> condition;
};
struct Remove {
  std::vector<MemberPath> names;
  std::optional<text::Expression> condition;
};
struct Rename {
  std::vector<std::pair<MemberPath, MemberPath>> names;  // old, new
};
struct Expand {
  MemberPath path;
  enum class Parent : std::uint8_t { drop, merge, nest } parent = Parent::drop;
  std::string parent_name;  // of nest
  std::vector<MemberPath> copied;
  bool keeps_empty = false;
};
struct Flatten {
  MemberPath path;  // no steps: the whole row
  std::string separator = "_";
  bool has_lists = false;
};
struct NamesToLower {};
struct NamesToSnakeCase {};
struct ReplaceInNames {
  std::string from, to;
};
}  // namespace row_step

using RowStep =
    std::variant<row_step::Where, row_step::Set, row_step::Remove, row_step::Rename, row_step::Expand,
                 row_step::Flatten, row_step::NamesToLower, row_step::NamesToSnakeCase, row_step::ReplaceInNames>;

}  // namespace connectory::language
