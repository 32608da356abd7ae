#include "json/source.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/try.h"
#include "json/utf8.h"
#include "json/yaml.h"

namespace connectory::json {

struct Source::Lines {
  std::once_flag found;
  std::vector<std::size_t> starts;
};

Source::Source(Format format, Document document, std::vector<Position> positions)
    : format_(format), document_(std::move(document)), positions_(std::move(positions)),
      lines_(std::make_unique<Lines>()) {}

Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Result<Source> Source::from_json(std::string text) {
  TRY(Document document, Document::parse(std::move(text)));
  return Source(Format::json, std::move(document), {});
}

Result<Source> Source::from_yaml(std::string_view text) {
  TRY(YamlText read, read_yaml(text));
  TRY(Document document, Document::parse(std::move(read.json)));
  return Source(Format::yaml, std::move(document), std::move(read.positions));
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

Position Source::position_of(Value value) const {
  if (format_ == Format::yaml) return positions_[value.index()];
  const std::string_view text = document_.text();
  std::call_once(lines_->found, [&] {
    lines_->starts.push_back(0);
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1))
      lines_->starts.push_back(end + 1);
  });
  const std::vector<std::size_t>& starts = lines_->starts;
  const auto line = std::ranges::upper_bound(starts, value.offset()) - 1;
  return {static_cast<std::size_t>(line - starts.begin()) + 1,
          count_code_points(text.substr(*line, value.offset() - *line)) + 1};
}

}  // namespace connectory::json
