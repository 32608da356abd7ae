#pragma once

// Logos of connectors. An image is stored once under the hash of its content, even if several connectors use it, and is
// removed with the last of them.
// Threads: inside Store::read and Store::write. Errors: store::Error; a connector of a different team is not_found.

#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

namespace connectory::store {

struct NewLogo {
  LogoHash hash;
  std::string_view image;  // as served
};

// Absent: the connector has none.
Result<std::optional<LogoHash>> get_logo(db::Connection& connection, TeamId team, const ConnectorId& id);
// Setting the logo that the connector already has changes nothing; neither does removing a missing one.
Result<void> set_logo(Writing& writing, TeamId team, const ConnectorId& id, const NewLogo& logo, const Actor& actor);
Result<void> remove_logo(Writing& writing, TeamId team, const ConnectorId& id, const Actor& actor);

// Call it after a logo was removed from a connector. Removes the image if no other connector uses it.
Result<void> drop_unused_logo(Writing& writing, TeamId team, const LogoHash& hash);

Result<std::optional<std::string>> find_logo_image(db::Connection& connection, const LogoHash& hash);

}  // namespace connectory::store
