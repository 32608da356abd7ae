#include "sample/token.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/try.h"
#include "crypto/base64.h"
#include "net/form.h"
#include "sample/draw.h"
#include "sample/parameters.h"

namespace connectory::sample {
namespace {

constexpr std::int64_t lifetime_s_max = 3600;
constexpr std::string_view prefix = "shop_";

// The text after `Bearer ` or `Basic `; empty if the scheme is a different one.
std::string_view behind_scheme(std::string_view authorization, std::string_view lower_scheme) {
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos) return {};
  if (!base::equals_ignoring_case(authorization.substr(0, space), lower_scheme)) return {};
  return authorization.substr(space + 1);
}

std::string to_text(std::int64_t expires_s) {
  return fmt::format("{}{:x}-{:016x}", prefix, expires_s, draw(expires_s, 't'));
}

}  // namespace

Result<Token> issue_token(std::string_view form, std::string_view authorization, base::WallTime now) {
  static constexpr std::array<std::string_view, 5> known = {"grant_type", "client_id", "client_secret", "scope",
                                                            "expires_in"};
  const auto fields = Parameters::parse(form, known);
  if (!fields) return std::unexpected(Error{Error::Code::bad_grant, fields.error().detail});
  std::string id(fields->text("client_id").value_or(""));
  std::string secret(fields->text("client_secret").value_or(""));
  if (const std::string_view basic = behind_scheme(authorization, "basic"); !basic.empty()) {
    const std::string pair = crypto::from_base64(basic).value_or("");
    const std::size_t colon = std::min(pair.find(':'), pair.size());
    id = pair.substr(0, colon);
    secret = pair.substr(std::min(colon + 1, pair.size()));
  }
  if (id != client_id || secret != client_secret)
    return std::unexpected(
        Error{Error::Code::bad_client,
              fmt::format("The client id is {} and its secret {}, sent in the form or by HTTP Basic.", client_id,
                          client_secret)});
  if (fields->text("grant_type") != "client_credentials")
    return std::unexpected(Error{Error::Code::bad_grant, "grant_type must be client_credentials."});
  const auto lifetime_s = fields->number("expires_in", {.min = 1, .max = lifetime_s_max, .fallback = lifetime_s_max});
  if (!lifetime_s) return std::unexpected(Error{Error::Code::bad_grant, lifetime_s.error().detail});
  return Token{to_text(now.unix_ms / 1000 + *lifetime_s), std::chrono::seconds(*lifetime_s)};
}

Result<void> check_token(std::string_view authorization, base::WallTime now) {
  const std::string_view text = behind_scheme(authorization, "bearer");
  if (text.empty())
    return std::unexpected(
        Error{Error::Code::bad_token, "Send 'Authorization: Bearer' with a token of POST /shop/oauth/token."});
  std::int64_t expires_s = 0;
  const std::size_t dash = std::min(text.find('-'), text.size());
  const bool is_ours =
      text.starts_with(prefix) &&
      std::from_chars(text.data() + prefix.size(), text.data() + dash, expires_s, 16).ec == std::errc{} &&
      to_text(expires_s) == text;
  if (!is_ours) return std::unexpected(Error{Error::Code::bad_token, "The access token was not issued by this API."});
  if (expires_s * 1000 <= now.unix_ms)
    return std::unexpected(Error{Error::Code::bad_token, "The access token has expired. Request a new one."});
  return {};
}

}  // namespace connectory::sample
