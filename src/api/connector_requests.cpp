#include "api/connector_requests.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"
#include "json/document.h"
#include "json/utf8.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;
using service::Error;
using service::Result;

constexpr std::string_view identifier_rule = "must be 1 to 100 characters of A-Z, a-z, 0-9, '_' and '-'";

std::unexpected<service::Failure> bad_request(std::string detail) {
  return std::unexpected<service::Failure>(Error{Error::Code::invalid_request, std::move(detail)});
}

// What is wrong with one body, gathered while it is read.
class Problems {
 public:
  void add(std::string_view pointer, std::string_view what) { found_.push_back(fmt::format("{} {}", pointer, what)); }
  void add(std::string_view pointer, json::Value at, std::string_view what) {
    const json::Position position = at.position();
    add(pointer, fmt::format("{} (line {}, column {})", what, position.line, position.column));
  }
  bool is_empty() const { return found_.empty(); }
  std::unexpected<service::Failure> refusal() const {
    std::string detail = found_.size() == 1 ? found_.front() + "."
                                            : fmt::format("{} problems: {}.", found_.size(), fmt::join(found_, "; "));
    return std::unexpected<service::Failure>(Error{Error::Code::invalid_parameter, std::move(detail)});
  }

 private:
  std::vector<std::string> found_;
};

void check_text(Problems& problems, std::string_view pointer, std::string_view text, std::size_t points_min,
                std::size_t points_max) {
  if (!json::is_utf8(text)) return problems.add(pointer, "must be UTF-8");
  if (text.contains('\0')) return problems.add(pointer, "must not contain the character U+0000");
  const std::size_t points = json::count_code_points(text);
  if (points < points_min || points > points_max)
    problems.add(pointer, fmt::format("has {} characters; {} to {} are allowed", points, points_min, points_max));
}

void check_title(Problems& problems, std::string_view pointer, std::string_view text) {
  check_text(problems, pointer, text, 1, limits::connector_title_max);
}

void check_description(Problems& problems, std::string_view pointer, std::string_view text) {
  check_text(problems, pointer, text, 0, limits::connector_description_max);
}

Result<json::Document> parse_object(std::string text) {
  auto document = json::Document::parse(std::move(text));
  if (!document)
    return bad_request(fmt::format("The body is not JSON that is taken here: {}.", document.error().detail));
  if (!document->root().is(json::Kind::object))
    return std::unexpected<service::Failure>(
        Error{Error::Code::invalid_parameter,
              fmt::format("The body must be an object, not {}.", json::name_of(document->root().kind()))});
  return *std::move(document);
}

// A member that is a string; absent where it is missing or null.
std::optional<std::string> string_member(Problems& problems, json::Value object, std::string_view name,
                                         std::string_view pointer) {
  const auto member = object.find(name);
  if (!member || member->is(json::Kind::null)) return std::nullopt;
  if (member->is(json::Kind::string)) return std::string(member->string());
  problems.add(pointer, *member, fmt::format("must be a string, not {}", json::name_of(member->kind())));
  return std::nullopt;
}

std::optional<json::Value> object_member(Problems& problems, json::Value object, std::string_view name,
                                         std::string_view pointer) {
  const auto member = object.find(name);
  if (!member || member->is(json::Kind::object)) return member;
  problems.add(pointer, *member, fmt::format("must be an object, not {}", json::name_of(member->kind())));
  return std::nullopt;
}

}  // namespace

Result<CreateRequest> parse_create(std::string_view type, std::string body) {
  Problems problems;
  std::optional<std::string> title;
  std::optional<std::string> description;
  std::optional<std::string> original;
  if (type == "application/json") {
    TRY(const json::Document document, parse_object(std::move(body)));
    title = string_member(problems, document.root(), "title", "/title");
    description = string_member(problems, document.root(), "description", "/description");
    original = string_member(problems, document.root(), "connector_identifier", "/connector_identifier");
  } else {
    TRY(const auto fields, parse_fields(body, "body"));
    TRY(title, single_field(fields, "title"));
    TRY(description, single_field(fields, "description"));
    TRY(original, single_field(fields, "connector_identifier"));
    if (original && original->empty()) original.reset();  // a form's field that was left empty
  }
  CreateRequest request;
  if (title) {
    check_title(problems, "/title", *title);
    request.draft.name = *std::move(title);
  } else if (problems.is_empty()) {
    problems.add("/title", "is required: 1 to 255 characters");
  }
  if (description) check_description(problems, "/description", *description);
  request.draft.description = std::move(description);
  if (original) {
    request.original = service::parse_connector_id(*original);
    if (!request.original) problems.add("/connector_identifier", identifier_rule);
  }
  if (!problems.is_empty()) return problems.refusal();
  return request;
}

Result<store::ConnectorChange> parse_update(std::string body) {
  TRY(const json::Document document, parse_object(std::move(body)));
  Problems problems;
  store::ConnectorChange change;
  if (const auto connector = object_member(problems, document.root(), "connector", "/connector")) {
    if (const auto name = connector->find("name")) {
      if (name->is(json::Kind::null)) problems.add("/connector/name", *name, "must be a string, not null");
      change.name = string_member(problems, *connector, "name", "/connector/name");
      if (change.name) check_title(problems, "/connector/name", *change.name);
    }
    if (connector->find("description")) {
      change.description = string_member(problems, *connector, "description", "/connector/description");
      if (*change.description) check_description(problems, "/connector/description", **change.description);
    }
  }
  if (const auto configuration = object_member(problems, document.root(), "configuration", "/configuration")) {
    if (const auto text =
            object_member(problems, *configuration, "configuration_json", "/configuration/configuration_json"))
      change.configuration = std::string(text->raw());
  }
  if (!problems.is_empty()) return problems.refusal();
  if (change.is_empty()) {
    problems.add(
        "/",
        "changes nothing: send /connector/name, /connector/description, /configuration/configuration_json, or several of them");
    return problems.refusal();
  }
  return change;
}

}  // namespace connectory::api
