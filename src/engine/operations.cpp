#include "engine/operations.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "crypto/digest.h"
#include "engine/conversion.h"
#include "json/utf8.h"
#include "text/html_text.h"
#include "text/letter_case.h"
#include "text/moment.h"
#include "text/white_space.h"

namespace connectory::engine {
namespace {

namespace op = language::operation;

constexpr std::size_t text_bytes_max = base::limits::expression_result_bytes_max;

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) { return base::is_digit(c) ? c - '0' : base::to_lower(c) - 'a' + 10; };
  std::string made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && base::is_hex_digit(text[at + 1]) &&
        base::is_hex_digit(text[at + 2])) {
      made += static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2]));
      at += 2;
    } else {
      made += text[at];
    }
  }
  return made;
}

// Whether a time in ISO 8601 says its offset.
bool has_offset(std::string_view text) {
  constexpr std::size_t day_length = 10;
  return text.size() > day_length && text.find_first_of("Zz+-", day_length) != std::string_view::npos;
}

text::Moment in_zone(text::Moment moment, const text::TimeZone& zone) {
  constexpr std::int64_t us = 1'000'000;
  const std::int64_t local = text::whole_unix_seconds(moment);
  const std::int64_t fraction = moment.unix_us - local * us;
  const std::int64_t seconds = zone.to_unix(local);
  moment.unix_us = seconds * us + fraction;
  moment.offset_minutes = static_cast<std::int16_t>(zone.offset_seconds(seconds) / 60);
  return moment;
}

}  // namespace

// One operation on one value that is there.
struct OperationRun {
  using Outcome = TreeResult<Operations::Applied>;

  Operations& operations;
  const Value& value;

  Arena& arena() { return operations.arena_; }
  static Outcome failed() { return Operations::Applied{Value::none(), true}; }
  static Outcome of(const Value& made) { return Operations::Applied{made}; }
  Outcome of_text(std::string_view text) { return of(Value::text(arena().keep(text))); }

  // Numbers and other values as texts, as `string` shows them.
  std::string text() const { return text_of(value, text_bytes_max); }
  std::optional<text::Decimal> number() {
    const auto found = number_in(value, arena());
    return found ? found->decimal() : std::nullopt;
  }
  Outcome of_number(const std::optional<text::Decimal>& made) { return made ? of(value_of(*made, arena())) : failed(); }

  TreeResult<const text::TimeZone*> zone_of(const language::Zone& zone) {
    if (const auto* const* known = std::get_if<const text::TimeZone*>(&zone)) return *known;
    std::string name;
    if (const auto done = operations.evaluator_.append(name, std::get<text::Template>(zone)); !done)
      return std::unexpected(TreeError{done.error().detail});
    const text::TimeZone* const found = text::find_time_zone(name);
    if (found == nullptr) return std::unexpected(TreeError{fmt::format("unknown time zone '{}'", name.substr(0, 60))});
    return found;
  }

  // A date or time in ISO 8601, or Unix seconds, in the zone if it says none.
  std::optional<text::Moment> detected(const text::TimeZone* zone) {
    if (value.is_moment()) return value.moment();
    if (value.is_number()) {
      const auto seconds = value.decimal();
      const auto us = seconds ? multiply(*seconds, text::Decimal(1'000'000)) : std::nullopt;
      const auto whole = us ? us->truncated().integer() : std::nullopt;
      return whole ? std::optional(text::Moment{.unix_us = *whole}) : std::nullopt;
    }
    const std::string written = text();
    const std::string_view bare = text::without_white_space(written);
    auto moment = text::parse_moment(bare);
    if (moment && zone != nullptr && !moment->is_day && !has_offset(bare)) moment = in_zone(*moment, *zone);
    return moment;
  }

