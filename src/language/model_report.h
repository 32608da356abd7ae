#pragma once

// Report types: their fields, settings, date range and relations.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "language/data_type.h"
#include "language/formula.h"
#include "language/model_operation.h"
#include "language/model_partition.h"
#include "language/model_request.h"
#include "language/model_value.h"
#include "text/moment.h"
#include "text/template.h"

namespace connectory::language {

enum class Aggregation : std::uint8_t { sum, avg, max, min, count, count_distinct, first, last, none, formula };

struct Field {
  std::string id;
  std::string label;
  std::string group;  // the heading it is listed under
  std::string description;
  bool is_metric = false;
  bool is_hidden = false;
  DataType data_type;
  std::optional<ValueSource> value;
  std::optional<Formula> formula;
  std::vector<std::size_t> formula_fields;  // indices in ReportType::fields, as Formula::uses()
  Aggregation aggregation = Aggregation::sum;
  bool is_additive = true;   // if not, rows are never combined into one value
  std::string request_name;  // empty: it is not requested by name
  enum class RequestAs : std::uint8_t { none, dimensions, metrics } request_as = RequestAs::dimensions;
  std::vector<Operation> operations;
};

// Makes a field of each row of a response.
struct FieldFetcher {
  // A value of the fetched row, after its operations.
  struct Mapped {
    ValueSource value;
    std::vector<Operation> operations;
  };
  // Where the value is in a row of the report. The text can use the fetched row.
  struct Place {
    enum class Source : std::uint8_t { json_path, xpath, column } source = Source::json_path;
    text::Template text;
  };
  enum class Kind : std::uint8_t { dimension, metric };
  Request request;
  ValueSource id;
  std::optional<ValueSource> label, description, group, request_name;
  std::variant<Kind, Mapped> kind = Kind::dimension;
  std::variant<DataType, Mapped> data_type;
  std::variant<Aggregation, Mapped> aggregation = Aggregation::none;
  Place value;
  std::vector<Operation> operations;
};

// Options of a setting, from the rows of a response.
struct OptionsRequest {
  Request request;
  ValueSource value;
  std::optional<ValueSource> label;
  std::vector<Property> properties;
};

struct Setting {
  std::string id;
  std::string label;
  enum class Type : std::uint8_t { checkbox, combobox, none, select, text, textarea, radio } type = Type::text;
  std::optional<Scalar> default_value;
  std::vector<Option> options;
  std::optional<OptionsRequest> options_request;
  std::optional<text::Expression> visible_when;
  bool is_required = false;
  std::string help;
};

// A day, a point in time, or a number of days before today.
struct DaysAgo {
  std::int64_t days;
};
using RangeBound = std::variant<text::Moment, DaysAgo, text::Template>;

struct DateRange {
  std::optional<std::variant<std::int64_t, text::Template>> days_max;
  enum class Split : std::uint8_t { day, week, month, none };  // calendar weeks and months
  std::variant<Split, text::Duration, text::Template> split = Split::none;
  Zone zone = text::find_time_zone("UTC");
  std::optional<RangeBound> earliest, latest;

  bool is_split() const {
    return days_max || !std::holds_alternative<Split>(split) || std::get<Split>(split) != Split::none;
  }
};

struct Relation {
  std::size_t report_type;  // index in Configuration::report_types
  bool is_inverse = false;
  struct Link {
    std::size_t parent, child;  // indices in the fields of the parent and of the joined report type
  };
  std::vector<Link> links;
  bool is_row_kept = true;  // of a parent without a joined row
  bool is_batched = false;
  std::int64_t batch_size = 100;
};

// Fields that are found in the rows instead of being listed.
struct Discovery {
  enum class Nested : std::uint8_t { text, tables } nested = Nested::text;  // what a nested array becomes
  std::vector<std::string> key;                                             // the columns of `key`
};

struct ReportType {
  std::string id;
  std::string title;
  std::string description;
  bool is_hidden = false;
  bool shows_date_range = true;
  DateRange date_range;
  std::int64_t parallel_requests = 1;
  std::vector<Setting> settings;
  std::vector<Partition> partitions;
  std::optional<Request> request;
  std::vector<std::size_t> key;  // indices in fields; empty if they are discovered
  std::optional<Increments> increments;
  std::vector<Field> fields;           // dimensions, then metrics
  std::optional<Discovery> discovery;  // then `fields` is empty
  std::vector<FieldFetcher> field_fetchers;
  std::vector<Relation> relations;
  ResponseHandler response_handler;
};

}  // namespace connectory::language
