// Export and import of connectors as archives.

#include "service/transfer.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/body.h"
#include "api/connector_requests.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/routes_impl.h"
#include "base/limits.h"
#include "json/writer.h"

namespace connectory::api {
namespace {

// Reads the file piece by piece. It was written a moment ago, so the system still has it in memory.
class ExportBody final : public net::BodyProducer {
 public:
  ExportBody(service::Export exported, base::Log& log) : export_(std::move(exported)), log_(log) {}

  base::Task<base::Result<std::string, Failed>> next() override {
    auto piece = export_.file.read(offset_, base::limits::export_piece_bytes);
    if (!piece) {
      log_.error("cannot read an exported archive", {{"reason", std::string_view(piece.error().message())}});
      co_return std::unexpected(Failed{});
    }
    offset_ += piece->size();
    co_return *std::move(piece);
  }

 private:
  service::Export export_;
  base::Log& log_;
  std::uint64_t offset_ = 0;
};

base::Task<net::Response> send(Api& api, Exchange exchange, std::string name,
                               base::Task<service::Result<service::Export>> exporting) {
  auto exported = co_await std::move(exporting);
  if (!exported) co_return error_of(exchange, exported.error());
  const std::uint64_t bytes = exported->file.size();
  net::Response response{200, "Content-Type: application/zip\r\n",
                         net::Produced{std::make_unique<ExportBody>(*std::move(exported), api.parts().log), bytes}};
  response.add_header("Content-Disposition", fmt::format("attachment; filename=\"{}.zip\"", name));
  response.add_header("Cache-Control", "no-store");
  co_return response;
}

base::Task<net::Response> take_in(Api& api, Exchange exchange, service::Transfer::Identifiers identifiers) {
  auto archive = co_await read_body(exchange, std::max(api.body_bytes_max(), base::limits::archive_bytes_max));
  if (!archive) co_return std::move(archive.error());
  auto importing = api.parts().transfer.import(exchange.team, *std::move(archive), identifiers, exchange.actor(),
                                               exchange.errand(0));
  const auto made = co_await std::move(importing);
  if (!made) co_return error_of(exchange, made.error());
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("count", static_cast<std::int64_t>(made->size())).key("connectors").begin_array();
  for (const store::Connector& connector : *made) write_connector(writer, api, connector);
  writer.end_array().end_object();
  net::Response response = json_response(201, std::move(body));
  response.add_header("Location", made->size() == 1 ? api.links().connector_url(exchange.team, made->front().id)
                                                    : api.links().connectors_url(exchange.team));
  for (const store::Connector& connector : *made) api.write_log(exchange, response, connector.id);
  co_return response;
}

}  // namespace

net::Answer export_connector(Api& api, const Exchange& exchange) {
  auto id = path_connector(exchange);
  if (!id) return error_of(exchange, id.error());
  return send(api, exchange, id->value(),
              api.parts().transfer.export_connector(exchange.team, *id, exchange.errand(0)));
}

net::Answer export_team(Api& api, const Exchange& exchange) {
  return send(api, exchange, fmt::format("team-{}", exchange.team.value()),
              api.parts().transfer.export_team(exchange.team, exchange.errand(0)));
}

net::Answer import_connectors(Api& api, const Exchange& exchange) {
  const auto keeps = query_boolean(exchange, "keep_identifiers");
  if (!keeps) return error_of(exchange, keeps.error());
  const std::string type = media_type(exchange.request->content_type);
  if (type != zip_type && type != bytes_type) return unsupported_type(exchange, "application/zip");
  return take_in(api, exchange, *keeps ? service::Transfer::Identifiers::kept : service::Transfer::Identifiers::drawn);
}

}  // namespace connectory::api
