#pragma once

// Reads YAML with libyaml as a sequence of events, and converts its errors to ours. Private to the YAML reader.
// Errors: invalid YAML, with a hint at the likely mistake; std::bad_alloc.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <yaml.h>

#include "json/document.h"
#include "json/errors.h"

namespace connectory::json {

// Marks count lines and columns from 0, columns in characters.
Position to_position(yaml_mark_t mark);
// For a text that ends within a line, libyaml reports the end as a line of its own.
Position end_of_text(std::string_view text);
Error yaml_error_at(std::string_view text, yaml_mark_t mark, Error::Code code, std::string_view what);

class YamlEvent {
 public:
  YamlEvent() = default;
  YamlEvent(YamlEvent&& other) noexcept : event_(std::exchange(other.event_, {})) {}
  YamlEvent& operator=(YamlEvent&&) = delete;
  YamlEvent(const YamlEvent&) = delete;
  YamlEvent& operator=(const YamlEvent&) = delete;
  ~YamlEvent() { yaml_event_delete(&event_); }

  yaml_event_t* operator->() { return &event_; }
  const yaml_event_t* operator->() const { return &event_; }
  yaml_event_t* get() { return &event_; }

  std::string_view scalar() const {
    return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
  }
  std::string_view tag() const;
  std::string_view anchor() const;

 private:
  yaml_event_t event_{};
};

// `text` must outlive it.
class YamlEventReader {
 public:
  explicit YamlEventReader(std::string_view text);
  YamlEventReader(const YamlEventReader&) = delete;
  YamlEventReader& operator=(const YamlEventReader&) = delete;
  ~YamlEventReader() { yaml_parser_delete(&parser_); }

  Result<YamlEvent> next();

 private:
  Error explain() const;
  std::string hint() const;

  std::string_view text_;
  yaml_parser_t parser_{};
};

}  // namespace connectory::json
