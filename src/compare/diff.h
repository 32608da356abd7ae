#pragma once

// The differences between two JSON documents, as a list of changes with JSON Pointers (RFC 6901). It is made for
// configurations: it names the report type and the field that a change belongs to, and matches the elements of two
// arrays by content, not by position:
//   - Objects that all have an `id` (report types, fields, settings, inputs, secrets), or else a `name` (headers,
//     parameters), a `value` (options) or a `label` (groups), unique in each array, match if it is equal. An object whose
//     order relative to its neighbours differs is moved.
//   - Other elements are aligned so that as many as possible are equal; the elements in between are matched in order.
// Strings are equal if they have the same characters, however they are escaped; numbers, if they have the same text;
// objects, if they have the same members in any order. Equal documents differ only in white space, escapes and the
// order of keys.
// Applied in this order, the changes turn `before` into `after`: replace what changed; delete what was removed or moved,
// from the last place to the first; insert what was added or moved, from the first place to the last.
// Changes, their texts and the work are bounded; is_truncated is true if a bound was reached.
// Threads: pure; safe on every thread. Errors: none.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "json/document.h"

namespace connectory::compare {

// The JSON text of a value, or only its beginning if it is longer than the limit.
struct Excerpt {
  std::string json;
  bool is_cut = false;
};

struct Change {
  enum class Kind : std::uint8_t { added, removed, changed, moved };
  Kind kind;
  std::string pointer_before;     // in the older document; empty if added
  std::string pointer_after;      // in the newer document; empty if removed
  std::optional<Excerpt> before;  // if removed or changed
  std::optional<Excerpt> after;   // if added or changed
  std::string report_type;        // an id; empty if the change belongs to none
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
  bool is_truncated = false;  // there are more changes, or a part was too much work and is reported as one change
};

Diff diff(json::Value before, json::Value after, const DiffBounds& bounds = {});

}  // namespace connectory::compare