  Outcome operator()(const op::ConvertDate& each) {
    const text::TimeZone* zone = nullptr;
    if (each.zone) {
      TRY(zone, zone_of(*each.zone));
    }
    std::optional<text::Moment> moment;
    if (each.from) {
      const std::string written = text();
      moment = text::parse_moment(text::without_white_space(written), *each.from, zone);
    } else {
      moment = detected(zone);
    }
    return moment ? of_text(text::format_moment(*moment, each.to)) : failed();
  }
  Outcome operator()(const op::ConvertTimezone& each) {
    TRY(const text::TimeZone* const from, zone_of(each.from));
    TRY(const text::TimeZone* const to, zone_of(each.to));
    auto moment = detected(from);
    if (!moment) return failed();
    if (moment->is_day) *moment = in_zone({.unix_us = moment->unix_us}, *from);
    moment->offset_minutes = static_cast<std::int16_t>(to->offset_seconds(text::whole_unix_seconds(*moment)) / 60);
    return of_text(text::to_text(*moment));
  }

  Outcome operator()(const op::ToNumber& each) {
    if (value.is_number()) return of(value);
    const std::string written = text();
    std::string plain;
    for (std::string_view rest = written; !rest.empty();) {
      if (!each.thousands.empty() && rest.starts_with(each.thousands)) {
        rest.remove_prefix(each.thousands.size());
      } else if (rest.starts_with(each.decimal)) {
        plain += '.';
        rest.remove_prefix(each.decimal.size());
      } else if (base::is_digit(rest.front()) || rest.front() == '-' || rest.front() == '+' || rest.front() == '.') {
        plain += rest.front();
        rest.remove_prefix(1);
      } else if (constexpr std::string_view minus = "\u2212"; rest.starts_with(minus)) {
        plain += '-';
        rest.remove_prefix(minus.size());
      } else {
        // A currency sign or a blank, also one that does not break; a letter or `%` makes it no number.
        const std::size_t length = json::first_code_points(rest, 1).size();
        const bool is_sign = length > 1 || base::is_space(rest.front()) || rest.front() == '$';
        if (!is_sign) return failed();
        rest.remove_prefix(length);
      }
    }
    const auto number = number_in(Value::text(plain), arena());
    return number ? of(*number) : failed();
  }

  Outcome operator()(const op::Multiply& each) {
    const auto found = number();
    return of_number(found ? multiply(*found, each.by) : std::nullopt);
  }
  Outcome operator()(const op::Divide& each) {
    const auto found = number();
    return of_number(found ? divide(*found, each.by) : std::nullopt);
  }
  Outcome operator()(const op::Add& each) {
    const auto found = number();
    return of_number(found ? add(*found, each.by) : std::nullopt);
  }
  Outcome operator()(const op::Round& each) {
    const auto found = number();
    return of_number(found ? std::optional(found->rounded(static_cast<int>(each.digits))) : std::nullopt);
  }

