#pragma once

// How to request the pages of an API, and when to stop.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "language/model_value.h"

namespace connectory::language {

enum class Place : std::uint8_t { query, header, body };

struct StopWhen {
  ValueSource value;
  Scalar equals;
};
struct StopRules {
  bool empty_page = false;
  bool short_page = false;
  bool missing_cursor = false;
  bool total_reached = false;
  std::vector<StopWhen> when;
  bool is_empty() const { return !empty_page && !short_page && !missing_cursor && !total_reached && when.empty(); }
};

struct OffsetPages {
  std::string offset_parameter;
  std::optional<std::string> limit_parameter;
  std::optional<std::int64_t> page_size;
  std::int64_t start_at = 0;
  std::optional<ValueSource> total;
};
struct NumberedPages {
  std::string page_parameter;
  std::optional<std::string> size_parameter;
  std::optional<std::int64_t> page_size;
  std::int64_t first_page = 1;
  std::optional<ValueSource> total_pages;
};
struct CursorPages {
  ValueSource cursor;
  std::string parameter;
  std::optional<std::string> limit_parameter;
  std::optional<std::int64_t> page_size;
};
struct NextUrlPages {
  ValueSource url;
};
struct LinkHeaderPages {
  std::string relation = "next";
};
struct Pagination {
  std::variant<OffsetPages, NumberedPages, CursorPages, NextUrlPages, LinkHeaderPages> kind;
  Place place = Place::query;
  std::optional<std::int64_t> pages_max;
  StopRules stop;
};

}  // namespace connectory::language
