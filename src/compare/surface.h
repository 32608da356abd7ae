#pragma once

// The surface of a configuration: what users of the connector rely on. This is how they log in, which inputs they
// enter, whether there are accounts, which report types, settings and fields they can query, and what decides which rows
// a report type has. A change that keeps the surface breaks nothing for users.
// Every JSON value has a surface. Parts that do not have the form of the language are ignored, because a draft is work
// in progress. If two elements have the same id, the first one counts.
// Ownership: borrows from the document, which must outlive it. Threads: pure; safe on every thread.
// Source: configuration language, authentication and reporting.reportTypes[].

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"

namespace connectory::compare {

// What a person fills in: an input of the login, or a setting of a report type.
struct SurfaceInput {
  std::string_view id;
  bool is_required;
  std::size_t index;  // in its array
  // The values of a setting that must be one of its options. Empty if any value can be set, or if only a login knows them.
  std::vector<std::string_view> options = {};
};

// One of several ways to log in.
struct SurfaceChoice {
  std::string_view id;
  std::string_view type;
  std::vector<SurfaceInput> user_inputs;
  std::size_t index;
};

struct SurfaceField {
  enum class Kind : std::uint8_t { dimension, metric };
  std::string_view id;
  Kind kind;
  std::string_view data_type;
  std::string_view aggregation_type;  // of a metric; empty if there is none
  bool is_additive;                   // of a metric; true for a dimension
  std::size_t group_index;
  std::size_t index;  // in its group
  json::Value value;
};

// Users do not see its id, so a partition is the same if its values come from the same sources.
struct SurfacePartition {
  std::string_view id;
  std::string sources;  // ids of report types, and values as JSON
  std::size_t index;
};

// A report type that is joined, whose fields queries can ask for too.
struct SurfaceJoin {
  std::string_view id;
  std::size_t index;
};

struct SurfaceReportType {
  std::string_view id;
  std::vector<SurfaceField> fields;
  std::vector<SurfaceInput> settings;
  std::size_t index;
  json::Value value;
  bool is_hidden = false;
  bool needs_dates = true;
  std::vector<SurfacePartition> partitions = {};
  std::vector<SurfaceJoin> joins = {};
  std::string key = {};                      // the ids of its fields, sorted
  std::string_view field_source = "listed";  // also `listed and fetched`, or how they are discovered

  bool has_discovered_fields() const { return field_source.starts_with("discovered"); }
};

struct Surface {
  std::string_view authentication_type;  // empty: a public API
  std::vector<SurfaceInput> user_inputs;
  std::vector<SurfaceChoice> choices;
  bool has_accounts = false;
  std::vector<SurfaceReportType> report_types;
};

Surface read_surface(json::Value configuration);

// A canonical text of a surface, without details that do not matter to users. Equal hashes mean equal surfaces.
std::string text_of(const Surface& surface);

// How the values of a metric are combined: `sum`, or `sum, not additive`.
std::string aggregation_of(const SurfaceField& field);

// JSON Pointers to the parts.
std::string pointer_to(const SurfaceReportType& report_type);
std::string pointer_to(const SurfaceReportType& report_type, const SurfaceField& field);

}  // namespace connectory::compare
