// What the filters do.

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "json/utf8.h"
#include "text/expression_run_impl.h"
#include "text/letter_case.h"
#include "text/white_space.h"

namespace connectory::text {
namespace {

using F = FilterName;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// RFC 3986: everything but the unreserved characters.
void append_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (base::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += base::upper_hex_digits[byte >> 4U];
    out += base::upper_hex_digits[byte & 15U];
  }
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  while (true) {
    const std::size_t found = from.empty() ? std::string_view::npos : text.find(from);
    result += text.substr(0, found);
    if (found == std::string_view::npos) return result;
    result += to;
    text.remove_prefix(found + from.size());
  }
}

std::string escaped_xml(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

std::optional<std::string> decoded_base64(std::string_view text) {
  std::string standard;
  for (const char c : text)
    if (!base::is_space(c) && c != '=') standard += c == '-' ? '+' : c == '_' ? '/' : c;
  while (standard.size() % 4 != 0) standard += '=';
  auto decoded = crypto::from_base64(standard);
  if (decoded && !json::is_utf8(*decoded)) decoded.reset();
  return decoded;
}

}  // namespace

Value ExpressionRun::filter(FilterName name, const Value& subject, const FilterNode& node) {
  switch (name) {
    case F::default_:
      if (!subject.is_empty() || node.arguments.empty()) return subject;
      return evaluate(node.arguments[0]);
    case F::json: {
      std::string text;
      if (!append_json(text, subject, base::limits::expression_result_bytes_max)) return fail_too_large();
      return text_value(text);
    }
    case F::text: return subject.is_none() ? Value::none() : Value::text(text_of(subject));
    case F::list:
      if (subject.is(Value::Kind::list)) return subject.as_list();
      return kept_list(subject.is_none() ? std::vector<Value>() : std::vector{subject});
    case F::length:
      if (subject.is(Value::Kind::list) || subject.is(Value::Kind::object))
        return Value::integer(static_cast<std::int64_t>(subject.size()));
      return Value::integer(static_cast<std::int64_t>(json::count_code_points(text_of(subject))));
    case F::first: return step(subject.is(Value::Kind::list) ? subject : Value::text(text_of(subject)), {}, 0);
    case F::last: return step(subject.is(Value::Kind::list) ? subject : Value::text(text_of(subject)), {}, -1);
    case F::nth: {
      const Value index = evaluate(node.arguments[0]);
      if (!index.is(Value::Kind::integer)) return index.is_none() ? Value::none() : none(Remark::conversion);
      return step(subject.is(Value::Kind::list) ? subject : Value::text(text_of(subject)), {}, index.integer());
    }
    case F::contains:
      if (subject.is_none()) return Value::none();
      if (subject.is(Value::Kind::list) || subject.is(Value::Kind::object))
        return Value::boolean(is_in(evaluate(node.arguments[0]), subject));
      return filter_text(name, subject, node);
    default: break;
  }
  if (subject.is_none()) return Value::none();
  if (!Kinds::of(subject.kind()).is_within(rule_of(name).subject)) return none(Remark::subject);
  switch (name) {
    case F::int_:
    case F::float_:
    case F::number:
    case F::round:
    case F::abs: return filter_number(name, subject, node);
    case F::date:
    case F::date_parse:
    case F::add:
    case F::add_days:
    case F::timestamp:
    case F::iso: return filter_moment(name, subject, node);
    case F::objects:
    case F::map:
    case F::where:
    case F::unique:
    case F::sort:
    case F::min:
    case F::max:
    case F::sum:
    case F::keys:
    case F::values:
    case F::items: return filter_list(name, subject, node);
    default: return filter_text(name, subject, node);
  }
}

Value ExpressionRun::filter_text(FilterName name, const Value& subject, const FilterNode& node) {
  if (name == F::join && subject.is(Value::Kind::list)) {
    const std::string separator(text_of(evaluate(node.arguments[0])));
    std::string joined;
    bool is_first = true;
    subject.for_each_element([&](const Value& element) {
      if (!is_first) joined += separator;
      is_first = false;
      return append_text(joined, element, base::limits::expression_result_bytes_max) && spend_bytes(joined.size());
    });
    return error_ ? Value() : text_value(joined);
  }
  const std::string_view text = text_of(subject);
  const auto argument = [&](std::size_t index) { return text_of(evaluate(node.arguments[index])); };
  const auto pattern = [&]() -> const re2::RE2* {
    const auto* const program = std::get_if<json::RegexProgram>(node.prepared.data());
    return program == nullptr ? nullptr : program->get();
  };
  std::string made;
  switch (name) {
    case F::lower: append_lower(made, text); break;
    case F::upper: append_upper(made, text); break;
    case F::trim: return Value::text(without_white_space(text));
    case F::replace: {
      const std::string_view from = argument(0);
      const std::string_view to = argument(1);
      // Each byte of the text can become the replacement.
      if (!from.empty() && !spend_bytes(text.size() / from.size() * to.size())) return {};
      made = replaced(text, from, to);
      break;
    }
    case F::contains: return Value::boolean(text.find(argument(0)) != std::string_view::npos);
    case F::starts_with: return Value::boolean(text.starts_with(argument(0)));
    case F::ends_with: return Value::boolean(text.ends_with(argument(0)));
    case F::match:
      if (pattern() == nullptr) return {};
      return Value::boolean(re2::RE2::PartialMatch(piece(text), *pattern()));
    case F::regex_extract: {
      if (pattern() == nullptr) return {};
      const int groups = pattern()->NumberOfCapturingGroups();
      std::int64_t group = groups > 0 ? 1 : 0;
      if (node.arguments.size() > 1) {
        const Value wanted = evaluate(node.arguments[1]);
        if (!wanted.is(Value::Kind::integer)) return none(Remark::conversion);
        group = wanted.integer();
      }
      if (group < 0 || group > groups) return none(Remark::conversion);
      std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups) + 1);
      if (!pattern()->Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, found.data(), groups + 1))
        return Value::none();
      const re2::StringPiece part = found[static_cast<std::size_t>(group)];
      return part.data() == nullptr ? Value::none() : Value::text({part.data(), part.size()});
    }
    case F::regex_replace: {
      if (pattern() == nullptr) return {};
      const std::string_view with = argument(1);
      if (!spend_bytes((text.size() + 1) * with.size())) return {};
      made = text;
      re2::RE2::GlobalReplace(&made, *pattern(), piece(with));
      break;
    }
    case F::snake_case: made = in_snake_case(text); break;
    case F::split: {
      const std::string separator(argument(0));
      if (separator.empty()) return none(Remark::conversion);
      std::vector<Value> parts;
      for (std::string_view rest = text;;) {
        const std::size_t end = rest.find(separator);
        parts.push_back(Value::text(rest.substr(0, end)));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + separator.size());
      }
      return kept_list(parts);
    }
    case F::join: return Value::text(text);  // one element
    case F::from_json: {
      if (!spend_bytes(text.size())) return {};
      auto document = json::Document::parse(std::string(text));
      return document ? Value::json(arena().keep(*std::move(document))) : none(Remark::conversion);
    }
    case F::urlencode: append_encoded(made, text); break;
    case F::path: return path_segments(text);
    case F::xml: made = escaped_xml(text); break;
    case F::base64: made = crypto::to_base64(text); break;
    case F::base64_decode: {
      auto decoded = decoded_base64(text);
      if (!decoded) return none(Remark::conversion);
      made = *std::move(decoded);
      break;
    }
    case F::hex: made = crypto::to_hex(text); break;
    case F::md5: made = crypto::to_hex(crypto::digest(crypto::Digest::md5, text)); break;
    case F::sha1: made = crypto::to_hex(crypto::digest(crypto::Digest::sha1, text)); break;
    case F::sha256: made = crypto::to_hex(crypto::digest(crypto::Digest::sha256, text)); break;
    case F::sha512: made = crypto::to_hex(crypto::digest(crypto::Digest::sha512, text)); break;
    case F::hmac_sha1: made = crypto::to_hex(crypto::hmac(crypto::Digest::sha1, argument(0), text)); break;
    case F::hmac_sha256: made = crypto::to_hex(crypto::hmac(crypto::Digest::sha256, argument(0), text)); break;
    case F::hmac_sha512: made = crypto::to_hex(crypto::hmac(crypto::Digest::sha512, argument(0), text)); break;
    default: std::unreachable();
  }
  return text_value(made);
}

