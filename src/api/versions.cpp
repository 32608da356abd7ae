// Versions of configurations: listing, reading, comparing, restoring, labels.

#include "api/versions.h"

#include <fmt/format.h>

#include "api/cached_answer.h"
#include "api/entity_tag.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"
#include "crypto/hash.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

// ---- answers --------------------------------------------------------------------------------------------------------

// The parts of a version that never change.
void write_content(json::Writer& writer, const store::Version& version) {
  writer.member("number", version.number).member("version", version.version).member("author", version.author);
  writer.member("created_at", base::to_iso8601(version.created_at));
  writer.member_or_null("note", version.note).member("content_hash", version.content_hash);
  writer.member_or_null("imported_at", version.imported_at.transform(&base::to_iso8601));
}

void write_excerpt(json::Writer& writer, std::string_view key, const std::optional<compare::Excerpt>& excerpt) {
  if (!excerpt) return;
  writer.key(key);
  if (!excerpt->is_cut) {
    writer.raw(excerpt->json);
    return;
  }
  writer.string(excerpt->json);
  writer.key(fmt::format("{}_is_cut", key)).boolean(true);
}

void write_names(json::Writer& writer, std::string_view report_type, std::string_view field) {
  if (!report_type.empty()) writer.member("report_type", report_type);
  if (!field.empty()) writer.member("field", field);
}

void write_change(json::Writer& writer, const compare::Change& change) {
  const std::string& pointer =
      change.kind == compare::Change::Kind::removed ? change.pointer_before : change.pointer_after;
  writer.begin_object().member("kind", compare::name_of(change.kind)).member("pointer", pointer);
  if (!change.pointer_before.empty() && change.pointer_before != pointer)
    writer.member("pointer_before", change.pointer_before);
  write_names(writer, change.report_type, change.field);
  write_excerpt(writer, "before", change.before);
  write_excerpt(writer, "after", change.after);
  writer.end_object();
}

void write_breaking(json::Writer& writer, const compare::Breaking& breaking) {
  writer.begin_object().member("code", compare::name_of(breaking.code)).member("pointer", breaking.pointer);
  write_names(writer, breaking.report_type, breaking.field);
  if (!breaking.before.empty()) writer.member("before", breaking.before);
  if (!breaking.after.empty()) writer.member("after", breaking.after);
  writer.member("what", compare::what_of(breaking) + ".");
  writer.member("who_notices", compare::who_notices(breaking.code));
  writer.member("what_to_do", compare::what_to_do(breaking.code)).end_object();
}

std::string render(const store::VersionsPage& page) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("count", static_cast<std::int64_t>(page.versions.size())).key("versions").begin_array();
  for (const store::Version& version : page.versions) write_version(writer, version);
  writer.end_array().key("next_cursor");
  page.has_more ? writer.string(std::to_string(page.versions.back().number)) : writer.null();
  writer.end_object();
  return body;
}

// Labels and the current version change, so neither is included here: the answer may be cached forever.
std::string render_content(const store::Version& version) {
  std::string body;
  body.reserve(512 + version.configuration->size());
  json::Writer writer(body);
  writer.begin_object();
  write_content(writer, version);
  writer.key("configuration_json").raw(*version.configuration).end_object();
  return body;
}

std::string render(service::Versions::Pair numbers, const service::Report& report) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("from", numbers.before).member("to", numbers.after);
  write_report(writer, report);
  writer.end_object();
  return body;
}

// ---- the calls -------------------------------------------------------------------------------------------------------

base::Task<net::Response> list(Api& api, Exchange exchange, store::ConnectorId id, store::VersionsQuery query) {
  auto reading = api.parts().versions.list(exchange.team, std::move(id), query);
  const auto page = co_await std::move(reading);
  if (!page) co_return error_of(exchange, page.error());
  auto rendering = api.parts().answers.run(exchange.errand(0), [&] { return tagged_answer(render(*page)); });
  const auto answer = co_await std::move(rendering);
  if (!answer) co_return error_of(exchange, answer.error());
  auto answering = answer_of(cached_response(api, exchange, "", *answer));
  co_return co_await std::move(answering);
}

base::Task<net::Response> get(Api& api, Exchange exchange, store::ConnectorId id, std::int64_t number) {
  auto reading = api.parts().versions.get(exchange.team, std::move(id), number);
  const auto version = co_await std::move(reading);
  if (!version) co_return error_of(exchange, version.error());
  auto rendering = api.parts().answers.run_on(exchange.errand(version->configuration->size()),
                                              [&] { return tagged_answer(render_content(*version)); });
  const auto answer = co_await std::move(rendering);
  if (!answer) co_return error_of(exchange, answer.error());
  auto answering = answer_of(cached_response(api, exchange, "", *answer));
  net::Response response = co_await std::move(answering);
  response.add_header("Cache-Control", "private, max-age=31536000, immutable");
  co_return response;
}

base::Task<net::Response> diff(Api& api, Exchange exchange, store::ConnectorId id, service::Versions::Pair numbers) {
  auto comparing = api.parts().versions.compare(exchange.team, std::move(id), numbers, exchange.errand(0));
  const auto report = co_await std::move(comparing);
  if (!report) co_return error_of(exchange, report.error());
  auto rendering = api.parts().answers.run(exchange.errand(0), [&] { return tagged_answer(render(numbers, *report)); });
  const auto answer = co_await std::move(rendering);
  if (!answer) co_return error_of(exchange, answer.error());
  auto answering = answer_of(cached_response(api, exchange, "", *answer));
  co_return co_await std::move(answering);
}

