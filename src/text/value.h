#pragma once

// The values that expressions work on: JSON values where they are, and computed ones. A Value borrows all it refers to:
// the document, the text, the array of elements. Copying it is cheap, and reading a member never allocates.
//
//   missing   there is no such member; like none in every other respect
//   integer   exact, 64 bits
//   decimal   any other number, as its text, so that 1.50 and 9007199254740993.0 stay as the API wrote them
//   day time  text/moment.h; placeholders and filters make them. In JSON and in texts they are ISO 8601
//
// Ownership: borrows; the owner of the memory is the caller or an Arena. Threads: constant. Errors: none.
// Source: connector language, "Expressions".

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/function_ref.h"
#include "json/document.h"
#include "text/decimal.h"
#include "text/moment.h"

namespace connectory::text {

struct Entry;
class Value;
template <class Item>
class Children;
using Elements = Children<Value>;
using Members = Children<Entry>;

class Value {
 public:
  enum class Kind : std::uint8_t { missing, none, boolean, integer, decimal, text, list, object, day, time };

  constexpr Value() = default;
  static constexpr Value none() { return Value(Kind::none); }
  static Value boolean(bool value) {
    Value result(Kind::boolean);
    result.content_.boolean = value;
    return result;
  }
  static Value integer(std::int64_t value) {
    Value result(Kind::integer);
    result.content_.integer = value;
    return result;
  }
  static Value decimal(std::string_view text) { return of_text(Kind::decimal, text); }
  static Value text(std::string_view text) { return of_text(Kind::text, text); }
  static Value list(std::span<const Value> elements) {
    Value result(Kind::list);
    result.content_.elements = elements.data();
    result.size_ = static_cast<std::uint32_t>(elements.size());
    return result;
  }
  static Value object(std::span<const Entry> entries) {
    Value result(Kind::object);
    result.content_.entries = entries.data();
    result.size_ = static_cast<std::uint32_t>(entries.size());
    return result;
  }
  static Value moment(const Moment& moment) {
    Value result(moment.is_day ? Kind::day : Kind::time);
    result.offset_minutes_ = moment.offset_minutes;
    result.content_.integer = moment.unix_us;
    return result;
  }
  static Value json(json::Value value);  // a null is none

  // A list of the query, such as `query.fields`: where JSON is written, it is its text, with commas.
  Value as_comma_text() const {
    Value result = *this;
    result.is_comma_text_ = true;
    return result;
  }
  Value as_list() const {
    Value result = *this;
    result.is_comma_text_ = false;
    return result;
  }
  bool is_comma_text() const { return is_comma_text_; }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_none() const { return kind_ == Kind::none || kind_ == Kind::missing; }
  bool is_number() const { return kind_ == Kind::integer || kind_ == Kind::decimal; }
  bool is_moment() const { return kind_ == Kind::day || kind_ == Kind::time; }

  bool boolean() const { return content_.boolean; }                       // of a boolean
  std::int64_t integer() const { return content_.integer; }               // of an integer
  std::string_view text() const { return {content_.characters, size_}; }  // of a text or a decimal
  std::optional<Decimal> decimal() const;                                 // of a number; absent if it is out of range
  Moment moment() const {                                                 // of a day or time
    return {.unix_us = content_.integer, .offset_minutes = offset_minutes_, .is_day = kind_ == Kind::day};
  }

  std::size_t size() const;                 // of a list or object; 0 of anything else
  Value find(std::string_view name) const;  // of an object; missing in anything else
  Value element(std::size_t index) const;   // of a list, from 0; missing beyond it
  // for (const Value element : list.elements()), for (const Entry member : object.members()); none in anything else
  Elements elements() const;
  Members members() const;
  // Until `visit` returns false.
  void for_each_element(base::FunctionRef<bool(Value)> visit) const;                              // of a list
  void for_each_member(base::FunctionRef<bool(std::string_view name, Value value)> visit) const;  // of an object

  // Neither none, false, 0, nor an empty text, list or object.
  bool is_true() const;
  // none, and an empty text, list or object.
  bool is_empty() const;

 private:
  template <class Item>
  friend class Children;