Value ExpressionRun::path_segments(std::string_view text) {
  std::string path;
  for (std::string_view rest = text;;) {
    const std::size_t end = rest.find('/');
    const std::string_view segment = rest.substr(0, end);
    if (segment.empty() || segment == "." || segment == "..")
      return fail(EvaluationError::Code::refused, segment.empty()
                                                      ? "the filter 'path' refuses an empty segment"
                                                      : "the filter 'path' refuses the segments '.' and '..'");
    append_encoded(path, segment);
    if (end == std::string_view::npos) break;
    path += '/';
    rest.remove_prefix(end + 1);
  }
  return text_value(path);
}

Value ExpressionRun::filter_number(FilterName name, const Value& subject, const FilterNode& node) {
  const Value number = number_of(subject);
  if (number.is_none()) return none(Remark::conversion);
  if (name == F::number || name == F::float_) return number;
  if (number.is(Value::Kind::integer) && name == F::int_) return number;
  const auto value = number.decimal();
  if (!value) return none(Remark::overflow);
  switch (name) {
    case F::int_: return number_value(value->truncated());
    case F::abs: return value->is_negative() ? number_value(-*value) : number;
    default: break;
  }
  std::int64_t digits = 0;
  if (!node.arguments.empty()) {
    const Value wanted = evaluate(node.arguments[0]);
    if (!wanted.is(Value::Kind::integer)) return none(Remark::conversion);
    digits = wanted.integer();
  }
  constexpr std::int64_t digits_max = 100;
  return number_value(value->rounded(static_cast<int>(std::clamp(digits, -digits_max, digits_max))));
}

