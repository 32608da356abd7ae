#pragma once

// How a response is decoded into rows, and how error responses are handled.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "language/model_adapter.h"
#include "language/model_partition.h"
#include "language/model_value.h"
#include "text/charset.h"
#include "text/template.h"

namespace connectory::language {

struct CsvDialect {
  char delimiter = ',';
  std::optional<char> quote = '"';
  bool has_header = true;
  std::int64_t rows_skipped = 0;
  std::vector<std::string> columns;  // if there is no header
  std::int64_t last_rows_skipped = 0;
  std::vector<std::string> null_values;
  std::optional<std::string> comment;  // the beginning of a line that is skipped
};

struct XmlDialect {
  std::vector<std::string> lists;                               // the elements that are always an array
  std::vector<std::pair<std::string, std::string>> namespaces;  // prefix and URI
};

struct Response {
  enum class Format : std::uint8_t { json, csv, xml, ndjson, text } format = Format::json;
  enum class Compression : std::uint8_t {
    automatic,
    none,
    gzip,
    deflate,
    br,
    zstd,
    zip
  } compression = Compression::automatic;
  std::optional<ValueSource> data_rows;  // if absent, the whole response is the rows
  std::vector<Adapter> adapters;
  std::vector<RowStep> row_steps;         // `where` is the first one
  std::optional<text::Charset> encoding;  // if absent, the one that the response names
  std::optional<std::string> entry;
  CsvDialect csv;
  XmlDialect xml;
};

// ---- error responses ------------------------------------------------------------------------------------------------

struct RetryRule {
  std::int64_t retries_max = 3;
  Seconds wait_min{1};
  Seconds wait_max{60};
  enum class Delay : std::uint8_t { exponential, linear, fixed } delay = Delay::exponential;
};

struct Match {
  ValueSource value;
  // monostate: the value must be present; an expression: instead of the value
  std::variant<std::monostate, Scalar, Regex, text::Expression> condition;
};

// Where a response says how long to wait.
struct WaitHint {
  ValueSource value;
  enum class As : std::uint8_t { seconds, milliseconds, until } as = As::seconds;
  std::optional<Regex> regex;  // its first group, or its match, is the value
};

struct HttpStatuses {
  std::int64_t from, to;  // both included
};

struct ResponseRule {
  std::vector<HttpStatuses> statuses;  // empty: any
  std::optional<Match> match;
  enum class Action : std::uint8_t { error, renew_token, retry, ignore, accept, reset_pagination } action;
  std::optional<text::Template> message;
  std::optional<ValueSource> message_details;
  std::optional<RetryRule> retry;
  std::optional<WaitHint> wait;
};

using ResponseHandler = std::vector<ResponseRule>;

}  // namespace connectory::language
