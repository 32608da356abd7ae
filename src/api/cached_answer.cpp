#include "api/cached_answer.h"

#include "api/entity_tag.h"
#include "api/reply.h"
#include "base/limits.h"
#include "net/content_coding.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

net::Response packed_response(const SharedAnswer& packed) {
  net::Response response{
      200, "Content-Type: application/json\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\nETag: ", {}};
  response.headers.append(packed->etag.view()).append("\r\n");
  response.body = net::Shared(packed, &packed->body);
  return response;
}

Tag packed_tag(const Tag& plain) {
  std::string etag(plain.view());
  etag.insert(etag.size() - 1, packed_mark);
  return Tag(etag);
}

SharedAnswer pack(const CachedAnswer& plain) {
  return std::make_shared<const CachedAnswer>(packed_tag(plain.etag), net::gzip(plain.body));
}

base::Task<net::Response> pack_on_pool(Api& api, Exchange exchange, std::string key, AnswerCache::Ticket ticket,
                                       SharedAnswer plain) {
  auto packing = api.parts().answers.run(exchange.errand(0), [plain] { return pack(*plain); });
  const auto packed = co_await std::move(packing);
  if (!packed) co_return error_of(exchange, packed.error());
  if (!key.empty()) api.parts().cache.put(key, ticket, *packed);
  co_return packed_response(*packed);
}

}  // namespace

bool is_unchanged(const Exchange& exchange, const Tag& tag) {
  const std::string_view list = exchange.request->if_none_match;
  return !list.empty() && names_etag(list, tag.view());
}

net::Response not_modified(const Tag& tag) {
  net::Response response{304, "ETag: ", {}};
  response.headers.append(tag.view()).append("\r\nVary: Accept-Encoding\r\n");
  return response;
}

net::Response produced_response(const Exchange& exchange, const Tag& tag, net::Produced body) {
  net::Response response{200, "Content-Type: application/json\r\nVary: Accept-Encoding\r\n", {}};
  if (net::accepts_gzip(exchange.request->accept_encoding)) {
    response.add_header("Content-Encoding", "gzip");
    response.add_header("ETag", packed_tag(tag).view());
    response.body = net::gzipped(std::move(body));
  } else {
    response.add_header("ETag", tag.view());
    response.body = std::move(body);
  }
  return response;
}

net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer) {
  const net::Request& request = *exchange.request;
  if (is_unchanged(exchange, answer->etag)) return not_modified(answer->etag);
  if (!request.accept_encoding.empty() && answer->body.size() > limits::gzip_bytes_min &&
      net::accepts_gzip(request.accept_encoding)) {
    const std::string packed_key = AnswerCache::gzip_key(key);
    if (const SharedAnswer packed = api.parts().cache.find(packed_key)) return packed_response(packed);
    // Cached only if nothing was dropped since: the plain body, which is dropped first, is looked up after taking
    // the ticket.
    const AnswerCache::Ticket packed_ticket = api.parts().cache.ticket(packed_key);
    const bool is_kept = api.parts().cache.find(key) == answer;
    if (answer->body.size() > limits::inline_work_bytes_max)
      return pack_on_pool(api, exchange, is_kept ? packed_key : std::string(), packed_ticket, answer);
    const SharedAnswer packed = pack(*answer);
    if (is_kept) api.parts().cache.put(packed_key, packed_ticket, packed);
    return packed_response(packed);
  }
  net::Response response{200, "Content-Type: application/json\r\nVary: Accept-Encoding\r\nETag: ", {}};
  response.headers.append(answer->etag.view()).append("\r\n");
  response.body = net::Shared(answer, &answer->body);
  return response;
}

}  // namespace connectory::api
