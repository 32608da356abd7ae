#include "json/yaml.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text_hash.h"
#include "base/try.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "json/yaml_events_impl.h"
#include "json/yaml_scalar_impl.h"

namespace connectory::json {
namespace {

namespace limits = base::limits;
using Code = Error::Code;

struct Anchor {
  YamlText value;
  std::size_t height;  // levels of arrays and objects in it
};

// An array or object that has begun but not ended.
struct Frame {
  Kind kind;
  bool is_flow;
  yaml_mark_t mark;
  std::string anchor;
  std::size_t json_begin;
  std::size_t extents_begin;
  std::size_t height = 1;
  bool is_empty = true;
  // For an object:
  std::unordered_set<std::string, base::TextHash> keys;
  bool expects_key = true;
  std::optional<yaml_mark_t> merge_mark;  // the position of its `<<`
  bool is_merging = false;                // the value of `<<` is being read
  YamlText merged;                        // that value
};

class YamlReader {
 public:
  explicit YamlReader(std::string_view text) : text_(text), end_(end_of_text(text)), events_(text) {}

  Result<YamlText> read() {
    bool has_document = false;
    while (true) {
      TRY(const YamlEvent event, events_.next());
      if (event->type == YAML_STREAM_END_EVENT) break;
      if (event->type == YAML_DOCUMENT_START_EVENT) {
        if (has_document)
          return fail(event->start_mark, Code::unsupported,
                      "a second document begins here; only one "
                      "is allowed");
        has_document = true;
      }
      if (++events_count_ > limits::yaml_events_max)
        return fail(event->start_mark, Code::size,
                    fmt::format("a YAML document can have at most {} values, keys and ends of lists and mappings; a "
                                "JSON document can have more",
                                limits::yaml_events_max));
      TRY_DO(take(event));
      if (out_.json.size() > limits::yaml_json_bytes_max) return fail_size(event->start_mark);
    }
    if (!has_document) return fail({}, Code::syntax, "the document is empty except for blank space and comments");
    return std::move(out_);
  }

 private:
  Result<void> take(const YamlEvent& event) {
    const bool is_key = !frames_.empty() && frames_.back().kind == Kind::object && frames_.back().expects_key;
    switch (event->type) {
      case YAML_SCALAR_EVENT: return is_key ? key(event) : scalar(event);
      case YAML_ALIAS_EVENT: return is_key ? refuse_key(event) : alias(event);
      case YAML_SEQUENCE_START_EVENT: return is_key ? refuse_key(event) : begin(event, Kind::array);
      case YAML_MAPPING_START_EVENT: return is_key ? refuse_key(event) : begin(event, Kind::object);
      case YAML_SEQUENCE_END_EVENT: return end(event);
      case YAML_MAPPING_END_EVENT: return end(event);
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_START_EVENT:
      case YAML_DOCUMENT_END_EVENT: return {};
    }
    std::unreachable();
  }

  std::unexpected<Error> fail(yaml_mark_t mark, Code code, std::string_view what) const {
    return std::unexpected(yaml_error_at(text_, mark, code, what));
  }
  std::unexpected<Error> fail_size(yaml_mark_t mark) const {
    return fail(
        mark, Code::size,
        fmt::format("with its aliases expanded, the document has more than {} bytes", limits::yaml_json_bytes_max));
  }

  // ---- Keys ---------------------------------------------------------------------------------------------------------

  Result<void> key(const YamlEvent& event) {
    Frame& frame = frames_.back();
    TRY_DO(check_tag(event, {"str", "int", "float", "bool", "null"}));
    if (event.scalar() == "<<" && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && event.tag().empty())
      return merge_key(frame, event->start_mark);
    if (!frame.keys.emplace(event.scalar()).second)
      return fail(event->start_mark, Code::duplicate_key, "the object has this key twice; keep one of them");
    separate(frame);
    const YamlText quoted = {quote(event.scalar()), {extent(event)}};
    append(quoted);
    out_.json.push_back(':');
    frame.expects_key = false;
    return remember(std::string(event.anchor()), quoted, 0, event->start_mark);
  }