  Outcome operator()(const op::Replace& each) {
    const std::string written = text();
    std::string made;
    std::string_view rest = written;
    for (std::size_t at = rest.find(each.search); at != std::string_view::npos; at = rest.find(each.search)) {
      made += rest.substr(0, at);
      made += each.replacement;
      if (made.size() > text_bytes_max) return failed();
      rest.remove_prefix(at + each.search.size());
    }
    return of_text(made += rest);
  }
  Outcome operator()(const op::RegexExtract& each) {
    const re2::RE2& pattern = *each.pattern.program;
    const std::string written = text();
    const auto group = static_cast<std::size_t>(each.group);
    std::vector<re2::StringPiece> groups(group + 1);
    if (!pattern.Match(written, 0, written.size(), re2::RE2::UNANCHORED, groups.data(),
                       static_cast<int>(groups.size())))
      return of(Value::none());
    const re2::StringPiece& found = groups[group];
    return found.data() == nullptr ? of(Value::none()) : of_text({found.data(), found.size()});
  }
  Outcome operator()(const op::RegexReplace& each) {
    std::string made = text();
    re2::RE2::GlobalReplace(&made, *each.pattern.program, each.replacement);
    return made.size() > text_bytes_max ? failed() : of_text(made);
  }
  Outcome operator()(const op::MapValues& each) {
    const std::string written = text();
    if (const auto found = each.values.find(written); found != each.values.end()) return of(value_of(found->second));
    return of(each.fallback ? value_of(*each.fallback) : value);
  }
  Outcome operator()(const op::Default& each) { return of(value.is_empty() ? value_of(each.value) : value); }
  Outcome operator()(const op::Trim&) { return of_text(text::without_white_space(text())); }
  Outcome operator()(const op::Upper&) {
    std::string made;
    text::append_upper(made, text());
    return of_text(made);
  }
  Outcome operator()(const op::Lower&) {
    std::string made;
    text::append_lower(made, text());
    return of_text(made);
  }
  Outcome operator()(const op::Substring& each) {
    const std::string written = text();
    const auto count = static_cast<std::int64_t>(json::count_code_points(written));
    const std::int64_t start = std::clamp<std::int64_t>(each.start < 0 ? count + each.start : each.start, 0, count);
    const std::int64_t end = each.length ? std::min(count, start + *each.length) : count;
    const std::string_view before = json::first_code_points(written, static_cast<std::size_t>(start));
    return of_text(json::first_code_points(std::string_view(written).substr(before.size()),
                                           static_cast<std::size_t>(std::max<std::int64_t>(end - start, 0))));
  }
  Outcome operator()(const op::Split& each) {
    const std::string written = text();
    std::vector<std::string_view> parts;
    std::string_view rest = written;
    for (std::size_t at = rest.find(each.separator); at != std::string_view::npos; at = rest.find(each.separator)) {
      parts.push_back(rest.substr(0, at));
      rest.remove_prefix(at + each.separator.size());
    }
    parts.push_back(rest);
    const auto size = static_cast<std::int64_t>(parts.size());
    const std::int64_t index = each.index < 0 ? size + each.index : each.index;
    return index < 0 || index >= size ? of(Value::none()) : of_text(parts[static_cast<std::size_t>(index)]);
  }
  Outcome operator()(const op::Join& each) {
    if (!value.is(Value::Kind::list)) return of(value);
    std::string made;
    bool is_first = true;
    for (const Value element : value.elements()) {
      if (element.is_none()) continue;
      if (!is_first) made += each.separator;
      is_first = false;
      if (!text::append_text(made, element, text_bytes_max) || made.size() > text_bytes_max) return failed();
    }
    return of_text(made);
  }
  Outcome operator()(const op::Concat& each) {
    std::string made;
    if (const auto done = operations.evaluator_.append(made, each.prefix); !done)
      return std::unexpected(TreeError{done.error().detail});
    made += text();
    if (const auto done = operations.evaluator_.append(made, each.suffix); !done)
      return std::unexpected(TreeError{done.error().detail});
    return of_text(made);
  }
  Outcome operator()(const op::JsonPath& each) {
    Value tree = value;
    if (value.is(Value::Kind::text)) {
      auto document = json::Document::parse(std::string(value.text()));
      if (!document) return failed();
      tree = Value::json(arena().keep(*std::move(document)));
    }
    const auto found = json::find_first(each.path, TreeNode(tree));
    if (!found) return failed();
    return of(*found ? (*found)->value() : Value::none());
  }
  Outcome operator()(const op::UrlDecode&) {
    const std::string made = percent_decoded(text());
    return json::is_utf8(made) ? of_text(made) : failed();
  }
  Outcome operator()(const op::HtmlToText&) { return of_text(text::html_to_text(text())); }
  Outcome operator()(const op::Hash& each) {
    using enum op::Hash::Algorithm;
    const crypto::Digest digest = each.algorithm == sha256 ? crypto::Digest::sha256
                                  : each.algorithm == sha1 ? crypto::Digest::sha1
                                                           : crypto::Digest::md5;
    return of_text(crypto::to_hex(crypto::digest(digest, text())));
  }
};

TreeResult<Operations::Applied> Operations::apply(std::span<const language::Operation> operations, const Value& value) {
  Applied now{value};
  for (const language::Operation& each : operations) {
    if (now.value.is_none() && !std::holds_alternative<op::Default>(each)) continue;
    TRY(const Applied next, std::visit(OperationRun{*this, now.value}, each));
    now = {next.value, now.has_failed || next.has_failed};
  }
  return now;
}

}  // namespace connectory::engine
