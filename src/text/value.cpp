#include "text/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#include "json/writer.h"

namespace connectory::text {
namespace {

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 20> digits{};
  const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

// Writes a value as JSON; false if there are too many bytes.
class JsonText {
 public:
  JsonText(std::string& out, std::size_t bytes_max) : out_(out), limit_(out.size() + bytes_max) {}

  bool write(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::missing:
      case Value::Kind::none: out_ += "null"; break;
      case Value::Kind::boolean: out_ += value.boolean() ? "true" : "false"; break;
      case Value::Kind::integer: append_integer(out_, value.integer()); break;
      case Value::Kind::decimal: out_ += value.text(); break;
      case Value::Kind::text:
        if (value.text().size() > limit_) return false;
        json::append_quoted(out_, value.text());
        break;
      case Value::Kind::day:
      case Value::Kind::time: json::append_quoted(out_, to_text(value.moment())); break;
      case Value::Kind::list: {
        char before = '[';
        value.for_each_element([&](const Value& element) {
          out_ += before;
          before = ',';
          return write(element);
        });
        if (before == '[') out_ += before;
        out_ += ']';
        break;
      }
      case Value::Kind::object: {
        char before = '{';
        value.for_each_member([&](std::string_view name, const Value& member) {
          out_ += before;
          before = ',';
          json::append_quoted(out_, name);
          out_ += ':';
          return write(member);
        });
        if (before == '{') out_ += before;
        out_ += '}';
        break;
      }
    }
    return out_.size() <= limit_;
  }

 private:
  std::string& out_;
  std::size_t limit_;
};

}  // namespace

Value Value::json(json::Value value) {
  switch (value.kind()) {
    case json::Kind::null: return none();
    case json::Kind::boolean: return boolean(value.boolean());
    case json::Kind::number:
      if (const auto whole = value.integer()) return integer(*whole);
      return decimal(value.raw());
    case json::Kind::string: return text(value.string());
    case json::Kind::array:
    case json::Kind::object: {
      Value result(value.is(json::Kind::array) ? Kind::list : Kind::object);
      result.is_json_ = true;
      result.content_.json = value;
      return result;
    }
  }
  std::unreachable();
}

std::optional<Decimal> Value::decimal() const {
  if (kind_ == Kind::integer) return Decimal(content_.integer);
  if (kind_ == Kind::decimal) return Decimal::parse(text());
  return std::nullopt;
}

std::size_t Value::size() const {
  if (kind_ != Kind::list && kind_ != Kind::object) return 0;
  return is_json_ ? content_.json.size() : size_;
}

Value Value::find(std::string_view name) const {
  if (kind_ != Kind::object) return {};
  if (is_json_) {
    const auto found = content_.json.find(name);
    return found ? json(*found) : Value();
  }
  for (const Entry& entry : std::span(content_.entries, size_))
    if (entry.name == name) return entry.value;
  return {};
}

Value Value::element(std::size_t index) const {
  if (kind_ != Kind::list || index >= size()) return {};
  return is_json_ ? json(*content_.json.element(index)) : content_.elements[index];
}

void Value::for_each_element(base::FunctionRef<bool(Value)> visit) const {
  if (kind_ != Kind::list) return;
  if (is_json_) {
    for (const json::Value element : content_.json.elements())
      if (!visit(json(element))) return;
  } else {
    for (const Value& element : std::span(content_.elements, size_))
      if (!visit(element)) return;
  }
}

void Value::for_each_member(base::FunctionRef<bool(std::string_view, Value)> visit) const {
  if (kind_ != Kind::object) return;
  if (is_json_) {
    for (const json::Member member : content_.json.members())
      if (!visit(member.name(), json(member.value))) return;
  } else {
    for (const Entry& entry : std::span(content_.entries, size_))
      if (!visit(entry.name, entry.value)) return;
  }
}

bool Value::is_true() const {
  switch (kind_) {
    case Kind::missing:
    case Kind::none: return false;
    case Kind::boolean: return content_.boolean;
    case Kind::integer: return content_.integer != 0;
    case Kind::decimal: {
      const auto value = decimal();
      return !value || !value->is_zero();
    }
    case Kind::text: return size_ != 0;
    case Kind::list:
    case Kind::object: return size() != 0;
    case Kind::day:
    case Kind::time: return true;
  }
  std::unreachable();
}

bool Value::is_empty() const {
  switch (kind_) {
    case Kind::missing:
    case Kind::none: return true;
    case Kind::text: return size_ == 0;
    case Kind::list:
    case Kind::object: return size() == 0;
    case Kind::boolean:
    case Kind::integer:
    case Kind::decimal:
    case Kind::day:
    case Kind::time: return false;
  }
  std::unreachable();
}

