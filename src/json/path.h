#pragma once

// A JSONPath (all of RFC 9535), parsed and checked once for repeated use. json/path_evaluation.h runs it.
// The paths of rows in connectors ($.data.*, $.*, $) need no extension of the RFC.
// Ownership: owns its text and tree; copies share them. Threads: immutable; use it from any thread.
// Errors: PathError with the byte offset in the path. Bounds: base::limits::path_*.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "json/path_syntax.h"

namespace connectory::json {

struct PathError {
  enum class Code : std::uint8_t {
    syntax,             // not the grammar of RFC 9535
    encoding,           // not UTF-8, or an escape that is half a surrogate pair
    number_range,       // an index or step beyond the exact integers of a double (2^53 - 1)
    unknown_function,   // not one of length, count, match, search, value
    type_mismatch,      // an expression of the wrong type for its place (RFC 9535, section 2.4.3)
    too_long,           // longer than base::limits::path_bytes_max
    too_deep,           // nested deeper than base::limits::path_depth_max
    pattern_too_large,  // a literal pattern whose program needs more than base::limits::regex_program_bytes_max
    too_costly,         // the document's budget is too small for a literal pattern
    too_many,           // at evaluation: more nodes or more work than allowed
  };
  Code code;
  std::size_t offset;  // in bytes of the path, from 0; 0 for too_many
  std::string detail;  // what is wrong and what was expected, without the offset
};

template <class T>
using PathResult = base::Result<T, PathError>;

class Path {
 public:
  static PathResult<Path> parse(std::string_view text);
  // Parses a path of a document, which shares its compiled patterns.
  static PathResult<Path> parse(std::string_view text, RegexPrograms& programs);

  std::string_view text() const { return parsed_->text; }
  const path::Query& query() const { return parsed_->query; }

  bool is_root() const { return query().segments.empty(); }   // `$`
  bool is_singular() const { return query().is_singular(); }  // selects at most one node in any document
  std::optional<std::string_view> first_name() const;  // `data` of $.data.*; absent if the first step is not a name

  // The steps of a singular path from the root; absent for other paths.
  using Step = std::variant<std::string_view, std::int64_t>;  // borrowed from the path
  std::optional<std::vector<Step>> steps() const;

  // Literal patterns that are not I-Regexps (RFC 9485). The path is valid, but these patterns match nothing. For
  // warnings to the author.
  std::span<const PathError> remarks() const { return parsed_->remarks; }

 private:
  friend class PathParser;
  struct Parsed {
    std::string text;
    path::Query query;
    std::vector<PathError> remarks;
  };
  explicit Path(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}

  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace connectory::json
