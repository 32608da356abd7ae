// Connectors: API contract, section 3.

#include <fmt/format.h>

#include "api/body.h"
#include "api/cached_answer.h"
#include "api/connector_list.h"
#include "api/connector_requests.h"
#include "api/entity_tag.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/route.h"
#include "base/limits.h"
#include "base/try.h"
#include "crypto/hash.h"
#include "json/writer.h"
#include "net/form.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

// ---- answers --------------------------------------------------------------------------------------------------------

SharedAnswer render(const Api& api, const store::Connector& connector) {
  std::string body;
  body.reserve(512 + (connector.configuration ? connector.configuration->json.size() : 0));
  json::Writer writer(body);
  write_connector(writer, api, connector);
  return std::make_shared<const CachedAnswer>(Tag(api.links().etag(connector.revision)), std::move(body));
}

// ---- the calls -------------------------------------------------------------------------------------------------------

net::Response with_next(net::Response response, const std::optional<std::string>& next_url) {
  if (next_url) response.add_header("Link", fmt::format("<{}>; rel=\"next\"", *next_url));
  return response;
}

// `key`: the key of the list in the cache; empty if it is not cached.
base::Task<net::Response> load_list(Api& api, Exchange exchange, ListRequest request, std::string key) {
  const AnswerCache::Ticket ticket = api.parts().cache.ticket(key);
  auto looking = api.parts().connectors.find_list(exchange.team, request.after,
                                                  request.limit.value_or(limits::list_connectors_max));
  auto range = co_await std::move(looking);
  if (!range) co_return error_of(exchange, range.error());
  const auto next_url = next_page_url(api, exchange.team, request, *range);
  // Each revision is unique, so their hash identifies the whole list.
  const std::string revisions = *range ? (*range)->revisions.substr(0, 22) : "empty";
  const Tag tag(api.links().etag(
      fmt::format("{}{}{}", revisions, request.with_configurations ? "c" : "", request.is_paged() ? "p" : "")));
  if (is_unchanged(exchange, tag)) co_return with_next(not_modified(tag), next_url);

  ConnectorRows rows(api, exchange.team, *range, request.with_configurations);
  const auto making = api.lists_in_memory().try_acquire();
  std::string written;
  while (!rows.is_at_end() && written.size() <= (making ? limits::list_cached_bytes_max : limits::list_piece_bytes)) {
    auto reading = rows.next();
    const auto piece = co_await std::move(reading);
    if (!piece) co_return error_of(exchange, piece.error());
    written += *piece;
  }
  if (!rows.is_at_end()) {
    // Read again from the beginning, because the text so far is too large to hold for each of many slow clients.
    ConnectorRows all(api, exchange.team, *std::move(range), request.with_configurations);
    co_return with_next(produced_response(exchange, tag, make_list_body(std::move(all), request, next_url)), next_url);
  }
  const auto answer = std::make_shared<const CachedAnswer>(
      tag, list_head(rows.count()) + written + list_tail(std::nullopt, request, next_url));
  if (!key.empty() && !next_url) api.parts().cache.put(key, ticket, answer);
  auto answering = answer_of(cached_response(api, exchange, next_url ? "" : key, answer));
  co_return with_next(co_await std::move(answering), next_url);
}

base::Task<net::Response> load_connector(Api& api, Exchange exchange, store::ConnectorId id, std::string key) {
  const AnswerCache::Ticket ticket = api.parts().cache.ticket(key);
  auto reading = api.parts().connectors.get(exchange.team, std::move(id));
  const auto connector = co_await std::move(reading);
  if (!connector) co_return error_of(exchange, connector.error());
  const SharedAnswer answer = render(api, *connector);
  api.parts().cache.put(key, ticket, answer);
  auto answering = answer_of(cached_response(api, exchange, key, answer));
  co_return co_await std::move(answering);
}

base::Task<net::Response> create(Api& api, Exchange exchange, std::string type) {
  auto reading = parse_body(api, exchange, [type](std::string body) { return parse_create(type, std::move(body)); });
  auto request = co_await std::move(reading);
  if (!request) co_return std::move(request.error());
  service::Connectors& connectors = api.parts().connectors;
  service::Result<store::Connector> created;
  if (request->original) {
    auto copying = connectors.duplicate(exchange.team, *request->original, request->draft, exchange.actor());
    created = co_await std::move(copying);
  } else {
    auto creating = connectors.create(exchange.team, request->draft, exchange.actor());
    created = co_await std::move(creating);
  }
  if (!created) co_return error_of(exchange, created.error());
  const SharedAnswer answer = render(api, *created);
  net::Response response{201, "Content-Type: application/json\r\n", net::Shared(answer, &answer->body)};
  response.add_header("ETag", answer->etag.view());
  response.add_header("Location", api.links().connector_url(exchange.team, created->id));
  api.write_log(exchange, response, created->id);  // the path does not contain the connector
  co_return response;
}

