#pragma once

// The surface of a configuration: what those who use its connector rely on. How they log in, what they are asked for, and
// which report types and fields they can query. Two configurations with one surface cannot break anybody.
// Lenient: any JSON value has a surface. What has another shape than the language gives it is passed over, since a draft
// is work in progress; of two things with one id the first counts.
// Ownership: borrows from the document, which must outlive it. Pure; safe on every thread.
// Source: configuration language, authentication and reporting.reportTypes[].

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"

namespace connectory::compare {

// What a person has to fill in: an input of the login, or a setting of a report type.
struct SurfaceInput {
  std::string_view id;
  bool is_required;
  std::size_t index;  // in its array
};

struct SurfaceField {
  enum class Kind : std::uint8_t { dimension, metric };
  std::string_view id;
  Kind kind;
  std::string_view data_type;
  std::string_view aggregation_type;  // of a metric; empty where it names none
  std::size_t group_index;
  std::size_t index;  // in its group
  json::Value value;
};

struct SurfaceReportType {
  std::string_view id;
  std::vector<SurfaceField> fields;
  std::vector<SurfaceInput> settings;
  std::size_t index;
  json::Value value;
};

struct Surface {
  std::string_view authentication_type;  // empty: a public API
  std::vector<SurfaceInput> user_inputs;
  std::vector<SurfaceReportType> report_types;
};

Surface read_surface(json::Value configuration);

// One text for each surface, without what does not matter to users: its hash tells whether two surfaces are the same.
std::string text_of(const Surface& surface);

// JSON Pointers to where the parts stand.
std::string pointer_to(const SurfaceReportType& report_type);
std::string pointer_to(const SurfaceReportType& report_type, const SurfaceField& field);

}  // namespace connectory::compare
