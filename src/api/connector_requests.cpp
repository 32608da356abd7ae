#include "api/connector_requests.h"

#include "api/json_body.h"
#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"

namespace connectory::api {
namespace {

using service::Result;

constexpr std::string_view identifier_rule = "must be 1 to 100 characters of A-Z, a-z, 0-9, '_' and '-'";

}  // namespace

std::optional<std::string> non_empty(std::optional<std::string> text) {
  if (text && text->empty()) text.reset();
  return text;
}

Result<CreateRequest> parse_create(std::string_view type, std::string body) {
  BodyProblems problems;
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
    if (original && original->empty()) original.reset();  // an empty form field
  }
  CreateRequest request;
  if (title) {
    check_text(problems, "/title", *title, service::title_rule);
    request.draft.name = *std::move(title);
  } else if (problems.is_empty()) {
    problems.add("/title", "is required: 1 to 255 characters");
  }
  if (description) check_text(problems, "/description", *description, service::description_rule);
  request.draft.description = std::move(description);
  if (original) {
    request.original = service::parse_connector_id(*original);
    if (!request.original) problems.add("/connector_identifier", identifier_rule);
  }
  if (!problems.is_empty()) return problems.refusal();
  return request;
}

Result<service::Connectors::Change> parse_update(std::string body) {
  TRY(json::Document document, parse_object(std::move(body)));
  service::Connectors::Change parsed;
  parsed.source = std::make_shared<const json::Source>(json::Source::of(std::move(document)));
  const json::Value root = parsed.source->root();
  BodyProblems problems;
  store::ConnectorChange& change = parsed.change;
  if (const auto connector = object_member(problems, root, "connector", "/connector")) {
    if (const auto name = connector->find("name")) {
      if (name->is(json::Kind::null)) problems.add("/connector/name", *name, "must be a string, not null");
      change.name = string_member(problems, *connector, "name", "/connector/name");
      if (change.name) check_text(problems, "/connector/name", *change.name, service::title_rule);
    }
    if (connector->find("description")) {
      change.description = string_member(problems, *connector, "description", "/connector/description");
      if (*change.description)
        check_text(problems, "/connector/description", **change.description, service::description_rule);
    }
  }
  if (const auto configuration = object_member(problems, root, "configuration", "/configuration")) {
    const auto note = string_member(problems, *configuration, "note", "/configuration/note");
    if (note) check_text(problems, "/configuration/note", *note, service::note_rule);
    const auto json =
        object_member(problems, *configuration, "configuration_json", "/configuration/configuration_json");
    if (json && problems.is_empty()) {
      parsed.configuration = json;
      change.configuration = store::make_configuration(*json, non_empty(note));
    }
    if (configuration->find("note") && !configuration->find("configuration_json"))
      problems.add("/configuration/note", "describes a configuration; send /configuration/configuration_json as well");
  }
  if (!problems.is_empty()) return problems.refusal();
  if (change.is_empty()) {
    problems.add(
        "The body",
        "changes nothing; send at least one of /connector/name, /connector/description and /configuration/configuration_json");
    return problems.refusal();
  }
  return parsed;
}

}  // namespace connectory::api