base::Task<net::Response> update(Api& api, Exchange exchange, store::ConnectorId id) {
  auto condition = condition_of(*exchange.request);
  if (!condition) co_return error_of(exchange, condition.error());
  const auto parse = [&connectors = api.parts().connectors](
                         std::string body,
                         base::Budget& budget) -> service::Result<service::Connectors::CheckedChange> {
    TRY(service::Connectors::Change parsed, parse_update(std::move(body)));
    return connectors.check(std::move(parsed), budget);
  };
  auto reading = parse_body(api, exchange, parse);
  auto change = co_await std::move(reading);
  if (!change) co_return std::move(change.error());
  auto updating = api.parts().connectors.update(exchange.team, std::move(id), *std::move(change), *std::move(condition),
                                                exchange.actor(), exchange.errand(0));
  const auto updated = co_await std::move(updating);
  if (!updated) co_return error_of(exchange, updated.error());
  co_return net::Response{204, {}, {}};
}

base::Task<net::Response> remove_connector(Api& api, Exchange exchange, store::ConnectorId id) {
  auto condition = condition_of(*exchange.request);
  if (!condition) co_return error_of(exchange, condition.error());
  auto removing = api.parts().connectors.remove(exchange.team, std::move(id), *std::move(condition), exchange.actor());
  const auto removed = co_await std::move(removing);
  if (!removed) co_return error_of(exchange, removed.error());
  co_return net::Response{204, {}, {}};
}

}  // namespace

void write_connector(json::Writer& writer, const Api& api, const store::Connector& connector) {
  write_connector(writer, api, connector, [&](json::Writer& at) { at.raw(connector.configuration->json); });
}

void write_connector(json::Writer& writer, const Api& api, const store::Connector& connector,
                     base::FunctionRef<void(json::Writer&)> write_json) {
  writer.begin_object();
  writer.member("connector_identifier", connector.id.value()).member("name", connector.name);
  writer.member_or_null("description", connector.description);
  writer.member("logo_url", api.links().logo_url(connector.logo));
  writer.member("created_at", base::to_iso8601(connector.created_at));
  writer.member("updated_at", base::to_iso8601(connector.updated_at));
  if (const auto& configuration = connector.configuration) {
    writer.key("configuration").begin_object().member("version", configuration->version);
    writer.key("configuration_json");
    write_json(writer);
    writer.member("created_at", base::to_iso8601(configuration->created_at));
    writer.member("updated_at", base::to_iso8601(configuration->updated_at)).end_object();
  }
  writer.end_object();
}

net::Answer list_connectors(Api& api, const Exchange& exchange) {
  auto request = parse_list_request(exchange);
  if (!request) return error_of(exchange, request.error());
  if (request->is_paged()) return load_list(api, exchange, *std::move(request), {});
  std::string key = AnswerCache::list_key(exchange.team, request->with_configurations);
  if (const SharedAnswer known = api.parts().cache.find(key)) return cached_response(api, exchange, key, known);
  return load_list(api, exchange, *std::move(request), std::move(key));
}

net::Answer get_connector(Api& api, const Exchange& exchange) {
  // The most frequent call: the cache key is built from the path as sent, if that has the stored form.
  const std::string_view raw = exchange.path.values[1];
  fmt::basic_memory_buffer<char, 160> key;
  fmt::format_to(std::back_inserter(key), "{}/{}", exchange.team.value(),
                 raw.substr(0, limits::connector_identifier_max + 1));
  const std::string_view key_text(key.data(), key.size());
  if (const SharedAnswer known = api.parts().cache.find(key_text))
    return cached_response(api, exchange, key_text, known);
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  std::string stored_key = AnswerCache::connector_key(exchange.team, id->value());
  return load_connector(api, exchange, *std::move(id), std::move(stored_key));
}

net::Answer create_connector(Api& api, const Exchange& exchange) {
  std::string type = media_type(exchange.request->content_type);
  if (type.empty() && !exchange.request->has_body) type = "application/x-www-form-urlencoded";
  if (type != "application/json" && type != "application/x-www-form-urlencoded")
    return unsupported_type(exchange, "application/x-www-form-urlencoded or application/json");
  return create(api, exchange, std::move(type));
}

net::Answer update_connector(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  const std::string type = media_type(exchange.request->content_type);
  if (type != "application/json") return unsupported_type(exchange, "application/json");
  return update(api, exchange, *std::move(id));
}

net::Answer delete_connector(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  return remove_connector(api, exchange, *std::move(id));
}

}  // namespace connectory::api