  constexpr explicit Value(Kind kind) : kind_(kind) {}
  static Value of_text(Kind kind, std::string_view text) {
    Value result(kind);
    result.content_.characters = text.data();
    result.size_ = static_cast<std::uint32_t>(text.size());
    return result;
  }

  Kind kind_ = Kind::missing;
  bool is_json_ = false;  // a list or object of a document
  bool is_comma_text_ = false;
  std::int16_t offset_minutes_ = 0;
  std::uint32_t size_ = 0;
  union Content {
    bool boolean;
    std::int64_t integer;
    const char* characters;
    const Value* elements;
    const Entry* entries;
    json::Value json;
    constexpr Content() : integer(0) {}
  } content_;
};

struct Entry {
  std::string_view name;
  Value value;
};

// The elements of a list, or the members of an object, in their order.
template <class Item>
class Children {
  static constexpr bool is_member = std::is_same_v<Item, Entry>;
  using InDocument = std::conditional_t<is_member, json::Members, json::Elements>;

 public:
  class Iterator {
   public:
    using value_type = Item;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(const Item* at) : at_(at) {}
    explicit Iterator(typename InDocument::Iterator at) : json_(at) {}
    Item operator*() const {
      if (at_ != nullptr) return *at_;
      if constexpr (is_member) {
        const json::Member member = *json_;
        return {member.name(), Value::json(member.value)};
      } else {
        return Value::json(*json_);
      }
    }
    Iterator& operator++() {
      if (at_ != nullptr)
        ++at_;
      else
        ++json_;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Item* at_ = nullptr;  // null: a child in a document, or none
    typename InDocument::Iterator json_;
  };

  explicit Children(const Value& parent) {
    if (!parent.is(is_member ? Value::Kind::object : Value::Kind::list)) return;
    if (parent.is_json_) {
      const InDocument children(parent.content_.json);
      begin_ = Iterator(children.begin());
      end_ = Iterator(children.end());
    } else if (parent.size_ > 0) {
      const Item* first = nullptr;
      if constexpr (is_member)
        first = parent.content_.entries;
      else
        first = parent.content_.elements;
      begin_ = Iterator(first);
      end_ = Iterator(first + parent.size_);
    }
  }
  Iterator begin() const { return begin_; }
  Iterator end() const { return end_; }

 private:
  Iterator begin_, end_;
};

inline Elements Value::elements() const { return Elements(*this); }
inline Members Value::members() const { return Members(*this); }

std::string_view name_of(Value::Kind kind);  // "a text", "a list": for messages

// Deep. Numbers are equal if their values are; a number and a text never are; missing equals none. Spends one of `steps`
// for each comparison, and returns false once they are used up.
bool is_equal(const Value& left, const Value& right, std::size_t& steps);
// Absent if the kinds have no common order. Texts are ordered by code point; a text that is an ISO 8601 date or time is
// compared with a day or time as a point in time.
std::optional<std::strong_ordering> compare(const Value& left, const Value& right);

// What a text shows: none is nothing, a list is joined with commas, an object is JSON, and days and times are ISO 8601.
// Stops after `bytes_max` bytes and returns false.
bool append_text(std::string& out, const Value& value, std::size_t bytes_max);
// Compact JSON. Numbers, and the members' order, stay as they were. Days and times are texts.
bool append_json(std::string& out, const Value& value, std::size_t bytes_max);

// Memory for computed values, which live as long as it. It grows in blocks and never frees single values.
class Arena {
 public:
  Arena() : memory_(first_block_, sizeof(first_block_)) {}

  std::string_view keep(std::string_view text);
  json::Value keep(json::Document document);   // its root
  std::span<Value> values(std::size_t count);  // all missing
  std::span<Entry> entries(std::size_t count);
  std::size_t bytes() const { return bytes_; }  // taken since the last clear()
  void clear() {
    memory_.release();
    documents_.clear();
    bytes_ = 0;
  }

 private:
  void* take(std::size_t bytes, std::size_t alignment) {
    bytes_ += bytes;
    return memory_.allocate(bytes, alignment);
  }

  alignas(std::max_align_t) char first_block_[2048];
  std::pmr::monotonic_buffer_resource memory_;
  std::deque<json::Document> documents_;
  std::size_t bytes_ = 0;
};

}  // namespace connectory::text
