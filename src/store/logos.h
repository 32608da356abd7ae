#pragma once

// Logos of connectors. An image is kept once, under the hash of what is in it, however many connectors show it, and goes
// with the last of them.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of another team is not_found.

#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

namespace connectory::store {

struct NewLogo {
  LogoHash hash;
  std::string_view image;  // as it will be served
};

// Absent: the connector has none.
Result<std::optional<LogoHash>> get_logo(db::Connection& connection, TeamId team, const ConnectorId& id);
// A logo that the connector has already changes nothing; nor does taking one from a connector that has none.
Result<void> set_logo(Writing& writing, TeamId team, const ConnectorId& id, const NewLogo& logo, const Actor& actor);
Result<void> remove_logo(Writing& writing, TeamId team, const ConnectorId& id, const Actor& actor);

// For whoever has taken it from a connector: the image is removed where no other connector shows it.
Result<void> drop_unused_logo(Writing& writing, TeamId team, const LogoHash& hash);

Result<std::optional<std::string>> find_logo_image(db::Connection& connection, const LogoHash& hash);

}  // namespace connectory::store
