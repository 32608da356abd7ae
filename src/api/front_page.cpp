#include "api/front_page.h"

#include "api/reply.h"

namespace connectory::api {

net::Response front_page(const Exchange& exchange) {
  // Browsers list text/html in every navigation. curl and client libraries accept anything, and a page does not help
  // them.
  const bool is_browser = exchange.request->accept.contains("text/html");
  net::Response response =
      is_browser ? net::Response{302, {}, {}}
                 : error_of(exchange, Problem::not_found, "This path does not exist; /docs lists all paths.");
  // Relative, so that it also works behind a proxy that adds a path prefix.
  if (is_browser) response.add_header("Location", "docs");
  response.add_header("Vary", "Accept");
  return response;
}

}  // namespace connectory::api
