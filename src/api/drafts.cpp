// Drafts of configurations, and publishing them.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "api/body.h"
#include "api/cached_answer.h"
#include "api/connector_requests.h"
#include "api/entity_tag.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/versions.h"
#include "base/try.h"

namespace connectory::api {
namespace {

// ---- answers --------------------------------------------------------------------------------------------------------

// The published version is part of the state that is read, so it is in the tag. Which state is changed depends only on
// the revision.
constexpr char tag_border = '.';

std::string etag_of(const store::Draft& draft) {
  return fmt::format("\"{}{}{}\"", draft.revision, tag_border, draft.published_number);
}

void write_draft(json::Writer& writer, const store::Draft& draft) {
  writer.member("base_version", draft.base_number).member("published_version", draft.published_number);
  writer.key("is_outdated").boolean(draft.is_outdated());
  writer.member("author", draft.author);
  writer.member("created_at", base::to_iso8601(draft.created_at));
  writer.member("updated_at", base::to_iso8601(draft.updated_at));
  writer.member_or_null("note", draft.note).member("content_hash", draft.content_hash);
}

std::string render(const store::Draft& draft) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  write_draft(writer, draft);
  writer.end_object();
  return body;
}

SharedAnswer render_whole(const store::Draft& draft) {
  std::string body;
  body.reserve(512 + draft.configuration.size());
  json::Writer writer(body);
  writer.begin_object();
  write_draft(writer, draft);
  writer.key("configuration_json").raw(draft.configuration).end_object();
  return std::make_shared<const CachedAnswer>(Tag(etag_of(draft)), std::move(body));
}

std::string render(const service::Drafts::Preview& preview) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  write_draft(writer, preview.draft);
  writer.member("next_version", preview.next_version);
  write_report(writer, preview.report);
  writer.end_object();
  return body;
}

// ---- requests -------------------------------------------------------------------------------------------------------

service::Result<store::DraftChange> parse_draft(std::string body) {
  constexpr std::array<std::string_view, 3> known = {"configuration_json", "note", "base_version"};
  TRY(const json::Document document, parse_object(std::move(body)));
  BodyProblems problems;
  refuse_unknown_members(problems, document.root(), known);
  const auto note = string_member(problems, document.root(), "note", "/note");
  if (note) check_text(problems, "/note", *note, service::note_rule);
  const auto base_number = number_member(problems, document.root(), "base_version", "/base_version");
  const auto json = object_member(problems, document.root(), "configuration_json", "/configuration_json");
  if (!document.root().find("configuration_json")) problems.add("/configuration_json", "is required: a JSON object");
  if (!problems.is_empty()) return problems.refusal();
  return store::DraftChange{store::make_configuration(*json, non_empty(note)), base_number};
}

// A body in YAML is only the configuration.
service::Result<store::DraftChange> parse_yaml_draft(const std::string& body) {
  const auto source = json::Source::from_yaml(body);
  if (!source)
    return std::unexpected<service::Failure>(
        service::Error{service::Error::Code::invalid_request,
                       fmt::format("The body cannot be read as YAML: {}.", source.error().detail)});
  if (!source->root().is(json::Kind::object))
    return std::unexpected<service::Failure>(service::Error{
        service::Error::Code::invalid_parameter,
        fmt::format("The configuration must be an object, not {}.", json::name_of(source->root().kind()))});
  return store::DraftChange{store::make_configuration(source->root()), std::nullopt};
}

service::Result<service::Drafts::PublishRequest> parse_publish(std::string body) {
  constexpr std::array<std::string_view, 4> known = {"base_version", "note", "allow_breaking", "dry_run"};
  if (body.empty()) return service::Drafts::PublishRequest{};
  TRY(const json::Document document, parse_object(std::move(body)));
  BodyProblems problems;
  refuse_unknown_members(problems, document.root(), known);
  service::Drafts::PublishRequest request;
  request.base_number = number_member(problems, document.root(), "base_version", "/base_version");
  request.note = string_member(problems, document.root(), "note", "/note");
  if (request.note) check_text(problems, "/note", *request.note, service::note_rule);
  request.note = non_empty(std::move(request.note));
  request.allow_breaking =
      boolean_member(problems, document.root(), "allow_breaking", "/allow_breaking").value_or(false);
  request.dry_run = boolean_member(problems, document.root(), "dry_run", "/dry_run").value_or(false);
  if (!problems.is_empty()) return problems.refusal();
  return request;
}