std::string_view name_of(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::missing: return "nothing";
    case Value::Kind::none: return "none";
    case Value::Kind::boolean: return "true or false";
    case Value::Kind::integer:
    case Value::Kind::decimal: return "a number";
    case Value::Kind::text: return "a text";
    case Value::Kind::list: return "a list";
    case Value::Kind::object: return "an object";
    case Value::Kind::day: return "a date";
    case Value::Kind::time: return "a time";
  }
  std::unreachable();
}

bool is_equal(const Value& left, const Value& right, std::size_t& steps) {
  if (steps == 0) return false;
  --steps;
  if (left.is_none() || right.is_none()) return left.is_none() && right.is_none();
  if (left.is(Value::Kind::list) && right.is(Value::Kind::list)) {
    if (left.size() != right.size()) return false;
    if (left.size() > steps) return steps = 0, false;
    std::vector<Value> others;
    others.reserve(right.size());
    right.for_each_element([&](const Value& element) { return others.push_back(element), true; });
    bool are_equal = true;
    auto other = others.begin();
    left.for_each_element([&](const Value& element) { return are_equal = is_equal(element, *other++, steps); });
    return are_equal;
  }
  if (left.is(Value::Kind::object) && right.is(Value::Kind::object)) {
    if (left.size() != right.size()) return false;
    bool are_equal = true;
    left.for_each_member([&](std::string_view name, const Value& member) {
      steps -= std::min(steps, right.size());  // find() compares that many names
      const Value other = right.find(name);
      return are_equal = !other.is(Value::Kind::missing) && is_equal(member, other, steps);
    });
    return are_equal;
  }
  const auto order = compare(left, right);
  return order && *order == std::strong_ordering::equal;
}

std::optional<std::strong_ordering> compare(const Value& left, const Value& right) {
  using Kind = Value::Kind;
  if (left.is(Kind::integer) && right.is(Kind::integer)) return left.integer() <=> right.integer();
  if (left.is_number() && right.is_number()) {
    const auto l = left.decimal();
    const auto r = right.decimal();
    if (l && r) return *l <=> *r;
    return std::nullopt;
  }
  if (left.is(Kind::text) && right.is(Kind::text)) {
    // The order of UTF-8 bytes is that of code points.
    return left.text().compare(right.text()) <=> 0;
  }
  if (left.is(Kind::boolean) && right.is(Kind::boolean)) return left.boolean() <=> right.boolean();
  if (left.is_moment() || right.is_moment()) {
    const auto moment = [](const Value& value) {
      return value.is_moment()      ? std::optional(value.moment())
             : value.is(Kind::text) ? parse_moment(value.text())
                                    : std::nullopt;
    };
    const auto l = moment(left);
    const auto r = moment(right);
    if (l && r) return *l <=> *r;
  }
  return std::nullopt;
}

bool append_json(std::string& out, const Value& value, std::size_t bytes_max) {
  return JsonText(out, bytes_max).write(value);
}

bool append_text(std::string& out, const Value& value, std::size_t bytes_max) {
  const std::size_t limit = out.size() + bytes_max;
  switch (value.kind()) {
    case Value::Kind::missing:
    case Value::Kind::none: return true;
    case Value::Kind::text:
    case Value::Kind::decimal:
      if (value.text().size() > bytes_max) return false;
      out += value.text();
      return true;
    case Value::Kind::boolean: out += value.boolean() ? "true" : "false"; break;
    case Value::Kind::integer: append_integer(out, value.integer()); break;
    case Value::Kind::day:
    case Value::Kind::time: out += to_text(value.moment()); break;
    case Value::Kind::object: return append_json(out, value, bytes_max);
    case Value::Kind::list: {
      bool is_first = true;
      bool fits = true;
      value.for_each_element([&](const Value& element) {
        if (!is_first) out += ',';
        is_first = false;
        const std::size_t room = limit > out.size() ? limit - out.size() : 0;
        // A list within a list is JSON, so that the commas of the outer one stay recognizable.
        fits = out.size() <= limit &&
               (element.is(Value::Kind::list) ? append_json(out, element, room) : append_text(out, element, room));
        return fits;
      });
      return fits;
    }
  }
  return out.size() <= limit;
}

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  char* const copy = static_cast<char*>(take(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

json::Value Arena::keep(json::Document document) {
  bytes_ += document.text().size();
  return documents_.emplace_back(std::move(document)).root();
}

std::span<Value> Arena::values(std::size_t count) {
  if (count == 0) return {};
  auto* const first = static_cast<Value*>(take(count * sizeof(Value), alignof(Value)));
  std::uninitialized_default_construct_n(first, count);
  return {first, count};
}

std::span<Entry> Arena::entries(std::size_t count) {
  if (count == 0) return {};
  auto* const first = static_cast<Entry*>(take(count * sizeof(Entry), alignof(Entry)));
  std::uninitialized_default_construct_n(first, count);
  return {first, count};
}

}  // namespace connectory::text
