#pragma once

// A document that a person handed in, whichever way it was written, with the place of every value in the person's own text; so a
// reader of it works on JSON and can still say "line 12, column 5" of the YAML.
// Ownership: owns the JSON and its Document, not the text it was made of. A Value borrows from it, and it must not move meanwhile.
// Threads: never changes; read it from any thread. Errors: positions are those of the text given.

#include <cstdint>
#include <memory>
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
  static Result<Source> from_yaml(std::string_view text);  // see json/yaml.h for what is taken
  static Result<Source> from(Format format, std::string text);
  // JSON or YAML by the end of the file's name (.json, .yaml, .yml); where that does not say, by the first character: { and [ begin
  // JSON, anything else YAML.
  static Result<Source> parse_any(std::string text, std::string_view file_name = {});
  // How many times the work of reading JSON it is to read a text of this format.
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
  }  // of JSON the text itself, of YAML compact JSON in the same order

  Position position_of(Value value) const;  // of a value or a key; O(log bytes), for any number of findings

 private:
  struct Marks;

  Source(Format format, Document document, std::vector<Position> positions);

  Format format_;
  Document document_;
  std::vector<Position> positions_;  // of YAML: by Value::index()
  std::unique_ptr<Marks> marks_;     // of JSON: made when first asked for
};

}  // namespace connectory::json