// ---- the calls -------------------------------------------------------------------------------------------------------

base::Task<net::Response> get(Api& api, Exchange exchange, store::ConnectorId id) {
  auto reading = api.parts().drafts.get(exchange.team, std::move(id));
  const auto draft = co_await std::move(reading);
  if (!draft) co_return error_of(exchange, draft.error());
  auto rendering =
      api.parts().answers.run_on(exchange.errand(draft->configuration.size()), [&] { return render_whole(*draft); });
  const auto answer = co_await std::move(rendering);
  if (!answer) co_return error_of(exchange, answer.error());
  auto answering = answer_of(cached_response(api, exchange, "", *answer));
  co_return co_await std::move(answering);
}

base::Task<net::Response> save(Api& api, Exchange exchange, store::ConnectorId id, json::Source::Format format) {
  auto condition = condition_of(*exchange.request);
  if (!condition) co_return error_of(exchange, condition.error());
  const auto parse = [format](std::string body) {
    return format == json::Source::Format::yaml ? parse_yaml_draft(body) : parse_draft(std::move(body));
  };
  auto reading = parse_body(api, exchange, parse, json::Source::weight_of(format));
  auto change = co_await std::move(reading);
  if (!change) co_return std::move(change.error());
  auto saving = api.parts().drafts.save(exchange.team, std::move(id), *std::move(change), *std::move(condition),
                                        exchange.actor());
  const auto draft = co_await std::move(saving);
  if (!draft) co_return error_of(exchange, draft.error());
  net::Response response = json_response(200, render(*draft));
  response.add_header("ETag", etag_of(*draft));
  co_return response;
}

base::Task<net::Response> remove_draft(Api& api, Exchange exchange, store::ConnectorId id) {
  auto condition = condition_of(*exchange.request);
  if (!condition) co_return error_of(exchange, condition.error());
  auto removing = api.parts().drafts.remove(exchange.team, std::move(id), *std::move(condition), exchange.actor());
  const auto removed = co_await std::move(removing);
  if (!removed) co_return error_of(exchange, removed.error());
  co_return net::Response{204, {}, {}};
}

base::Task<net::Response> publish(Api& api, Exchange exchange, store::ConnectorId id) {
  auto condition = condition_of(*exchange.request);
  if (!condition) co_return error_of(exchange, condition.error());
  auto reading = parse_body(api, exchange, &parse_publish);
  auto request = co_await std::move(reading);
  if (!request) co_return std::move(request.error());
  auto publishing = api.parts().drafts.publish(exchange.team, id, *std::move(request), *std::move(condition),
                                               exchange.actor(), exchange.errand(0));
  const auto published = co_await std::move(publishing);
  if (!published) co_return error_of(exchange, published.error());
  if (const auto* preview = std::get_if<service::Drafts::Preview>(&*published))
    co_return json_response(200, render(*preview));
  co_return saved_response(api, exchange, id, std::get<service::Versions::Restored>(*published));
}

}  // namespace

net::Answer get_draft(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  return get(api, exchange, *std::move(id));
}

net::Answer save_draft(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const auto format = document_format(exchange);
  if (!format || exchange.request->content_type.empty())
    return unsupported_type(exchange, "application/json or application/yaml");
  return save(api, exchange, *std::move(id), *format);
}

net::Answer delete_draft(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  return remove_draft(api, exchange, *std::move(id));
}

net::Answer publish_draft(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const std::string type = media_type(exchange.request->content_type);
  if (exchange.request->has_body && type != "application/json") return unsupported_type(exchange, "application/json");
  return publish(api, exchange, *std::move(id));
}

}  // namespace connectory::api
