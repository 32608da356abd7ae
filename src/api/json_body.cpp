#include "api/json_body.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "base/nearest.h"
#include "json/pointer.h"
#include "json/utf8.h"

namespace connectory::api {

using service::Error;
using service::Result;

Result<json::Document> parse_object(std::string text) {
  auto document = json::Document::parse(std::move(text));
  if (!document)
    return std::unexpected<service::Failure>(Error{
        Error::Code::invalid_request, fmt::format("The body cannot be read as JSON: {}.", document.error().detail)});
  if (!document->root().is(json::Kind::object))
    return std::unexpected<service::Failure>(
        Error{Error::Code::invalid_parameter,
              fmt::format("The body must be an object, not {}.", json::name_of(document->root().kind()))});
  return *std::move(document);
}

bool BodyProblems::is_full() const { return count_ >= base::limits::body_problems_max; }

void BodyProblems::add(std::string_view pointer, std::string_view what) {
  if (!is_full()) found_.push_back(fmt::format("{} {}", pointer, what));
  ++count_;
}

void BodyProblems::add(std::string_view pointer, json::Value at, std::string_view what) {
  if (is_full()) return add(pointer, what);  // computing a position would read the text from its beginning
  const json::Position position = at.position();
  add(pointer, fmt::format("{} (line {}, column {})", what, position.line, position.column));
}

std::unexpected<service::Failure> BodyProblems::refusal() const {
  std::string detail =
      count_ == 1 ? found_.front() + "." : fmt::format("{} problems: {}.", count_, fmt::join(found_, "; "));
  if (count_ > found_.size()) detail += fmt::format(" And {} more.", count_ - found_.size());
  return std::unexpected<service::Failure>(Error{Error::Code::invalid_parameter, std::move(detail)});
}

std::optional<std::string> string_member(BodyProblems& problems, json::Value object, std::string_view name,
                                         std::string_view pointer) {
  const auto member = object.find(name);
  if (!member || member->is(json::Kind::null)) return std::nullopt;
  if (member->is(json::Kind::string)) return std::string(member->string());
  problems.add(pointer, *member, fmt::format("must be a string, not {}", json::name_of(member->kind())));
  return std::nullopt;
}

std::optional<json::Value> object_member(BodyProblems& problems, json::Value object, std::string_view name,
                                         std::string_view pointer) {
  const auto member = object.find(name);
  if (!member || member->is(json::Kind::object)) return member;
  problems.add(pointer, *member, fmt::format("must be an object, not {}", json::name_of(member->kind())));
  return std::nullopt;
}

std::optional<bool> boolean_member(BodyProblems& problems, json::Value object, std::string_view name,
                                   std::string_view pointer) {
  const auto member = object.find(name);
  if (!member || member->is(json::Kind::null)) return std::nullopt;
  if (member->is(json::Kind::boolean)) return member->boolean();
  problems.add(pointer, *member, fmt::format("must be true or false, not {}", json::name_of(member->kind())));
  return std::nullopt;
}

std::optional<std::int64_t> number_member(BodyProblems& problems, json::Value object, std::string_view name,
                                          std::string_view pointer) {
  const auto member = object.find(name);
  if (!member || member->is(json::Kind::null)) return std::nullopt;
  constexpr double exact_max = 9'007'199'254'740'992;  // 2^53
  auto number = member->integer();
  // 2.0 and 2e0 are whole numbers too (JSON Schema, 4.2.3).
  if (!number && member->is(json::Kind::number))
    if (const double real = member->real(); std::trunc(real) == real && real >= 1 && real <= exact_max)
      number = static_cast<std::int64_t>(real);
  if (number && *number >= 1) return number;
  problems.add(pointer, *member, "must be a whole number of at least 1");
  return std::nullopt;
}

void refuse_unknown_members(BodyProblems& problems, json::Value object, std::span<const std::string_view> known) {
  object.for_each_member([&](json::Value key, json::Value) {
    if (std::ranges::find(known, key.string()) != known.end()) return;
    if (problems.is_full()) return problems.add({}, {});
    const auto meant = base::nearest(key.string(), known);
    const json::Pointer place = json::Pointer() / json::first_code_points(key.string(), base::limits::shown_id_max);
    problems.add(place.text(), key,
                 meant ? fmt::format("is unknown; did you mean {}?", *meant)
                       : fmt::format("is unknown; the known members are {}", fmt::join(known, ", ")));
  });
}

void check_text(BodyProblems& problems, std::string_view pointer, std::string_view text,
                const service::TextRule& rule) {
  if (auto broken = service::find_broken_rule(text, rule)) problems.add(pointer, *broken);
}

}  // namespace connectory::api
