#pragma once

// Builds the URLs of this server in its answers, and the entity tags of answers that contain them.
// Ownership: Api has one. Threads: begin_at() before the first request; the rest from any thread.

#include <string>
#include <string_view>

#include "store/model.h"

namespace connectory::api {

class Links {
 public:
  // `public_url`: empty if it is not set.
  explicit Links(std::string public_url);
  // The URL at which this machine reaches the server: absolute links begin with it if there is no public URL.
  void begin_at(std::string_view url);

  const std::string& public_url() const { return public_url_; }
  // A path, preceded by the public URL if there is one.
  std::string url(std::string_view path) const { return public_url_ + std::string(path); }
  // For a team's connectors, and for one of them.
  std::string connectors_url(store::TeamId team) const;
  std::string connector_url(store::TeamId team, const store::ConnectorId& id) const;
  // Absolute. `logo`: absent for the default logo.
  std::string logo_url(const std::optional<store::LogoHash>& logo) const;
  const store::LogoHash& default_logo() const { return default_logo_; }
  // The entity tag of an answer with links: the same state with different links has a different tag.
  std::string etag(std::string_view state) const;

 private:
  void set_begin(std::string_view url);

  std::string public_url_;
  store::LogoHash default_logo_;
  std::string begin_;  // the public URL, or the URL of the listen address
  std::string mark_;   // in entity tags: a few digits computed from `begin_` and the default logo
};

inline constexpr std::string_view logo_file_suffix = ".png";

}  // namespace connectory::api