  Result<void> merge_key(Frame& frame, yaml_mark_t mark) {
    if (frame.merge_mark)
      return fail(mark, Code::duplicate_key, "the object has \"<<\" twice; keep one, with an array");
    frame.merge_mark = mark;
    frame.is_merging = true;
    frame.expects_key = false;
    return {};
  }

  Result<void> refuse_key(const YamlEvent& event) const {
    const Frame& frame = frames_.back();
    // `url: {{ base }}/orders` is a mapping with a mapping as its key: a connector's placeholder without quotes.
    const bool is_next_to_it =
        event->start_mark.line == frame.mark.line && event->start_mark.column == frame.mark.column + 1;
    if (event->type == YAML_MAPPING_START_EVENT && frame.is_flow && frame.is_empty && is_next_to_it)
      return fail(frame.mark, Code::unsupported, "write a string that begins with \"{{\" in quotes");
    return fail(event->start_mark, Code::unsupported, "a key must be a string, not an array, an object or an alias");
  }

  // ---- Values -------------------------------------------------------------------------------------------------------

  void separate(Frame& frame) {
    if (!frame.is_empty) out_.json.push_back(',');
    frame.is_empty = false;
  }

  void begin_value() {
    if (!frames_.empty() && frames_.back().kind == Kind::array) separate(frames_.back());
  }

  // For a value that has just been written completely, from these extents on.
  Result<void> end_value(std::size_t json_begin, std::size_t extents_begin, std::size_t height,
                         const std::string& anchor, yaml_mark_t mark) {
    if (!anchor.empty()) {
      YamlText copy{out_.json.substr(json_begin),
                    {out_.extents.begin() + static_cast<std::ptrdiff_t>(extents_begin), out_.extents.end()}};
      TRY_DO(remember(anchor, std::move(copy), height, mark));
    }
    if (frames_.empty()) return {};
    Frame& frame = frames_.back();
    frame.height = std::max(frame.height, height + 1);
    frame.expects_key = true;
    if (!frame.is_merging) return {};
    frame.is_merging = false;
    frame.merged = {out_.json.substr(json_begin),
                    {out_.extents.begin() + static_cast<std::ptrdiff_t>(extents_begin), out_.extents.end()}};
    out_.json.resize(json_begin);
    out_.extents.resize(extents_begin);
    return spend(frame.merged.json.size(), mark);
  }

  Result<void> scalar(const YamlEvent& event) {
    begin_value();
    const std::size_t json_begin = out_.json.size();
    const std::size_t extents_begin = out_.extents.size();
    TRY(const std::string json, json_of(event));
    append({json, {extent(event)}});
    return end_value(json_begin, extents_begin, 0, std::string(event.anchor()), event->start_mark);
  }

  Result<void> alias(const YamlEvent& event) {
    const std::string name(event.anchor());
    if (std::ranges::find(frames_, name, &Frame::anchor) != frames_.end())
      return fail(event->start_mark, Code::unsupported, "this alias is within the value that it refers to");
    const auto found = anchors_.find(name);
    if (found == anchors_.end())
      return fail(event->start_mark, Code::syntax, "no anchor with this name precedes the alias");
    const auto& [value, height] = found->second;
    if (frames_.size() + height > limits::json_depth_max) return fail_depth(event->start_mark);
    TRY_DO(spend(value.json.size(), event->start_mark));
    begin_value();
    const std::size_t json_begin = out_.json.size();
    const std::size_t extents_begin = out_.extents.size();
    append(value);
    out_.extents[extents_begin] = extent(event);  // the value is here; its parts have the positions at the anchor
    return end_value(json_begin, extents_begin, height, {}, event->start_mark);
  }

