#pragma once

// The only table of routes. The router, the authorisation, the OpenAPI document and, through that, the page at /docs
// and the tests that walk every route follow from it.
// To add a route: one entry in the routes_*.cpp of its noun, its handler in the file of its noun, its shapes in
// shapes.cpp.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "api/errors.h"
#include "api/exchange.h"

namespace connectory::api {

class Api;

using Handler = net::Answer (*)(Api& api, const Exchange& exchange);

struct Parameter {
  enum class Place : std::uint8_t { path, query, header } place;
  std::string_view name;
  std::string_view schema;  // JSON Schema, as JSON text
  std::string_view description;
};

struct Content {
  std::string_view media_type;
  std::string_view schema;  // a name in shapes(); empty: anything
};

struct Success {
  int status;
  std::string_view description;
  std::vector<Content> contents;          // none: an empty body
  std::vector<std::string_view> headers;  // names of response headers besides those that every answer has
};

struct Route {
  net::Method method;
  std::string_view path;  // `/v1/teams/{team_id}`; a value is one segment
  std::string_view operation_id;
  std::string_view tag;
  std::string_view summary;
  std::string_view description;
  std::optional<service::Scope> scope;  // absent: no credential is needed
  Handler handler;
  std::vector<Parameter> parameters;  // besides those of the path
  std::vector<Content> body;
  bool is_body_optional = false;
  bool is_health_check = false;  // called often, by load balancers: no rate limit
  std::vector<Success> successes;
  std::vector<Problem> problems;
  // The event in the connector's log, for calls that change a connector; and the event to use if the answer is 422.
  std::string_view event = {};
  std::string_view refused_event = {};

  bool is_of_a_team() const { return path.starts_with("/v1/teams/{team_id}"); }
};

const std::vector<Route>& routes();

// Component schemas of the OpenAPI document: name and JSON Schema 2020-12 as JSON text.
struct Shape {
  std::string_view name;
  std::string_view schema;
};
std::span<const Shape> shapes();

// The document itself, as JSON; `server_url` is the base URL of its paths.
std::string openapi_json(std::string_view server_url);
// The same as YAML.
std::string openapi_yaml(std::string_view server_url);

}  // namespace connectory::api
