#include "api/reply.h"

#include "json/writer.h"

namespace connectory::api {

net::Response error_of(const Exchange& exchange, Problem problem, std::string_view description) {
  return error_response(problem, exchange.id.view(), description);
}

net::Response error_of(const Exchange& exchange, const service::Failure& failure) {
  return error_of(exchange, problem_of(failure), detail_of(failure));
}

net::Response json_response(int status, std::string body) {
  return {status, "Content-Type: application/json\r\n", std::move(body)};
}

std::string wrapped(const Exchange& exchange, std::string_view data) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("meta").begin_object().member("request_id", exchange.id.view()).end_object();
  writer.key("data").raw(data).end_object();
  return body;
}

base::Task<net::Response> answer_of(net::Answer answer) {
  if (auto* ready = std::get_if<net::Response>(&answer)) co_return std::move(*ready);
  auto task = std::get<base::Task<net::Response>>(std::move(answer));
  co_return co_await std::move(task);
}

}  // namespace connectory::api
