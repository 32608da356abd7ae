#pragma once

// Appends compact JSON to a string. It adds the commas; calls are in the order of the text.
// Errors: none; all text must be valid UTF-8. Threads: one at a time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectory::json {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& string(std::string_view text);
  Writer& integer(std::int64_t value);
  Writer& boolean(bool value);
  Writer& null();
  Writer& raw(std::string_view json);  // a value that is already JSON

  Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  // Writes null if there is no value.
  Writer& member_or_null(std::string_view name, const std::optional<std::string>& text) {
    return text ? member(name, *text) : key(name).null();
  }
  Writer& member_or_null(std::string_view name, std::optional<std::int64_t> value) {
    return value ? member(name, *value) : key(name).null();
  }

 private:
  void separate();

  std::string& out_;
  bool comma_ = false;  // a value ended here, so the next one needs a comma
};

void append_quoted(std::string& out, std::string_view text);

}  // namespace connectory::json