Value ExpressionRun::filter_moment(FilterName name, const Value& subject, const FilterNode& node) {
  const auto zone_at = [&](std::size_t index, const TimeZone*& zone) {
    if (node.arguments.size() <= index) return true;
    if (const auto* prepared = std::get_if<const TimeZone*>(&node.prepared[index])) {
      zone = *prepared;
    } else {
      const Value wanted = evaluate(node.arguments[index]);
      if (wanted.is_empty()) return true;
      zone = find_time_zone(text_of(wanted));
    }
    return zone != nullptr;
  };
  const TimeZone* zone = nullptr;
  const auto* const format = node.prepared.empty() ? nullptr : std::get_if<DateFormat>(&node.prepared[0]);
  if (name == F::date_parse) {
    if (format == nullptr || !zone_at(1, zone)) return none(Remark::conversion);
    const auto moment = parse_moment(without_white_space(text_of(subject)), *format, zone);
    return moment ? Value::moment(*moment) : none(Remark::conversion);
  }
  const auto moment = moment_of(subject);
  if (!moment) return none(Remark::conversion);
  switch (name) {
    case F::date:
      if (format == nullptr || !zone_at(1, zone)) return none(Remark::conversion);
      return text_value(format_moment(*moment, *format, zone));
    case F::timestamp: return Value::integer(whole_unix_seconds(*moment));
    case F::iso: {
      static const DateFormat iso = *parse_date_format("YYYY-MM-DDTHH:mm:ssZ");
      return text_value(format_moment(*moment, iso));
    }
    case F::add_days: {
      const Value days = evaluate(node.arguments[0]);
      if (!days.is(Value::Kind::integer)) return none(Remark::conversion);
      const auto moved = add_days(*moment, days.integer());
      return moved ? Value::moment(*moved) : none(Remark::overflow);
    }
    default: break;
  }
  std::optional<Duration> duration;
  if (const auto* prepared = std::get_if<Duration>(node.prepared.data()))
    duration = *prepared;
  else
    duration = parse_duration(text_of(evaluate(node.arguments[0])));
  if (!duration) return none(Remark::conversion);
  const auto moved = add(*moment, *duration);
  return moved ? Value::moment(*moved) : none(Remark::overflow);
}

