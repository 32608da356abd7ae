#include "json/document.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/number_text.h"
#include "base/text_hash.h"
#include "base/try.h"
#include "json/slip.h"
#include "json/utf8.h"

namespace connectory::json {
namespace {

// Boost.JSON's parser calls this for each token. It is used only to validate the text. The tree is built afterwards
// from the valid text, because the parser does not report where a token is.
struct JudgeOnly {
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  using Text = boost::json::string_view;
  using Failure = boost::json::error_code;

  bool on_document_begin(Failure&) { return true; }
  bool on_document_end(Failure&) { return true; }
  bool on_object_begin(Failure&) { return true; }
  bool on_object_end(std::size_t, Failure&) { return true; }
  bool on_array_begin(Failure&) { return true; }
  bool on_array_end(std::size_t, Failure&) { return true; }
  bool on_key_part(Text, std::size_t, Failure&) { return true; }
  bool on_key(Text, std::size_t, Failure&) { return true; }
  bool on_string_part(Text, std::size_t, Failure&) { return true; }
  bool on_string(Text, std::size_t, Failure&) { return true; }
  bool on_number_part(Text, Failure&) { return true; }
  bool on_int64(std::int64_t, Text, Failure&) { return true; }
  bool on_uint64(std::uint64_t, Text, Failure&) { return true; }
  bool on_double(double, Text, Failure&) { return true; }
  bool on_bool(bool, Failure&) { return true; }
  bool on_null(Failure&) { return true; }
  bool on_comment_part(Text, Failure&) { return true; }
  bool on_comment(Text, Failure&) { return true; }
};

Error error_at(std::string_view text, std::size_t offset, Error::Code code, std::string_view what) {
  const Position at = position_of(text, offset);
  return {code, offset, at.line, at.column, fmt::format("line {}, column {}: {}", at.line, at.column, what)};
}

std::string_view explain(const boost::json::error_code& failure) {
  using boost::json::error;
  if (failure == error::incomplete) return "the JSON text ends too early";
  if (failure == error::extra_data) return "there is trailing text after the JSON value";
  if (failure == error::expected_hex_digit) return "\\u needs four hexadecimal digits";
  if (failure == error::illegal_leading_surrogate || failure == error::illegal_trailing_surrogate ||
      failure == error::expected_utf16_escape)
    return "this is half of a surrogate pair; write both halves, or the character itself";
  if (failure == error::exponent_overflow) return "a number's exponent is out of range";
  return "this is not valid JSON";
}

json::Result<void> judge(std::string_view text) {
  if (text.size() >= UINT32_MAX) return std::unexpected(Error{Error::Code::size, 0, 1, 1, "the text is too large"});
  if (const auto invalid = find_invalid_utf8(text))
    return std::unexpected(error_at(text, *invalid, Error::Code::encoding, "the text is not valid UTF-8"));

  if (text.starts_with("\xef\xbb\xbf"))
    return std::unexpected(
        error_at(text, 0, Error::Code::syntax, "the text begins with a byte order mark; save it as UTF-8 without one"));
  boost::json::parse_options options;
  options.max_depth = base::limits::json_depth_max;
  options.allow_invalid_utf8 = true;  // already checked, many bytes at a time
  boost::json::basic_parser<JudgeOnly> parser(options);
  boost::json::error_code failure;
  std::size_t used = parser.write_some(false, text.data(), text.size(), failure);
  if (!failure && used < text.size()) failure = boost::json::error::extra_data;
  if (!failure) return {};
  if (failure == boost::json::error::incomplete) used = text.size();
  if (failure == boost::json::error::too_deep)
    return std::unexpected(
        error_at(text, used, Error::Code::depth,
                 fmt::format("values are nested more than {} levels deep", base::limits::json_depth_max)));
  const std::string slip = slip_at(text, used);
  return std::unexpected(
      error_at(text, used, Error::Code::syntax,
               slip.empty() ? std::string(explain(failure)) : fmt::format("{}: {}", explain(failure), slip)));
}

// Unescapes the inside of a string that the parser has accepted.
std::string unescape_string(std::string_view inside) {
  std::string out;
  out.reserve(inside.size());
  const auto hex4 = [&](std::size_t at) {
    std::uint32_t value = 0;
    std::from_chars(inside.data() + at, inside.data() + at + 4, value, 16);
    return value;
  };
  for (std::size_t at = 0; at < inside.size();) {
    if (inside[at] != '\\') {
      out.push_back(inside[at++]);
      continue;
    }
    const char escape = inside[at + 1];
    at += 2;
    switch (escape) {
      case 'b': out.push_back('\b'); break;
      case 'f': out.push_back('\f'); break;
      case 'n': out.push_back('\n'); break;
      case 'r': out.push_back('\r'); break;
      case 't': out.push_back('\t'); break;
      case 'u': {
        std::uint32_t point = hex4(at);
        at += 4;
        if (point >= 0xd800 && point < 0xdc00) {  // in valid text, the other half follows: \uXXXX
          point = 0x10000 + ((point - 0xd800) << 10U) + (hex4(at + 2) - 0xdc00);
          at += 6;
        }
        append_utf8(out, point);
        break;
      }
      default: out.push_back(escape);  // '"', '\\' and '/' stand for themselves
    }
  }
  return out;
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::number: return "a number";
    case Kind::string: return "a string";
    case Kind::array: return "an array";
    case Kind::object: return "an object";
  }
  std::unreachable();
}

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
  return {static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          count_code_points(before.substr(line_start)) + 1};
}

