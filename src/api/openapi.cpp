// The OpenAPI 3.1 document, generated from the tables of routes, shapes and problems.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "api/route.h"
#include "base/ascii.h"
#include "base/version.h"
#include "json/document.h"
#include "json/writer.h"

namespace connectory::api {
namespace {

void write_schema(json::Writer& writer, std::string_view shape) {
  writer.key("schema");
  if (shape.empty()) {
    writer.begin_object().end_object();
    return;
  }
  writer.begin_object().member("$ref", fmt::format("#/components/schemas/{}", shape)).end_object();
}

void write_contents(json::Writer& writer, const std::vector<Content>& contents) {
  if (contents.empty()) return;
  writer.key("content").begin_object();
  for (const Content& content : contents) {
    writer.key(content.media_type).begin_object();
    write_schema(writer, content.schema);
    writer.end_object();
  }
  writer.end_object();
}

// An envelope as the server sends it, without the description, which is specific to one request.
void write_example(json::Writer& writer, const ProblemFacts& facts) {
  writer.begin_object()
      .key("meta")
      .begin_object()
      .member("request_id", "BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN")
      .end_object();
  writer.key("error").begin_object().member("code", facts.code).member("message", facts.message);
  writer.end_object().end_object();
}

// The envelopes of one status: one example, or one for each code. A code with several messages is numbered.
void write_envelopes(json::Writer& writer, const std::vector<const ProblemFacts*>& problems) {
  writer.key("content").begin_object().key("application/json").begin_object();
  write_schema(writer, "ErrorEnvelope");
  if (problems.size() == 1) {
    writer.key("example");
    write_example(writer, *problems.front());
  } else {
    writer.key("examples").begin_object();
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const ProblemFacts* facts = problems[i];
      const auto before = std::span(problems).first(i);
      const auto number = 1 + std::ranges::count(before, facts->code, &ProblemFacts::code);
      const std::string name = number == 1 ? std::string(facts->code) : fmt::format("{}_{}", facts->code, number);
      writer.key(name).begin_object().key("value");
      write_example(writer, *facts);
      writer.end_object();
    }
    writer.end_object();
  }
  writer.end_object().end_object();
}

void write_header_references(json::Writer& writer, const std::vector<std::string_view>& own) {
  writer.key("headers").begin_object();
  for (const std::string_view name : {"X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining"})
    writer.key(name).begin_object().member("$ref", fmt::format("#/components/headers/{}", name)).end_object();
  for (const std::string_view name : own)
    writer.key(name).begin_object().member("$ref", fmt::format("#/components/headers/{}", name)).end_object();
  writer.end_object();
}

void write_parameter(json::Writer& writer, const Parameter& parameter, std::string_view example = {}) {
  constexpr std::string_view places[] = {"path", "query", "header"};
  writer.begin_object().member("name", parameter.name).member("in", places[static_cast<std::size_t>(parameter.place)]);
  writer.key("required").boolean(parameter.place == Parameter::Place::path);
  if (!parameter.description.empty()) writer.member("description", parameter.description);
  writer.key("schema").raw(parameter.schema);
  if (!example.empty()) writer.key("example").raw(example);
  writer.end_object();
}

// The examples match the data of a demo, so that the forms of the page at /docs work there without changes.
struct PathParameter {
  std::string_view name;
  std::string_view schema;
  std::string_view example;
};
constexpr PathParameter path_parameters[] = {
    {"team_id", R"({"type":"integer","format":"int64","minimum":1,"maximum":9223372036854775807})", "42"},
    {"connector_identifier", R"({"type":"string","pattern":"^[A-Za-z0-9_-]{1,100}$"})", R"("ADS01")"},
    {"version_number", R"({"type":"integer","format":"int64","minimum":1,"maximum":9223372036854775807})", "1"},
    {"other_number", R"({"type":"integer","format":"int64","minimum":1,"maximum":9223372036854775807})", "1"},
    {"secret_placeholder", R"({"type":"string","pattern":"^sec_[0-9a-f]{9}$"})", ""},
    {"schema_version", R"({"type":"string","pattern":"^v[0-9]+$"})", R"("v1")"},
    {"file", R"({"type":"string","pattern":"^[0-9a-f]{64}\\.png$"})", ""},
    {"label", R"({"type":"string","pattern":"^[a-z0-9._-]{1,50}$"})", R"("stable")"},
};

// For calls that change a connector. With a sample's identifier, one click would delete that sample. No connector has
// this identifier.
constexpr std::string_view example_to_change = R"("YOUR_CONNECTOR")";

void write_path_parameters(json::Writer& writer, const Route& route) {
  const bool is_change = route.scope && service::name_of(*route.scope).ends_with("_write");
  const std::string_view path = route.path;
  for (std::size_t open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    const std::string_view name = path.substr(open + 1, path.find('}', open) - open - 1);
    const auto* known = std::ranges::find(path_parameters, name, &PathParameter::name);
    if (known == std::end(path_parameters)) {
      write_parameter(writer, {Parameter::Place::path, name, R"({"type":"string"})", ""});
    } else {
      const bool is_changed = is_change && name == "connector_identifier";
      write_parameter(writer, {Parameter::Place::path, name, known->schema, ""},
                      is_changed ? example_to_change : known->example);
    }
  }
}

void write_responses(json::Writer& writer, const Route& route) {
  writer.key("responses").begin_object();
  for (const Success& success : route.successes) {
    writer.key(std::to_string(success.status)).begin_object().member("description", success.description);
    write_header_references(writer, success.headers);
    write_contents(writer, success.contents);
    writer.end_object();
  }
  std::map<int, std::vector<const ProblemFacts*>> by_status;  // a status may have several codes
  for (const Problem problem : route.problems) {
    const ProblemFacts& facts = facts_of(problem);
    by_status[facts.status].push_back(&facts);
  }
  const bool is_oauth = route.tag == "Access tokens";
  for (const auto& [status, problems] : by_status) {
    const bool is_oauth_error = is_oauth && (status == 400 || status == 401);
    std::string text;
    for (const ProblemFacts* facts : problems)
      text += fmt::format("{}`{}`: {}", text.empty() ? "" : " ", facts->code, facts->message);
    writer.key(std::to_string(status))
        .begin_object()
        .member("description", is_oauth_error ? "An error of RFC 6749, section 5.2." : text);
    std::vector<std::string_view> own;
    if (status == 429 || status == 503) own.emplace_back("Retry-After");
    if (status == 401) own.emplace_back("WWW-Authenticate");
    write_header_references(writer, own);
    if (is_oauth_error)
      write_contents(writer, {{"application/json", "OAuthError"}});
    else
      write_envelopes(writer, problems);
    writer.end_object();
  }
  writer.end_object();
}

void write_operation(json::Writer& writer, const Route& route) {
  writer.key(base::to_lower(name_of(route.method))).begin_object();
  writer.member("operationId", route.operation_id).member("summary", route.summary);
  if (!route.description.empty()) writer.member("description", route.description);
  writer.key("tags").begin_array().string(route.tag).end_array();
  writer.key("parameters").begin_array();
  write_path_parameters(writer, route);
  for (const Parameter& parameter : route.parameters) write_parameter(writer, parameter);
  writer.end_array();
  if (!route.body.empty()) {
    writer.key("requestBody").begin_object().key("required").boolean(!route.is_body_optional);
    write_contents(writer, route.body);
    writer.end_object();
  }
  write_responses(writer, route);
  writer.key("security").begin_array();
  if (route.scope) {
    const std::string_view scope = service::name_of(*route.scope);
    for (const std::string_view scheme : {"bearer", "apiKey", "oauth2"}) {
      writer.begin_object().key(scheme).begin_array();
      if (scheme == "oauth2") writer.string(scope);
      writer.end_array().end_object();
    }
  }
  writer.end_array();
  if (route.scope) writer.member("x-required-scope", service::name_of(*route.scope));
  writer.end_object();
}

void write_headers(json::Writer& writer) {
  const auto header = [&](std::string_view name, std::string_view schema, std::string_view description) {
    writer.key(name).begin_object().member("description", description).key("schema").raw(schema).end_object();
  };
  constexpr std::string_view text = R"({"type":"string"})";
  constexpr std::string_view number = R"({"type":"integer","minimum":0})";
  writer.key("headers").begin_object();
  header("X-Request-Id", text,
         "The id of the request, also in the envelope of errors. A valid id that the caller sent is kept.");
  header("X-RateLimit-Limit", number, "Requests per hour that this credential may make.");
  header("X-RateLimit-Remaining", number, "How many of these requests are left.");
  header("Retry-After", R"({"type":"integer","minimum":1,"maximum":86400})",
         "Seconds to wait before the next attempt.");
  header("Location", text, "The URL of the new resource.");
  header("Link", text, "The URL of the next page, with rel=\"next\" (RFC 8288); absent on the last one.");
  header("ETag", text, "The entity tag of the state that was read, for If-None-Match and If-Match.");
  header("Cache-Control", text, "How long the answer may be cached (RFC 9111).");
  header("WWW-Authenticate", text, "How to authenticate (RFC 6750).");
  writer.end_object();
}

// Converts JSON to YAML in block style. Every string is quoted as in JSON, which YAML 1.2 reads the same way.
void append_yaml(std::string& out, json::Value value, std::size_t indent) {  // NOLINT(misc-no-recursion)
  const auto append_child = [&](json::Value child) {
    const bool is_block = (child.is(json::Kind::object) || child.is(json::Kind::array)) && child.raw().size() > 2;
    out += is_block ? "\n" : " ";
    append_yaml(out, child, indent + 2);
    if (!is_block) out += "\n";
  };
  const std::string margin(indent, ' ');
  if (value.is(json::Kind::object) && value.raw().size() > 2) {
    value.for_each_member([&](json::Value key, json::Value member) {
      out += margin;
      out += key.raw();
      out += ":";
      append_child(member);
    });
  } else if (value.is(json::Kind::array) && value.raw().size() > 2) {
    value.for_each_element([&](json::Value element) {
      out += margin;
      out += "-";
      append_child(element);
    });
  } else {
    out += value.raw();
  }
}

}  // namespace