Value ExpressionRun::filter_list(FilterName name, const Value& subject, const FilterNode& node) {
  constexpr std::size_t elements_per_step = 8;
  if (!spend(subject.size() / elements_per_step)) return {};
  const auto argument = [&](std::size_t index) { return text_of(evaluate(node.arguments[index])); };
  std::vector<Value> made;
  switch (name) {
    case F::map: {
      const std::string_view member = argument(0);
      subject.for_each_element([&](const Value& element) { return made.push_back(element.find(member)), true; });
      return kept_list(made);
    }
    case F::where: {
      const std::string_view member = argument(0);
      const Value wanted = evaluate(node.arguments[1]);
      subject.for_each_element([&](const Value& element) {
        if (holds(Comparison::equal, element.find(member), wanted).value_or(false)) made.push_back(element);
        return !error_;
      });
      return kept_list(made);
    }
    case F::objects: {
      const std::string_view member = argument(0);
      if (!spend_bytes(subject.size() * sizeof(Entry))) return {};
      subject.for_each_element([&](const Value& element) {
        const std::span<Entry> entry = arena().entries(1);
        entry[0] = {member, element};
        return made.push_back(Value::object(entry)), true;
      });
      return kept_list(made);
    }
    case F::keys:
      subject.for_each_member(
          [&](std::string_view key, const Value&) { return made.push_back(Value::text(key)), true; });
      return kept_list(made);
    case F::values:
      subject.for_each_member([&](std::string_view, const Value& value) { return made.push_back(value), true; });
      return kept_list(made);
    case F::items:
      subject.for_each_member([&](std::string_view key, const Value& value) {
        made.push_back(kept_list({Value::text(key), value}));
        return !error_;
      });
      return kept_list(made);
    case F::unique: return unique(subject);
    case F::sort: return sorted(subject, node.arguments.empty() ? std::nullopt : std::optional(argument(0)));
    case F::min:
    case F::max: {
      Extreme extreme(name == F::max);
      bool has_order = true;
      subject.for_each_element([&](const Value& element) { return has_order = extreme.add(element); });
      return has_order ? extreme.best() : none(Remark::order);
    }
    case F::sum: return sum(subject);
    default: std::unreachable();
  }
}

Value ExpressionRun::sum(const Value& list) {
  Value total = Value::integer(0);
  bool is_number = true;
  list.for_each_element([&](const Value& element) {
    if (element.is_none()) return true;
    const Value number = number_of(element);
    is_number = !number.is_none();
    if (is_number) total = compute(Arithmetic::add, total, number);
    return is_number && !error_;
  });
  return is_number ? total : none(Remark::arithmetic);
}

Value ExpressionRun::unique(const Value& list) {
  std::unordered_set<std::string> seen;
  std::vector<Value> made;
  list.for_each_element([&](const Value& element) {
    // Equal values have equal JSON, apart from the spelling of numbers.
    std::string key;
    if (const auto number = element.decimal())
      key = number->text();
    else if (!append_json(key, element, base::limits::expression_result_bytes_max))
      fail_too_large();
    if (seen.insert(std::move(key)).second) made.push_back(element);
    return !error_;
  });
  return kept_list(made);
}

Value ExpressionRun::sorted(const Value& list, std::optional<std::string_view> name) {
  struct Keyed {
    Value key, element;
    std::size_t index;  // equal elements stay in their order
  };
  std::vector<Keyed> all;
  bool has_order = true;
  list.for_each_element([&](const Value& element) {
    all.push_back({name ? element.find(*name) : element, element, all.size()});
    const Value& first = all.front().key;
    const Value& last = all.back().key;
    // Only within one kind is the order transitive, as std::sort requires.
    has_order = has_order && Kinds::of(first.kind()) == Kinds::of(last.kind()) && compare(first, last).has_value();
    return true;
  });
  if (!has_order) return none(Remark::order);
  std::ranges::sort(all, [](const Keyed& left, const Keyed& right) {
    const auto order = compare(left.key, right.key);
    return order && *order != 0 ? *order < 0 : left.index < right.index;
  });
  std::vector<Value> made;
  for (const Keyed& each : all) made.push_back(each.element);
  return kept_list(made);
}

}  // namespace connectory::text