// Walks a text that judge() has accepted. So it need not check whether a token is well formed; only a key that occurs
// twice can still be an error. The text ends with a zero byte, as every std::string does, and no loop here reads past
// it.
class DocumentBuilder {
 public:
  explicit DocumentBuilder(Document& document) : document_(document), begin_(document.text_.c_str()), at_(begin_) {
    // A configuration has one value or key per 12 bytes. Reserved but unused space costs only addresses, not memory.
    document.nodes_.reserve(document.text_.size() / 12 + 1);
  }

  json::Result<void> build() {
    skip_space();
    value();
    if (!twice_) return {};
    return std::unexpected(error_at(document_.text_, *twice_, Error::Code::duplicate_key,
                                    "the object has this key twice; keep one of them"));
  }

 private:
  static constexpr std::size_t few_keys = 24;  // up to here, comparing each with each is quicker than hashing them

  std::uint32_t offset() const { return static_cast<std::uint32_t>(at_ - begin_); }

  void skip_space() {
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
  }

  std::uint32_t open(Kind kind) {
    const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
    document_.nodes_.push_back({offset(), 0, 0, Document::none, kind, 0});
    return index;
  }

  Document::Node& close(std::uint32_t index) {
    Document::Node& node = document_.nodes_[index];
    node.end = offset();
    node.next = static_cast<std::uint32_t>(document_.nodes_.size());
    return node;
  }

  void value() {  // NOLINT(misc-no-recursion): judge() has bounded the depth
    switch (*at_) {
      case '{': return object();
      case '[': return array();
      case '"': return string();
      case 't': return literal(Kind::boolean, 4);
      case 'f': return literal(Kind::boolean, 5);
      case 'n': return literal(Kind::null, 4);
      default: return number();
    }
  }

  void literal(Kind kind, std::size_t length) {
    const std::uint32_t index = open(kind);
    at_ += length;
    close(index);
  }

  void number() {
    const auto is_part = [](char c) {
      return base::is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    };
    const std::uint32_t index = open(Kind::number);
    while (is_part(*at_)) ++at_;
    close(index);
  }

  void string() {
    const std::uint32_t index = open(Kind::string);
    bool has_escapes = false;
    const char* at = at_ + 1;
    for (; *at != '"'; ++at) {
      if (*at != '\\') continue;
      has_escapes = true;
      ++at;
    }
    at_ = at + 1;
    Document::Node& node = close(index);
    if (has_escapes) {
      node.extra = static_cast<std::uint32_t>(document_.decoded_.size());
      document_.decoded_.push_back(unescape_string({begin_ + node.begin + 1, at}));
    }
  }

