// Who changed what in a team.

#include "service/audit.h"

#include "api/handlers.h"
#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"
#include "json/writer.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;
using service::Error;
using service::Result;

std::string render(const Exchange& exchange, const store::AuditPage& page) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("meta").begin_object().member("request_id", exchange.id.view());
  writer.member_or_null("next", page.next).end_object().key("data").begin_array();
  for (const store::AuditEntry& entry : page.entries) service::write_audit_entry(writer, entry);
  writer.end_array().end_object();
  return body;
}

base::Task<net::Response> load_audit(Api& api, Exchange exchange, store::AuditQuery query) {
  auto reading = api.parts().audit.list(exchange.team, std::move(query));
  const auto page = co_await std::move(reading);
  if (!page) co_return error_of(exchange, page.error());
  co_return json_response(200, render(exchange, *page));
}

Result<store::AuditQuery> parse_query(const Exchange& exchange) {
  TRY(const std::int64_t count_max,
      query_number(exchange, "limit", {1, limits::audit_listed_max, limits::audit_listed_default}));
  TRY(const auto before, query_time(exchange, "before"));
  TRY(auto cursor, query_text(exchange, "cursor"));
  if (cursor && !store::is_audit_id(*cursor))
    return std::unexpected<service::Failure>(
        Error{Error::Code::invalid_request, "cursor must be the unchanged `next` of an earlier answer."});
  TRY(auto action, query_text(exchange, "action"));
  TRY(auto subject, query_text(exchange, "subject"));
  TRY(auto actor, query_text(exchange, "actor"));
  return store::AuditQuery{.after_id = std::move(cursor),
                           .before = before,
                           .action = std::move(action),
                           .subject = std::move(subject),
                           .actor = std::move(actor),
                           .count_max = count_max};
}

}  // namespace

net::Answer list_audit(Api& api, const Exchange& exchange) {
  auto query = parse_query(exchange);
  if (!query) return error_of(exchange, query.error());
  return load_audit(api, exchange, *std::move(query));
}

}  // namespace connectory::api
