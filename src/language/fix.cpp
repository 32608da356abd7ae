#include "language/fix.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "json/pointer.h"
#include "json/writer.h"

namespace connectory::language {
namespace {

// Bytes [begin, end) of the text, and what replaces them.
struct Change {
  std::size_t begin, end;
  std::string text;
};

std::string quoted(std::string_view text) {
  std::string result;
  json::append_quoted(result, text);
  return result;
}

class Fixer {
 public:
  Fixer(std::string_view text, const json::Source& source) : text_(text), source_(source) {
    line_begins_.push_back(text.starts_with("\xef\xbb\xbf") ? 3 : 0);
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
      if (text[at] == '\n' || text[at] == '\r') line_begins_.push_back(at + 1);
    }
  }

  std::optional<Change> change_of(const Edit& edit) const {
    const auto pointer = json::Pointer::parse(edit.pointer);
    if (!pointer) return std::nullopt;
    const bool is_key = edit.op == Edit::Op::rename;
    const auto target = is_key ? find_key(*pointer) : pointer->resolve(source_.root());
    if (!target) return std::nullopt;
    const auto range = range_of(*target);
    if (!range) return std::nullopt;
    const std::string_view written = text_.substr(range->first, range->second - range->first);
    if (!is_as_written(*target, written)) return std::nullopt;
    switch (edit.op) {
      case Edit::Op::set: return Change{range->first, range->second, spelled(edit.value, written)};
      case Edit::Op::rename: return Change{range->first, range->second, spelled(quoted(edit.value), written)};
      case Edit::Op::replace: {
        const bool has_escapes = written.starts_with('"');
        const auto inner = [&](std::string_view part) {
          return has_escapes ? quoted(part).substr(1, quoted(part).size() - 2) : std::string(part);
        };
        const std::string find = inner(edit.find);
        const std::string value = inner(edit.value);
        const std::size_t at = written.find(find);
        if (at == std::string_view::npos || written.find(find, at + 1) != std::string_view::npos) return std::nullopt;
        if (!has_escapes && !fits_unescaped(value, written)) {  // the whole scalar gets quotes
          std::string text(target->string());
          text.replace(text.find(edit.find), edit.find.size(), edit.value);
          return Change{range->first, range->second, quoted(text)};
        }
        return Change{range->first + at, range->first + at + find.size(), value};
      }
    }
    std::unreachable();
  }

 private:
  std::optional<json::Value> find_key(const json::Pointer& pointer) const {
    if (pointer.is_root()) return std::nullopt;
    json::Pointer parent = pointer;
    parent.pop();
    const auto object = parent.resolve(source_.root());
    const std::string name = pointer.tokens().back();
    if (object)
      for (const json::Member member : object->members())
        if (member.name() == name) return member.key;
    return std::nullopt;
  }

  std::optional<std::size_t> offset_of(json::Position position) const {
    if (position.line == 0 || position.line > line_begins_.size()) return std::nullopt;
    std::size_t at = line_begins_[position.line - 1];
    for (std::size_t column = 1; column < position.column && at < text_.size(); ++column) {
      ++at;
      while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0U) == 0x80U) ++at;
    }
    return at;
  }
  std::optional<std::pair<std::size_t, std::size_t>> range_of(json::Value value) const {
    const json::Extent extent = source_.extent_of(value);
    const auto begin = offset_of(extent.begin);
    const auto end = offset_of(extent.end);
    if (!begin || !end || *end <= *begin || *end > text_.size()) return std::nullopt;
    return std::pair(*begin, *end);
  }

  // Whether these characters are exactly the value, in a form that can be changed.
  bool is_as_written(json::Value value, std::string_view written) const {
    if (source_.format() == json::Source::Format::json) return written == value.raw();
    if (!value.is(json::Kind::string)) return written == value.raw();
    if (written.starts_with('"'))
      return written.ends_with('"') && written.size() >= 2 && written == quoted(value.string());
    if (written.starts_with('\''))
      return written.size() >= 2 && written.ends_with('\'') &&
             written.substr(1, written.size() - 2) == value.string() && value.string().find('\'') == std::string::npos;
    return written == value.string();
  }

  // JSON, in the style of what it replaces.
  std::string spelled(std::string_view json, std::string_view written) const {
    if (source_.format() == json::Source::Format::json || !json.starts_with('"')) return std::string(json);
    const auto document = json::Document::parse(std::string(json));
    std::string text(document->root().string());
    if (written.starts_with('"')) return std::string(json);
    const bool is_word = !text.empty() && base::is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
      return base::is_alphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '/';
    });
    constexpr std::string_view not_texts[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
    const bool is_other = std::ranges::find(not_texts, base::to_lower(text)) != std::end(not_texts);
    if (written.starts_with('\'') || !is_word || is_other)
      return text.find('\'') == std::string::npos ? "'" + text + "'" : std::string(json);
    return text;
  }

  // Whether a part can be written into a plain or single-quoted scalar of YAML as it is.
  static bool fits_unescaped(std::string_view part, std::string_view written) {
    if (part.find_first_of("\n\r\t") != std::string_view::npos) return false;
    if (written.starts_with('\'')) return part.find('\'') == std::string_view::npos;
    return part.find_first_of(":#,[]{}&*!|>%@`\"") == std::string_view::npos;
  }

  std::string_view text_;
  const json::Source& source_;
  std::vector<std::size_t> line_begins_;
};

}  // namespace

Fixed apply_fixes(std::string_view text, const json::Source& source, const Findings& findings) {
  const Fixer fixer(text, source);
  Fixed fixed;
  std::vector<Change> changes;
  const auto overlaps = [&](const Change& change) {
    return std::ranges::any_of(
        changes, [&](const Change& other) { return change.begin < other.end && other.begin < change.end; });
  };
  std::set<std::string> new_names;  // pointers of renamed members, by their new names
  const auto is_taken = [&](const Edit& edit) {
    return edit.op == Edit::Op::rename &&
           !new_names.insert(edit.pointer.substr(0, edit.pointer.rfind('/') + 1) + edit.value).second;
  };
  for (const Finding& finding : findings.all()) {
    if (finding.fixes.empty()) continue;
    std::vector<Change> of_fix;
    bool is_possible = true;
    for (const Edit& edit : finding.fixes.front().edits) {
      auto change = fixer.change_of(edit);
      is_possible = is_possible && change && !overlaps(*change) && !is_taken(edit);
      if (is_possible) of_fix.push_back(*std::move(change));
    }
    ++(is_possible ? fixed.fixed_count : fixed.left_out_count);
    if (is_possible) std::ranges::move(of_fix, std::back_inserter(changes));
  }
  std::ranges::sort(changes, {}, &Change::begin);
  std::size_t at = 0;
  for (const Change& change : changes) {
    fixed.text += text.substr(at, change.begin - at);
    fixed.text += change.text;
    at = change.end;
  }
  fixed.text += text.substr(at);
  // For text that is more unusual than this file knows.
  if (fixed.fixed_count != 0 && !json::Source::from(source.format(), fixed.text))
    return {.text = std::string(text), .fixed_count = 0, .left_out_count = fixed.fixed_count + fixed.left_out_count};
  return fixed;
}

}  // namespace connectory::language
