// Secrets of connectors: API contract, section 4. Values are only received: no answer contains one.

#include "service/secrets.h"

#include <fmt/format.h>

#include "api/body.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/route.h"
#include "api/secret_requests.h"
#include "json/writer.h"
#include "net/form.h"

namespace connectory::api {
namespace {

net::Response list_response(int status, const std::vector<store::ListedSecret>& secrets) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("count", static_cast<std::int64_t>(secrets.size())).key("secrets").begin_array();
  for (const store::ListedSecret& secret : secrets)
    writer.begin_object()
        .member("secret_placeholder", secret.placeholder.value())
        .member("secret_name", secret.name)
        .end_object();
  writer.end_array().end_object();
  return json_response(status, std::move(body));
}

service::Result<store::Placeholder> path_placeholder(const Exchange& exchange) {
  const auto text = net::percent_decode(exchange.path.values[2]);
  auto placeholder = text ? service::parse_placeholder(*text) : std::nullopt;
  if (!placeholder)
    return std::unexpected<service::Failure>(service::Error{
        service::Error::Code::invalid_request,
        "secret_placeholder must be 'sec_' and 9 lower-case hexadecimal digits, as in the list of secrets."});
  return *std::move(placeholder);
}

base::Task<net::Response> load_list(Api& api, store::SecretOwner owner, Exchange exchange) {
  auto reading = api.parts().secrets.list(std::move(owner));
  const auto secrets = co_await std::move(reading);
  if (!secrets) co_return error_of(exchange, secrets.error());
  co_return list_response(200, *secrets);
}

base::Task<net::Response> create(Api& api, Exchange exchange, store::SecretOwner owner, std::string type) {
  auto reading =
      parse_body(api, exchange, [type](std::string body) { return parse_new_secret(type, std::move(body)); });
  auto draft = co_await std::move(reading);
  if (!draft) co_return std::move(draft.error());
  auto adding = api.parts().secrets.add(owner, *std::move(draft), exchange.actor());
  const auto added = co_await std::move(adding);
  if (!added) co_return error_of(exchange, added.error());
  net::Response response = list_response(201, added->all);
  response.add_header("Location", fmt::format("{}/secrets/{}", api.links().connector_url(owner.team, owner.connector),
                                              added->placeholder.value()));
  co_return response;
}

base::Task<net::Response> update(Api& api, Exchange exchange, store::SecretOwner owner,
                                 store::Placeholder placeholder) {
  auto reading = parse_body(api, exchange, &parse_secret_value);
  auto value = co_await std::move(reading);
  if (!value) co_return std::move(value.error());
  auto changing =
      api.parts().secrets.change(std::move(owner), std::move(placeholder), *std::move(value), exchange.actor());
  const auto changed = co_await std::move(changing);
  if (!changed) co_return error_of(exchange, changed.error());
  co_return net::Response{204, {}, {}};
}

base::Task<net::Response> remove(Api& api, Exchange exchange, store::SecretOwner owner,
                                 store::Placeholder placeholder) {
  auto removing = api.parts().secrets.remove(std::move(owner), std::move(placeholder), exchange.actor());
  const auto removed = co_await std::move(removing);
  if (!removed) co_return error_of(exchange, removed.error());
  co_return net::Response{204, {}, {}};
}

}  // namespace

net::Answer list_secrets(Api& api, const Exchange& exchange) {
  auto connector = path_connector(exchange);
  if (!connector) return error_of(exchange, connector.error());
  return load_list(api, {exchange.team, *std::move(connector)}, exchange);
}

net::Answer create_secret(Api& api, const Exchange& exchange) {
  auto connector = path_connector(exchange);
  if (!connector) return error_of(exchange, connector.error());
  std::string type = media_type(exchange.request->content_type);
  if (type.empty() && !exchange.request->has_body) type = "application/json";
  if (type != "application/json" && type != "application/x-www-form-urlencoded")
    return unsupported_type(exchange, "application/json or application/x-www-form-urlencoded");
  return create(api, exchange, {exchange.team, *std::move(connector)}, std::move(type));
}

net::Answer update_secret(Api& api, const Exchange& exchange) {
  auto connector = path_connector(exchange);
  if (!connector) return error_of(exchange, connector.error());
  auto placeholder = path_placeholder(exchange);
  if (!placeholder) return error_of(exchange, placeholder.error());
  if (media_type(exchange.request->content_type) != "application/json")
    return unsupported_type(exchange, "application/json");
  return update(api, exchange, {exchange.team, *std::move(connector)}, *std::move(placeholder));
}

net::Answer delete_secret(Api& api, const Exchange& exchange) {
  auto connector = path_connector(exchange);
  if (!connector) return error_of(exchange, connector.error());
  auto placeholder = path_placeholder(exchange);
  if (!placeholder) return error_of(exchange, placeholder.error());
  return remove(api, exchange, {exchange.team, *std::move(connector)}, *std::move(placeholder));
}

}  // namespace connectory::api
