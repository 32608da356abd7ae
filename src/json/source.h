#pragma once

// A document in JSON or YAML, with the place of every value in the original text. Code that reads it works on JSON, and
// can still report "line 12, column 5" of the YAML.
// Ownership: owns the JSON and its Document, but not the original text. A Value borrows from it, so it must not move
// while a Value is used.
// Threads: never changes; read it from any thread. Errors: positions refer to the original text.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/errors.h"

namespace connectory::json {

class Source {
 public:
  enum class Format : std::uint8_t { json, yaml };

  static Source of(Document document);
  static Result<Source> from_json(std::string text);
  static Result<Source> from_yaml(std::string_view text);  // json/yaml.h describes what is supported
  static Result<Source> from(Format format, std::string text);
  // Detects JSON or YAML by the file name extension (.json, .yaml, .yml). Without one, by the first character: { and [
  // begin JSON, anything else YAML.
  static Result<Source> parse_any(std::string text, std::string_view file_name = {});
  // The cost of reading this format, as a multiple of the cost of reading JSON.
  static std::size_t weight_of(Format format) { return format == Format::yaml ? 16 : 1; }
  static Format format_of(std::string_view text, std::string_view file_name);

  Source(Source&&) noexcept;
  Source& operator=(Source&&) noexcept;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source();

  Format format() const { return format_; }
  const Document& document() const { return document_; }
  Value root() const { return document_.root(); }
  std::string_view json() const {
    return document_.text();
  }  // for JSON, the text itself; for YAML, compact JSON in the same order

  Extent extent_of(Value value) const;  // of a value or a key; O(log bytes), for any number of findings
  // Of the bytes from `begin` to before `end` of the text of a string; to its end if `end` is larger. Absent if the
  // string is written with escapes or on several lines.
  std::optional<Extent> extent_of_part(Value string, std::size_t begin, std::size_t end) const;
  Position position_of(Value value) const { return extent_of(value).begin; }

 private:
  struct Marks;

  Source(Format format, Document document, std::vector<Extent> extents);

  Format format_;
  Document document_;
  std::vector<Extent> extents_;   // for YAML, by Value::index()
  std::unique_ptr<Marks> marks_;  // for JSON; created when first used
};

}  // namespace connectory::json
