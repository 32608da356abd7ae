#include "api/json_body.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "json/utf8.h"

namespace connectory::api {

using service::Error;
using service::Result;

Result<json::Document> parse_object(std::string text) {
  auto document = json::Document::parse(std::move(text));
  if (!document)
    return std::unexpected<service::Failure>(
        Error{Error::Code::invalid_request,
              fmt::format("The body is not JSON that is taken here: {}.", document.error().detail)});
  if (!document->root().is(json::Kind::object))
    return std::unexpected<service::Failure>(
        Error{Error::Code::invalid_parameter,
              fmt::format("The body must be an object, not {}.", json::name_of(document->root().kind()))});
  return *std::move(document);
}

void BodyProblems::add(std::string_view pointer, std::string_view what) {
  found_.push_back(fmt::format("{} {}", pointer, what));
}

void BodyProblems::add(std::string_view pointer, json::Value at, std::string_view what) {
  const json::Position position = at.position();
  add(pointer, fmt::format("{} (line {}, column {})", what, position.line, position.column));
}

std::unexpected<service::Failure> BodyProblems::refusal() const {
  std::string detail = found_.size() == 1 ? found_.front() + "."
                                          : fmt::format("{} problems: {}.", found_.size(), fmt::join(found_, "; "));
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

void check_text(BodyProblems& problems, std::string_view pointer, std::string_view text, TextRule rule) {
  if (!json::is_utf8(text)) return problems.add(pointer, "must be UTF-8");
  if (text.contains('\0')) return problems.add(pointer, "must not contain the character U+0000");
  const std::size_t points = json::count_code_points(text);
  if (points < rule.points_min || points > rule.points_max)
    problems.add(pointer,
                 fmt::format("has {} characters; {} to {} are allowed", points, rule.points_min, rule.points_max));
}

}  // namespace connectory::api
