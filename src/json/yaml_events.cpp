#include <algorithm>
#include <new>

#include <fmt/format.h>

#include "json/utf8.h"
#include "json/yaml_events_impl.h"

namespace connectory::json {
namespace {

using Code = Error::Code;

std::string_view view_of(const yaml_char_t* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

// The byte at a line and column of libyaml. Both count from 0, and the column is in characters.
std::size_t offset_of(std::string_view text, yaml_mark_t mark) {
  std::size_t at = 0;
  for (std::size_t line = 0; line < mark.line && at < text.size(); ++line) {
    at = std::min(text.find_first_of("\r\n", at), text.size());
    at += text.substr(at).starts_with("\r\n") ? 2U : 1U;
  }
  at = std::min(at, text.size());
  const auto is_continuation = [&] {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
  };
  for (std::size_t column = 0; column < mark.column && at < text.size(); ++column) {
    ++at;
    while (is_continuation()) ++at;
  }
  return std::min(at, text.size());
}

}  // namespace

Position to_position(yaml_mark_t mark) { return {mark.line + 1, mark.column + 1}; }

Position end_of_text(std::string_view text) {
  std::size_t lines = 0;
  std::size_t last = 0;
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", last)) {
    last = at + (text.substr(at).starts_with("\r\n") ? 2U : 1U);
    ++lines;
  }
  return {lines + 1, count_code_points(text.substr(last)) + 1};
}

Error yaml_error_at(std::string_view text, yaml_mark_t mark, Error::Code code, std::string_view what) {
  const std::size_t offset = offset_of(text, mark);
  const Position at = offset < text.size() ? to_position(mark) : end_of_text(text);
  return {code, offset, at.line, at.column, fmt::format("line {}, column {}: {}", at.line, at.column, what)};
}

std::string_view YamlEvent::tag() const {
  switch (event_.type) {
    case YAML_SCALAR_EVENT: return view_of(event_.data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT: return view_of(event_.data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT: return view_of(event_.data.mapping_start.tag);
    default: return {};
  }
}

std::string_view YamlEvent::anchor() const {
  switch (event_.type) {
    case YAML_SCALAR_EVENT: return view_of(event_.data.scalar.anchor);
    case YAML_SEQUENCE_START_EVENT: return view_of(event_.data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT: return view_of(event_.data.mapping_start.anchor);
    case YAML_ALIAS_EVENT: return view_of(event_.data.alias.anchor);
    default: return {};
  }
}

YamlEventReader::YamlEventReader(std::string_view text) : text_(text) {
  if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

Result<YamlEvent> YamlEventReader::next() {
  YamlEvent event;
  if (yaml_parser_parse(&parser_, event.get()) != 0) return event;
  if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  return std::unexpected(explain());
}

Error YamlEventReader::explain() const {
  if (parser_.error == YAML_READER_ERROR) {
    const Position at = position_of(text_, parser_.problem_offset);
    return {Code::syntax, parser_.problem_offset, at.line, at.column,
            fmt::format("line {}, column {}: write this character as an escape in double quotes", at.line, at.column)};
  }
  std::string what = hint();
  if (what.empty()) what = fmt::format("YAML: {}", parser_.problem);
  if (what.find("expected key") != std::string::npos || what.find("<block end>") != std::string::npos)
    what += "; look for an open quote, or for indentation that differs from the neighboring lines";
  if (parser_.context)
    what += fmt::format(", {} from line {}, column {}", parser_.context, parser_.context_mark.line + 1,
                        parser_.context_mark.column + 1);
  return yaml_error_at(text_, parser_.problem_mark, Code::syntax, what);
}

// The likely mistake at this character. libyaml's own message is about tokens.
std::string YamlEventReader::hint() const {
  const std::size_t at = offset_of(text_, parser_.problem_mark);
  switch (at < text_.size() ? text_[at] : '\0') {
    case '\t': return "tabs cannot be used to indent; use spaces";
    case ':':
      return "write a string that contains \": \" in quotes, and begin each key on its own line, with the indentation "
             "of its "
             "neighbors";
    case '@':
    case '`':
    case '%': return fmt::format("write a string that begins with \"{}\" in quotes", text_[at]);
    default: return {};
  }
}

}  // namespace connectory::json
