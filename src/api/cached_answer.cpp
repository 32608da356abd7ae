#include "api/cached_answer.h"

#include "api/entity_tag.h"
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

SharedAnswer pack(const CachedAnswer& plain) {
  std::string etag(plain.etag.view());
  etag.insert(etag.size() - 1, packed_mark);
  return std::make_shared<const CachedAnswer>(Tag(etag), net::gzip(plain.body));
}

base::Task<net::Response> pack_on_pool(Api& api, std::string key, AnswerCache::Ticket ticket, SharedAnswer plain) {
  auto packing = api.parts().pool.run([plain] { return pack(*plain); });
  const SharedAnswer packed = co_await std::move(packing);
  if (!key.empty()) api.parts().cache.put(key, ticket, packed);
  co_return packed_response(packed);
}

}  // namespace

net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer) {
  const net::Request& request = *exchange.request;
  if (!request.if_none_match.empty() && names_etag(request.if_none_match, answer->etag.view())) {
    net::Response response{304, "ETag: ", {}};
    response.headers.append(answer->etag.view()).append("\r\nVary: Accept-Encoding\r\n");
    return response;
  }
  if (!request.accept_encoding.empty() && answer->body.size() > limits::gzip_bytes_min &&
      net::accepts_gzip(request.accept_encoding)) {
    const std::string packed_key = AnswerCache::gzip_key(key);
    if (const SharedAnswer packed = api.parts().cache.find(packed_key)) return packed_response(packed);
    // Kept only where nothing was forgotten since: the plain body, forgotten first, is looked at after the ticket is taken.
    const AnswerCache::Ticket packed_ticket = api.parts().cache.ticket(packed_key);
    const bool is_kept = api.parts().cache.find(key) == answer;
    if (answer->body.size() > limits::inline_work_bytes_max)
      return pack_on_pool(api, is_kept ? packed_key : std::string(), packed_ticket, answer);
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
