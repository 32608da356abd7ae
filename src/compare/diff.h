#pragma once

// What differs between two JSON documents, as a list of changes with JSON Pointers (RFC 6901). Made for configurations: it
// names the report type and the field that a change belongs to, and pairs the elements of two arrays by what they are,
// not by where they stand:
//   - objects that all have an `id` (report types, fields, settings, inputs, secrets), else a `name` (headers, parameters),
//     a `value` (options) or a `label` (groups), each once in its array, belong together where it is the same. One that
//     stands in another order than its neighbours is moved;
//   - all others are aligned so that as many as possible are equal, and what lies between is paired in order.
// Equal are texts with the same characters however escaped, numbers with the same text, objects with the same members in
// any order. What remains between equal documents is white space, escapes and the order of keys.
// Applied in this order the changes turn `before` into `after`: replace what changed, take out what was removed or moved,
// from the last place to the first, put in what was added or moved, from the first place to the last.
// Bounded whatever the documents are: changes, their texts and the work have limits; is_truncated tells where one was met.
// Pure; safe on every thread. Errors: none.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "json/document.h"

namespace connectory::compare {

// JSON text of a value; its beginning alone where it is longer than the limit.
struct Excerpt {
  std::string json;
  bool is_cut = false;
};

struct Change {
  enum class Kind : std::uint8_t { added, removed, changed, moved };
  Kind kind;
  std::string pointer_before;     // in the document before; empty for what was added
  std::string pointer_after;      // in the document after; empty for what was removed
  std::optional<Excerpt> before;  // of what was removed or changed
  std::optional<Excerpt> after;   // of what was added or changed
  std::string report_type;        // ids; empty where the change belongs to none
  std::string field;
};

std::string_view name_of(Change::Kind kind);  // "added"

struct DiffBounds {
  std::size_t changes_max = base::limits::diff_changes_max;
  std::size_t text_bytes_max = base::limits::diff_text_bytes_max;
  std::size_t value_bytes_max = base::limits::diff_value_bytes_max;
  std::size_t alignment_pairs_max = base::limits::diff_alignment_pairs_max;
  std::size_t steps_max = base::limits::diff_steps_max;
};

struct Diff {
  std::vector<Change> changes;
  bool is_truncated = false;  // there are more changes, or a part was too much work and is told as one change
};

Diff diff(json::Value before, json::Value after, const DiffBounds& bounds = {});

}  // namespace connectory::compare