  Result<void> begin(const YamlEvent& event, Kind kind) {
    TRY_DO(check_tag(event, {kind == Kind::array ? "seq" : "map"}));
    if (frames_.size() >= limits::json_depth_max) return fail_depth(event->start_mark);
    begin_value();
    const bool is_flow = kind == Kind::array ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                                             : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    frames_.push_back({.kind = kind,
                       .is_flow = is_flow,
                       .mark = event->start_mark,
                       .anchor = std::string(event.anchor()),
                       .json_begin = out_.json.size(),
                       .extents_begin = out_.extents.size()});
    append({kind == Kind::array ? "[" : "{", {extent(event)}});
    return {};
  }

  std::unexpected<Error> fail_depth(yaml_mark_t mark) const {
    return fail(mark, Code::depth, fmt::format("values are nested more than {} levels deep", limits::json_depth_max));
  }

  Result<void> end(const YamlEvent& event) {
    out_.extents[frames_.back().extents_begin].end = position(event->end_mark);
    if (frames_.back().merge_mark) TRY_DO(add_merged(frames_.back()));
    out_.json.push_back(frames_.back().kind == Kind::array ? ']' : '}');
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    return end_value(frame.json_begin, frame.extents_begin, frame.height, frame.anchor, frame.mark);
  }

  // ---- Merge keys ---------------------------------------------------------------------------------------------------

  Result<void> add_merged(Frame& frame) {
    TRY(const Document document, Document::parse(std::move(frame.merged.json)));
    const Value root = document.root();
    if (root.is(Kind::object)) {
      add_members(frame, root);
      return {};
    }
    for (const Value element : root.elements()) {
      if (!element.is(Kind::object)) return fail_merge(*frame.merge_mark);
      add_members(frame, element);
    }
    if (!root.is(Kind::array)) return fail_merge(*frame.merge_mark);
    return {};
  }

  std::unexpected<Error> fail_merge(yaml_mark_t mark) const {
    return fail(mark, Code::unsupported,
                "\"<<\" needs an object, an alias of one, or an array of them; in quotes, it is an ordinary name");
  }

  void add_members(Frame& frame, Value object) {
    const std::vector<Extent>& extents = frame.merged.extents;
    for (const auto [key, value] : object.members()) {
      if (!frame.keys.emplace(key.string()).second) continue;
      separate(frame);
      append({fmt::format("{}:{}", key.raw(), value.raw()),
              {extents.begin() + key.index(), extents.begin() + value.end_index()}});
    }
  }

  // ---- Scalars ------------------------------------------------------------------------------------------------------

  static std::string quote(std::string_view text) {
    std::string quoted;
    append_quoted(quoted, text);
    return quoted;
  }

  Result<void> check_tag(const YamlEvent& event, std::initializer_list<std::string_view> known) const {
    constexpr std::string_view prefix = "tag:yaml.org,2002:";
    const std::string_view tag = event.tag();
    if (tag.empty() || tag == "!") return {};
    if (tag.starts_with(prefix) && std::ranges::find(known, tag.substr(prefix.size())) != known.end()) return {};
    return fail(event->start_mark, Code::unsupported,
                "the only supported tags are !!str !!int !!float !!bool !!null !!map !!seq, each on a value of its "
                "kind");
  }

  Result<std::string> json_of(const YamlEvent& event) const {
    TRY_DO(check_tag(event, {"str", "int", "float", "bool", "null"}));
    const std::string_view text = event.scalar();
    const std::string_view tag = event.tag().substr(event.tag().rfind(':') + 1);
    const bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (tag == "str" || tag == "!" || (tag.empty() && !is_plain)) return quote(text);
    const YamlScalar type = core_type_of(text);
    const bool is_as_tagged = tag.empty() || (tag == "null" && type == YamlScalar::null) ||
                              (tag == "bool" && type == YamlScalar::boolean) ||
                              (tag == "int" && type == YamlScalar::integer) ||
                              (tag == "float" && (type == YamlScalar::integer || type == YamlScalar::decimal));
    if (!is_as_tagged) return fail(event->start_mark, Code::unsupported, "the value does not fit its tag");
    switch (type) {
      case YamlScalar::null: return "null";
      case YamlScalar::boolean: return text[0] == 't' || text[0] == 'T' ? "true" : "false";
      case YamlScalar::integer:
      case YamlScalar::decimal: return number(event);
      case YamlScalar::octal:
        return fail_number(event, "an octal number; write it in decimal, or in quotes for a string");
      case YamlScalar::hexadecimal:
        return fail_number(event, "a hexadecimal number; write it in decimal, or in quotes for a string");
      case YamlScalar::infinity:
        return fail_number(event, "an infinity, which JSON does not have; in quotes, it is a string");
      case YamlScalar::not_a_number:
        return fail_number(event, "not a number, which JSON does not have; in quotes, it is a string");
      case YamlScalar::text: return quote(text);
    }
    std::unreachable();
  }

