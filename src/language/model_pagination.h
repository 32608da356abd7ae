#pragma once

// How to request the pages of an API, and when to stop.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "json/pointer.h"
#include "language/model_value.h"
#include "text/template.h"

namespace connectory::language {

struct Request;

struct StopWhen {
  ValueSource value;
  Scalar equals;
};
struct StopRules {
  bool empty_page = false;
  bool short_page = false;
  bool missing_cursor = false;
  bool total_reached = false;
  bool repeated_page = false;
  bool same_cursor = false;
  std::vector<StopWhen> when;
  std::vector<text::Expression> conditions;
  bool is_empty() const {
    return !empty_page && !short_page && !missing_cursor && !total_reached && !repeated_page && !same_cursor &&
           when.empty() && conditions.empty();
  }
};

// Where a request carries a position or a page size. Absent in a pagination if the request uses {{ page.* }} itself.
struct QueryPlace {
  std::string name;
};
struct HeaderPlace {
  std::string name;
};
struct FormPlace {
  std::string name;
};
struct JsonPlace {
  json::Pointer pointer;  // in the body; for GraphQL, in the whole of what is sent
};
using PagePlace = std::variant<QueryPlace, HeaderPlace, FormPlace, JsonPlace>;

struct PageSize {
  std::variant<std::int64_t, text::Template> rows;
  std::optional<PagePlace> place;
};

struct OffsetPages {
  std::optional<PagePlace> offset;
  std::int64_t start_at = 0;
  std::optional<ValueSource> total;
};
struct NumberedPages {
  std::optional<PagePlace> number;
  std::int64_t first_page = 1;
  std::optional<ValueSource> total_pages;
};
struct CursorPages {
  ValueSource cursor;
  std::optional<PagePlace> place;
  std::optional<text::Template> initial;
};
// What a next URL is completed with.
struct UrlCompletion {
  std::optional<text::Template> base;
  bool are_all_parameters_kept = false;
  std::vector<std::string> kept_parameters;  // by name, if not all are kept
};
struct NextUrlPages {
  ValueSource url;
  UrlCompletion completion;
};
struct LinkHeaderPages {
  std::string relation = "next";
  UrlCompletion completion;
};
struct Pagination {
  std::variant<OffsetPages, NumberedPages, CursorPages, NextUrlPages, LinkHeaderPages> kind;
  std::optional<PageSize> size;
  bool is_first_position_sent = true;
  std::shared_ptr<const Request> next;  // for the pages after the first; null: the first request again
  std::optional<std::int64_t> pages_max;
  std::optional<std::int64_t> rows_max;
  std::optional<ValueSource> items;  // the records that a page counts
  std::vector<std::string> hosts;    // further receivers of what the login sends, in lower case
  StopRules stop;
};

}  // namespace connectory::language
