// Logs of connectors (API contract, section 6), and what the API itself records in them.

#include "service/logs.h"

#include <fmt/format.h>

#include "api/handlers.h"
#include "api/parameters.h"
#include "api/route.h"
#include "base/limits.h"
#include "json/document.h"
#include "json/writer.h"
#include "net/form.h"
#include "text/time.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

// ---- answers --------------------------------------------------------------------------------------------------------

// Only the contract's keys. The object is left open.
void begin_entry(json::Writer& writer, const store::LogEntry& entry) {
  writer.begin_object().member("id", store::log_id_of(entry));
  writer.member("log_time", text::to_iso8601_ms(entry.time));
  writer.member_or_null("status", entry.status);
  writer.member_or_null("event", entry.event).member_or_null("request", entry.request);
  writer.member_or_null("duration_ms",
                        entry.duration ? std::optional<std::int64_t>(entry.duration->count()) : std::nullopt);
  const bool is_shown = entry.request_id && service::is_uuid(*entry.request_id);
  writer.member_or_null("request_id", is_shown ? entry.request_id : std::nullopt);
}

// ---- the calls -------------------------------------------------------------------------------------------------------

base::Task<net::Response> load_logs(Api& api, Exchange exchange, store::ConnectorId connector,
                                    std::optional<base::WallTime> before, std::int64_t count_max) {
  auto reading = api.parts().logs.list(exchange.team, std::move(connector), before, count_max);
  const auto entries = co_await std::move(reading);
  if (!entries) co_return error_of(exchange, entries.error());
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("logs").begin_array();
  for (const store::LogEntry& entry : *entries) {
    begin_entry(writer, entry);
    writer.end_object();
  }
  writer.end_array().end_object();
  co_return json_response(200, std::move(body));
}

base::Task<net::Response> load_log(Api& api, Exchange exchange, store::ConnectorId connector, std::string log_id) {
  auto reading = api.parts().logs.get(exchange.team, std::move(connector), std::move(log_id));
  const auto entry = co_await std::move(reading);
  if (!entry) co_return error_of(exchange, entry.error());
  std::string body;
  json::Writer writer(body);
  begin_entry(writer, *entry);
  writer.key("detail").raw(entry->detail).end_object();
  co_return json_response(200, std::move(body));
}

}  // namespace

net::Answer list_logs(Api& api, const Exchange& exchange) {
  auto connector = path_connector(exchange);
  if (!connector) return error_of(exchange, connector.error());
  const auto count_max = query_number(exchange, "limit", {1, limits::logs_listed_max, limits::logs_listed_default});
  if (!count_max) return error_of(exchange, count_max.error());
  const auto before = query_time(exchange, "before");
  if (!before) return error_of(exchange, before.error());
  return load_logs(api, exchange, *std::move(connector), *before, *count_max);
}

net::Answer get_log(Api& api, const Exchange& exchange) {
  auto connector = path_connector(exchange);
  if (!connector) return error_of(exchange, connector.error());
  const std::string_view raw = exchange.path.values[2];
  return load_log(api, exchange, *std::move(connector), net::percent_decode(raw).value_or(std::string(raw)));
}

// ---- entries --------------------------------------------------------------------------------------------------------

void Api::write_log(const Exchange& exchange, const net::Response& response) {
  if (exchange.route->event.empty()) return;
  if (auto connector = path_connector(exchange)) write_log(exchange, response, *std::move(connector));
}

void Api::write_log(const Exchange& exchange, const net::Response& response, store::ConnectorId connector) {
  const Route& route = *exchange.route;
  const bool is_refused = response.status == 422 && !route.refused_event.empty();
  const std::string_view event = is_refused ? route.refused_event : route.event;
  std::string detail;
  json::Writer writer(detail);
  const store::Actor actor = exchange.actor();
  writer.begin_object().member("actor", actor.name).member("address", actor.address);
  writer.member("request_id", exchange.id.view());
  if (response.status >= 400) {
    // The error as the caller received it. Its text is written for callers, and contains no secret.
    const auto envelope = json::Document::parse(std::string(response.body_text()));
    const auto error = envelope ? envelope->root().find("error") : std::nullopt;
    if (error) writer.key("error").raw(error->raw());
  }
  writer.end_object();
  std::string memory;
  const std::int64_t took_ms = (parts_.clock.steady_ns() - exchange.request->arrived_ns) / 1'000'000;
  parts_.logs.add(
      {.team = exchange.team,
       .connector = std::move(connector),
       .time = parts_.clock.wall(),
       .status = response.status,
       .event = std::string(event),
       .request = fmt::format("{} {}", exchange.request->method_text, shown_path(exchange.request->path, memory)),
       .duration = std::chrono::milliseconds(took_ms),
       .request_id = std::string(exchange.id.view()),
       .detail = std::move(detail)});
}

}  // namespace connectory::api