  Result<std::string> number(const YamlEvent& event) const {
    std::string json = json_number_of(event.scalar());
    if (!Document::parse(json)) return fail_number(event, "a number whose exponent is out of range");
    return json;
  }

  std::unexpected<Error> fail_number(const YamlEvent& event, std::string_view what) const {
    return fail(event->start_mark, Code::unsupported, fmt::format("this is {}", what));
  }

  // ---- What is written ----------------------------------------------------------------------------------------------

  Position position(yaml_mark_t mark) const { return mark.line < end_.line ? to_position(mark) : end_; }
  Extent extent(const YamlEvent& event) const { return {position(event->start_mark), position(event->end_mark)}; }

  void append(const YamlText& piece) {
    out_.json += piece.json;
    out_.extents.insert(out_.extents.end(), piece.extents.begin(), piece.extents.end());
  }

  Result<void> remember(const std::string& anchor, YamlText value, std::size_t height, yaml_mark_t mark) {
    if (anchor.empty()) return {};
    TRY_DO(spend(value.json.size(), mark));
    anchors_.insert_or_assign(anchor, Anchor{std::move(value), height});
    return {};
  }

  // Limits what anchors, aliases and merges copy, even if it does not become part of the result.
  Result<void> spend(std::size_t bytes, yaml_mark_t mark) {
    copied_bytes_ += bytes;
    if (copied_bytes_ > limits::yaml_copied_bytes_max) return fail_size(mark);
    return {};
  }

  std::string_view text_;
  Position end_;
  YamlEventReader events_;
  YamlText out_;
  std::vector<Frame> frames_;
  std::map<std::string, Anchor> anchors_;
  std::size_t copied_bytes_ = 0;
  std::size_t events_count_ = 0;
};

// Line breaks in YAML 1.1 that are characters in YAML 1.2: libyaml would fold some of them into spaces.
std::optional<std::size_t> find_old_line_break(std::string_view text) {
  std::size_t first = text.size();
  for (const std::string_view line_break : {"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"})
    first = std::min(first, text.find(line_break));
  return first < text.size() ? std::optional(first) : std::nullopt;
}

}  // namespace

Result<YamlText> read_yaml(std::string_view text) {
  const auto fail = [&](std::size_t offset, Code code, std::string_view what) {
    const Position at = position_of(text, offset);
    return std::unexpected(
        Error{code, offset, at.line, at.column, fmt::format("line {}, column {}: {}", at.line, at.column, what)});
  };
  if (text.size() > limits::yaml_bytes_max)
    return fail(0, Code::size, fmt::format("a YAML document can have at most {} bytes", limits::yaml_bytes_max));
  if (const auto invalid = find_invalid_utf8(text))
    return fail(*invalid, Code::encoding, "the text is not valid UTF-8");
  if (const auto old = find_old_line_break(text))
    return fail(*old, Code::unsupported,
                "write U+0085, U+2028 and U+2029 as escapes, for example \"\\u2028\" in double quotes");
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  const std::size_t skipped = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  auto read = YamlReader(text.substr(skipped)).read();
  if (!read) read.error().offset += skipped;
  return read;
}

}  // namespace connectory::json