std::string openapi_json(std::string_view server_url) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("openapi", "3.1.0");
  writer.key("info").begin_object().member("title", "Connectory").member("version", base::version());
  writer.member("description",
                "Connectors built from one document each. Send an API key or an access token as "
                "`Authorization: Bearer ...`; every error has the same envelope.");
  writer.key("license")
      .begin_object()
      .member("name", "Apache-2.0")
      .member("identifier", "Apache-2.0")
      .end_object()
      .end_object();
  writer.key("servers")
      .begin_array()
      .begin_object()
      .member("url", server_url.empty() ? "/" : server_url)
      .end_object()
      .end_array();

  writer.key("paths").begin_object();
  std::vector<std::string_view> written;
  for (const Route& route : routes()) {
    if (std::ranges::find(written, route.path) != written.end()) continue;
    written.push_back(route.path);
    writer.key(route.path).begin_object();
    for (const Route& same_path : routes())
      if (same_path.path == route.path) write_operation(writer, same_path);
    writer.end_object();
  }
  writer.end_object();

  writer.key("components").begin_object();
  writer.key("schemas").begin_object();
  for (const Shape& shape : shapes()) writer.key(shape.name).raw(shape.schema);
  writer.end_object();
  write_headers(writer);
  writer.key("securitySchemes").begin_object();
  writer.key("bearer").raw(R"({"type":"http","scheme":"bearer","description":"An API key or an access token."})");
  writer.key("apiKey").raw(
      R"({"type":"apiKey","in":"header","name":"Authorization","description":"An API key alone, without a scheme."})");
  writer.key("oauth2")
      .begin_object()
      .member("type", "oauth2")
      .key("flows")
      .begin_object()
      .key("clientCredentials")
      .begin_object();
  writer.member("tokenUrl", fmt::format("{}/oauth/token", server_url)).key("scopes").begin_object();
  for (const std::string& scope : service::ScopeSet::all().names()) writer.member(scope, "");
  writer.end_object().end_object().end_object().end_object().end_object().end_object();
  writer.end_object();
  return out;
}

std::string openapi_yaml(std::string_view server_url) {
  const auto document = json::Document::parse(openapi_json(server_url));
  std::string out;
  if (document) append_yaml(out, document->root(), 0);
  return out;
}

}  // namespace connectory::api
