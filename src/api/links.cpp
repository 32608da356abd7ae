#include "api/links.h"

#include <fmt/format.h>

#include "api/embedded/default_logo.h"
#include "crypto/hash.h"

namespace connectory::api {

Links::Links(std::string public_url)
    : public_url_(std::move(public_url)), default_logo_(crypto::sha256_hex(embedded::default_logo())) {
  set_begin(public_url_);
}

void Links::begin_at(std::string_view url) {
  if (public_url_.empty()) set_begin(url);
}

void Links::set_begin(std::string_view url) {
  // If the marks of two servers are equal by chance, a client may keep an outdated URL. Six digits make that unlikely.
  constexpr std::size_t mark_length = 6;
  begin_ = url;
  mark_ = crypto::sha256_hex(begin_ + default_logo_.value()).substr(0, mark_length);
}

std::string Links::connectors_url(store::TeamId team) const {
  return url(fmt::format("/v1/teams/{}/connector_builder/connectors", team.value()));
}

std::string Links::connector_url(store::TeamId team, const store::ConnectorId& id) const {
  return fmt::format("{}/{}", connectors_url(team), id.value());
}

std::string Links::logo_url(const std::optional<store::LogoHash>& logo) const {
  return fmt::format("{}/logos/{}{}", begin_, (logo ? *logo : default_logo_).value(), logo_file_suffix);
}

std::string Links::etag(std::string_view state) const { return fmt::format("\"{}.{}\"", state, mark_); }

}  // namespace connectory::api
