#pragma once

// What is kept, as plain values, in the domain's words. Times are base::WallTime.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"

namespace connectory::store {

using TeamId = base::Id<struct TeamTag, std::int64_t>;
using UserId = base::Id<struct UserTag, std::int64_t>;
using ConnectorId = base::Id<struct ConnectorTag>;
using KeyId = base::Id<struct KeyTag>;
using Placeholder = base::Id<struct PlaceholderTag>;  // of a secret: `sec_a23f23d26`
using ClientId = base::Id<struct ClientTag>;
using LogoHash = base::Id<struct LogoTag>;  // SHA-256 of the image as it is served: 64 lower-case hexadecimal digits

struct Team {
  TeamId id;
  std::string name;
  std::string display_id;  // `SM_ABC123`
  std::int64_t status;     // 1: active
  base::WallTime created_at;
};

struct User {
  UserId id;
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string role;  // in the team that was asked about
  base::WallTime created_at;
};

// What a credential may do and how often. Keys and OAuth clients are both such grants.
struct Grant {
  TeamId team;
  std::string name;
  std::optional<std::string> role;                 // absent: the scopes alone decide
  std::optional<std::vector<std::string>> scopes;  // absent: all that the role has
  std::int64_t rate_per_hour;
  std::vector<std::string> allowed_ips;  // addresses or CIDR; empty: any
  bool is_enabled;
  base::WallTime created_at;
  std::optional<base::WallTime> expires_at;
  std::optional<base::WallTime> last_used_at;
};

struct Key {
  KeyId id;
  Grant grant;
};

struct Client {
  ClientId id;
  Grant grant;
};

struct AccessToken {
  Client client;
  std::optional<std::vector<std::string>> scopes;  // narrower than the client's, where asked for
  base::WallTime expires_at;
};

struct Configuration {
  std::string version;  // `1.0.0`
  std::string json;     // exactly as it was saved
  base::WallTime created_at;
  base::WallTime updated_at;
};

struct Connector {
  ConnectorId id;
  TeamId team;
  std::string name;
  std::optional<std::string> description;
  std::string revision;  // another one after every change: the ETag
  base::WallTime created_at;
  base::WallTime updated_at;
  std::optional<LogoHash> logo;
  std::optional<Configuration> configuration;  // absent where it was not asked for
};

// A configuration as it was saved once.
struct Version {
  std::int64_t number = 0;  // from 1
  std::string version;      // `1.0.0`
  std::string content_hash;
  std::string author;
  base::WallTime created_at;
  std::optional<std::string> note;
  std::optional<base::WallTime> imported_at;  // where it came with an archive, which author and created_at are from
  std::vector<std::string> labels;
  bool is_current = false;
  std::optional<std::string> configuration;  // exactly as it was saved; absent where it was not asked for
};

// A configuration that is being worked on.
struct Draft {
  std::string revision;               // another one after every change: the ETag
  std::int64_t base_number = 0;       // the version it was made from
  std::int64_t published_number = 0;  // the version that is current
  std::string content_hash;
  std::string surface_hash;
  std::string author;  // who saved it last
  base::WallTime created_at;
  base::WallTime updated_at;
  std::optional<std::string> note;
  std::string configuration;

  bool is_outdated() const { return base_number != published_number; }
};

// Who does it, from where: for versions and the audit. Empty where there is no such thing.
struct Actor {
  std::string name;  // `key:ci`, `client:nightly`, `command line (ann)`
  std::string address;
  std::string credential = {};  // the key's or client's id
  std::string request_id = {};
};

// What others must forget after a write.
struct Change {
  enum class Kind : std::uint8_t { connector, identity, logo };
  Kind kind;
  TeamId team;
  std::string subject;  // a connector's, key's or client's id; the hash of a logo that is gone
};

}  // namespace connectory::store
