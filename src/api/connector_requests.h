#pragma once

// Bodies of the connector calls, from text to checked values. All problems of a body are found before it is refused,
// each with a JSON Pointer.
// Pure; safe on every thread. Errors: invalid_request if the body cannot be read, invalid_parameter for a violation.
// Source: API contract, section 3.

#include <optional>
#include <string>
#include <string_view>

#include "api/json_body.h"
#include "base/function_ref.h"
#include "json/writer.h"
#include "service/connectors.h"
#include "service/errors.h"

namespace connectory::api {

struct CreateRequest {
  service::Connectors::Draft draft;
  std::optional<store::ConnectorId> original;
};
// `type`: application/json, or a form.
service::Result<CreateRequest> parse_create(std::string_view type, std::string body);

service::Result<service::Connectors::Change> parse_update(std::string body);

// An empty text counts as absent.
std::optional<std::string> non_empty(std::optional<std::string> text);

// A connector as every call returns it, with its configuration if it has one.
class Api;
void write_connector(json::Writer& writer, const Api& api, const store::Connector& connector);
// The same, with the configuration's text written by `write_json`.
void write_connector(json::Writer& writer, const Api& api, const store::Connector& connector,
                     base::FunctionRef<void(json::Writer&)> write_json);

}  // namespace connectory::api
