// Reads the logins by OAuth.

#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr Knowledge at_oauth_login = at_login | Knowledge::client | Knowledge::login;

}  // namespace

OAuth2 Reading::read_oauth2(Object object, bool is_single_step) {
  const Scope login{.known = at_oauth_login};
  const Scope later{.known = of_the_user};
  OAuth2 made{.client_id = find_template(object, "clientId", Scope{.known = at_login}),
              .client_secret = find_template(object, "clientSecret", Scope{.known = at_login}),
              .token_lifetime = seconds_or(object, "tokenLifetime", Seconds(3600)),
              .token_path = path_or(object, "tokenJsonPath", "$.access_token"),
              .refresh_token_path = path_or(object, "refreshTokenJsonPath", "$.refresh_token"),
              .expires_in_path = path_or(object, "expiresInJsonPath", "$.expires_in"),
              .has_pkce = find_text(object, "pkce") == "S256",
              .authorization = {},
              .token_exchange = request_in(object, "tokenExchange", login),
              .refresh = {}};
  if (!is_single_step) made.authorization = request_in(object, "authorization", login);
  if (const auto refresh = find(object, "refresh", Kind::object)) made.refresh = request_in(object, "refresh", later);
  if (made.client_secret) check_secret_text(*object.find("clientSecret"), "clientSecret", *made.client_secret);
  return made;
}

}  // namespace connectory::language