  // Its mark.
  std::uint16_t key() {
    const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
    string();
    const std::uint16_t mark = Document::mark_of(Value(document_, index).string());
    document_.nodes_[index].mark = mark;
    return mark;
  }

  void array() {  // NOLINT(misc-no-recursion)
    const std::uint32_t index = open(Kind::array);
    std::uint32_t size = 0;
    ++at_;
    for (skip_space(); *at_ != ']'; skip_space(), ++size) {
      value();
      skip_space();
      if (*at_ == ',') ++at_;
    }
    ++at_;
    close(index).extra = size;
  }

  void object() {  // NOLINT(misc-no-recursion)
    const std::uint32_t index = open(Kind::object);
    std::uint32_t size = 0;
    std::uint16_t filter = 0;
    ++at_;
    for (skip_space(); *at_ != '}'; skip_space(), ++size) {
      filter = static_cast<std::uint16_t>(filter | Document::filter_of(key()));
      skip_space();
      ++at_;  // the colon
      skip_space();
      value();
      skip_space();
      if (*at_ == ',') ++at_;
    }
    ++at_;
    Document::Node& node = close(index);
    node.extra = size;
    node.mark = filter;
    if (size > 1) find_duplicate(Value(document_, index));
  }

  // Keeps the first duplicate key of the object that ends first, which is the first that a reader would find.
  void find_duplicate(Value object) {
    if (twice_) return;
    if (object.size() > few_keys) {
      // For this object only: clearing a table that a large object has left costs as much as that object had keys.
      boost::unordered_flat_set<std::string_view, base::TextHash> seen(object.size());
      for (const Member member : object.members())
        if (!seen.insert(member.name()).second) return remember(member.key);
      return;
    }
    std::array<std::uint32_t, few_keys> keys;
    std::size_t count = 0;
    for (const Member member : object.members()) {
      const std::uint16_t mark = document_.nodes_[member.key.index()].mark;
      for (std::size_t i = 0; i < count; ++i)
        if (document_.nodes_[keys[i]].mark == mark && Value(document_, keys[i]).string() == member.name())
          return remember(member.key);
      keys[count++] = member.key.index();
    }
  }

  void remember(Value key) { twice_ = document_.nodes_[key.index()].begin; }

  Document& document_;
  const char* begin_;
  const char* at_;
  std::optional<std::size_t> twice_;
};

json::Result<Document> Document::parse(std::string text) {
  TRY_DO(judge(text));
  Document document(std::move(text));
  TRY_DO(DocumentBuilder(document).build());
  return document;
}

std::optional<std::int64_t> Value::integer() const {
  if (!is(Kind::number)) return std::nullopt;
  return base::parse_number<std::int64_t>(raw());
}

double Value::real() const { return number().to_double(); }

Number Value::number() const { return Number::of_text(raw()); }

Position Value::position() const { return position_of(document_->text_, offset()); }

std::optional<Value> Value::find(std::string_view key) const {
  const Document::Node& object = document_->nodes_[index_];
  const std::uint16_t mark = Document::mark_of(key);
  if (object.kind != Kind::object || (object.mark & Document::filter_of(mark)) == 0) return std::nullopt;
  for (const Member member : members())
    if (document_->nodes_[member.key.index()].mark == mark && member.name() == key) return member.value;
  return std::nullopt;
}

std::optional<Value> Value::element(std::size_t element_index) const {
  if (!is(Kind::array) || element_index >= size()) return std::nullopt;
  Elements::Iterator at = elements().begin();
  std::advance(at, element_index);
  return *at;
}

void Value::for_each_member(base::FunctionRef<void(Value key, Value value)> visit) const {
  for (const Member member : members()) visit(member.key, member.value);
}

void Value::for_each_element(base::FunctionRef<void(Value)> visit) const {
  for (const Value element : elements()) visit(element);
}

}  // namespace connectory::json