base::Task<net::Response> restore(Api& api, Exchange exchange, store::ConnectorId id, std::int64_t number) {
  auto condition = condition_of(*exchange.request);
  if (!condition) co_return error_of(exchange, condition.error());
  auto restoring = api.parts().versions.restore(exchange.team, id, number, *std::move(condition), exchange.actor(),
                                                exchange.errand(0));
  const auto restored = co_await std::move(restoring);
  if (!restored) co_return error_of(exchange, restored.error());
  co_return saved_response(api, exchange, id, *restored);
}

base::Task<net::Response> set_label(Api& api, Exchange exchange, store::ConnectorId id, std::int64_t number,
                                    std::string label) {
  auto setting =
      api.parts().versions.set_label(exchange.team, std::move(id), number, std::move(label), exchange.actor());
  const auto set = co_await std::move(setting);
  if (!set) co_return error_of(exchange, set.error());
  co_return net::Response{204, {}, {}};
}

base::Task<net::Response> remove_label(Api& api, Exchange exchange, store::ConnectorId id, std::int64_t number,
                                       std::string label) {
  auto removing =
      api.parts().versions.remove_label(exchange.team, std::move(id), number, std::move(label), exchange.actor());
  const auto removed = co_await std::move(removing);
  if (!removed) co_return error_of(exchange, removed.error());
  co_return net::Response{204, {}, {}};
}

// The parameters of the two calls on labels.
struct LabelPath {
  store::ConnectorId id;
  std::int64_t number;
  std::string label;
};
service::Result<LabelPath> label_path(const Exchange& exchange) {
  TRY(store::ConnectorId id, path_connector(exchange));
  TRY(const std::int64_t number, path_version(exchange, 2));
  TRY(std::string label, path_label(exchange, 3));
  return LabelPath{std::move(id), number, std::move(label)};
}

// The versions after the last one of a page: its number, as text.
service::Result<store::VersionsQuery> versions_query(const Exchange& exchange) {
  TRY(const std::int64_t limit, query_number(exchange, "limit",
                                             {1, static_cast<std::int64_t>(limits::versions_page_max),
                                              static_cast<std::int64_t>(limits::versions_page_default)}));
  TRY(const bool with_configurations, query_boolean(exchange, "include_configs"));
  TRY(const auto cursor, query_text(exchange, "cursor"));
  store::VersionsQuery query{
      .before = {}, .count_max = static_cast<std::size_t>(limit), .with_configurations = with_configurations};
  if (cursor) {
    query.before = service::parse_version_number(*cursor);
    if (!query.before)
      return std::unexpected<service::Failure>(service::Error{
          service::Error::Code::invalid_request, "cursor must be the unchanged next_cursor of an earlier page."});
  }
  return query;
}

}  // namespace

void write_version(json::Writer& writer, const store::Version& version) {
  writer.begin_object();
  write_content(writer, version);
  writer.key("labels").begin_array();
  for (const std::string& label : version.labels) writer.string(label);
  writer.end_array().key("is_current").boolean(version.is_current);
  if (version.configuration) writer.key("configuration_json").raw(*version.configuration);
  writer.end_object();
}

void write_report(json::Writer& writer, const service::Report& report) {
  writer.member("breaking_count", static_cast<std::int64_t>(report.compatibility.breaking_count));
  writer.key("breaking").begin_array();
  for (const compare::Breaking& breaking : report.compatibility.breaking) write_breaking(writer, breaking);
  writer.end_array().key("changes").begin_array();
  for (const compare::Change& change : report.diff.changes) write_change(writer, change);
  writer.end_array().key("truncated").boolean(report.diff.is_truncated);
}

SharedAnswer tagged_answer(std::string body) {
  const std::string etag = fmt::format("\"{}\"", crypto::sha256_hex(body).substr(0, 22));
  return std::make_shared<const CachedAnswer>(Tag(etag), std::move(body));
}

net::Response saved_response(Api& api, const Exchange& exchange, const store::ConnectorId& id,
                             const service::Versions::Restored& saved) {
  std::string body;
  json::Writer writer(body);
  store::Version version = saved.version;
  version.configuration.reset();
  write_version(writer, version);
  net::Response response = json_response(saved.is_new ? 201 : 200, std::move(body));
  if (saved.is_new)
    response.add_header("Location",
                        fmt::format("{}/versions/{}", api.links().connector_url(exchange.team, id), version.number));
  return response;
}

net::Answer list_versions(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const auto query = versions_query(exchange);
  if (!query) return error_of(exchange, query.error());
  return list(api, exchange, *std::move(id), *query);
}

net::Answer get_version(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const auto number = path_version(exchange, 2);
  if (!number) return error_of(exchange, number.error());
  return get(api, exchange, *std::move(id), *number);
}

net::Answer diff_versions(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const auto before = path_version(exchange, 2);
  if (!before) return error_of(exchange, before.error());
  const auto after = path_version(exchange, 3);
  if (!after) return error_of(exchange, after.error());
  return diff(api, exchange, *std::move(id), {*before, *after});
}

net::Answer restore_version(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const auto number = path_version(exchange, 2);
  if (!number) return error_of(exchange, number.error());
  return restore(api, exchange, *std::move(id), *number);
}

net::Answer set_version_label(Api& api, const Exchange& exchange) {
  auto path = label_path(exchange);
  if (!path) return error_of(exchange, path.error());
  return set_label(api, exchange, std::move(path->id), path->number, std::move(path->label));
}

net::Answer remove_version_label(Api& api, const Exchange& exchange) {
  auto path = label_path(exchange);
  if (!path) return error_of(exchange, path.error());
  return remove_label(api, exchange, std::move(path->id), path->number, std::move(path->label));
}

}  // namespace connectory::api
