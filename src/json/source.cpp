#include "json/source.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/try.h"
#include "json/utf8.h"
#include "json/yaml.h"

namespace connectory::json {

// Positions that are already known: the beginning of each line, and of each further piece of a long line.
struct Source::Marks {
  struct Mark {
    std::size_t offset;
    Position position;
  };
  std::once_flag made;
  std::vector<Mark> marks;

  void make(std::string_view text) {
    constexpr std::size_t piece_bytes = 4096;
    Mark mark{0, {1, 1}};
    for (;;) {
      marks.push_back(mark);
      const std::string_view piece = text.substr(mark.offset, piece_bytes);
      const std::size_t line_end = piece.find('\n');
      if (line_end != std::string_view::npos) {
        mark = {mark.offset + line_end + 1, {mark.position.line + 1, 1}};
      } else if (piece.size() == piece_bytes) {
        mark = {mark.offset + piece_bytes, {mark.position.line, mark.position.column + count_code_points(piece)}};
      } else {
        return;
      }
    }
  }
};

Source::Source(Format format, Document document, std::vector<Extent> extents)
    : format_(format), document_(std::move(document)), extents_(std::move(extents)), marks_(std::make_unique<Marks>()) {
}

Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Source Source::of(Document document) { return Source(Format::json, std::move(document), {}); }

Result<Source> Source::from_json(std::string text) {
  TRY(Document document, Document::parse(std::move(text)));
  return of(std::move(document));
}

Result<Source> Source::from_yaml(std::string_view text) {
  TRY(YamlText read, read_yaml(text));
  TRY(Document document, Document::parse(std::move(read.json)));
  return Source(Format::yaml, std::move(document), std::move(read.extents));
}

Result<Source> Source::from(Format format, std::string text) {
  switch (format) {
    case Format::json: return from_json(std::move(text));
    case Format::yaml: return from_yaml(text);
  }
  std::unreachable();
}

Source::Format Source::format_of(std::string_view text, std::string_view file_name) {
  if (file_name.ends_with(".json")) return Format::json;
  if (file_name.ends_with(".yaml") || file_name.ends_with(".yml")) return Format::yaml;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  return is_json ? Format::json : Format::yaml;
}

Result<Source> Source::parse_any(std::string text, std::string_view file_name) {
  const Format format = format_of(text, file_name);
  return from(format, std::move(text));
}

Extent Source::extent_of(Value value) const {
  if (format_ == Format::yaml) return extents_[value.index()];
  const std::string_view text = document_.text();
  std::call_once(marks_->made, [&] { marks_->make(text); });
  const auto position_at = [&](std::size_t offset) -> Position {
    const Marks::Mark& mark = *(std::ranges::upper_bound(marks_->marks, offset, {}, &Marks::Mark::offset) - 1);
    return {mark.position.line,
            mark.position.column + count_code_points(text.substr(mark.offset, offset - mark.offset))};
  };
  return {position_at(value.offset()), position_at(value.offset() + value.raw().size())};
}

std::optional<Extent> Source::extent_of_part(Value string, std::size_t begin, std::size_t end) const {
  const Extent whole = extent_of(string);
  const std::string_view text = string.string();
  if (whole.begin.line != whole.end.line || begin > text.size()) return std::nullopt;
  const std::size_t width = whole.end.column - whole.begin.column;
  const std::size_t length = count_code_points(text);
  // In quotes, or in YAML without them. With escapes, it is written longer.
  if (width != length && width != length + 2) return std::nullopt;
  const auto position_at = [&](std::size_t offset) -> Position {
    return {whole.begin.line, whole.begin.column + (width - length) / 2 + count_code_points(text.substr(0, offset))};
  };
  if (begin >= end || begin == text.size()) return Extent{position_at(begin), whole.end};
  return Extent{position_at(begin), position_at(std::min(end, text.size()))};
}

}  // namespace connectory::json
