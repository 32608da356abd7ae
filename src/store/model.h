#pragma once

// The stored objects as plain values, in the terms of the domain. Times are base::WallTime.

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
  std::string role;  // in the requested team
  base::WallTime created_at;
};

// What a credential may do, and how often. Both keys and OAuth clients have a grant.
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
  std::optional<std::vector<std::string>> scopes;  // fewer than the client's, if requested
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
  std::string revision;  // changes with every change: the ETag
  base::WallTime created_at;
  base::WallTime updated_at;
  std::optional<LogoHash> logo;
  std::optional<Configuration> configuration;  // absent if it was not requested
};

// A configuration as it was once saved.
struct Version {
  std::int64_t number = 0;  // from 1
  std::string version;      // `1.0.0`
  std::string content_hash;
  std::string author;
  base::WallTime created_at;
  std::optional<std::string> note;
  std::optional<base::WallTime> imported_at;  // from an archive, which also gave author and created_at
  std::vector<std::string> labels;
  bool is_current = false;
  std::optional<std::string> configuration;  // exactly as it was saved; absent if it was not requested
};

// A configuration that is being worked on.
struct Draft {
  std::string revision;               // changes with every change: the ETag
  std::int64_t base_number = 0;       // the version that it is based on
  std::int64_t published_number = 0;  // the current version
  std::string content_hash;
  std::string surface_hash;
  std::string author;  // who saved it last
  base::WallTime created_at;
  base::WallTime updated_at;
  std::optional<std::string> note;
  std::string configuration;

  bool is_outdated() const { return base_number != published_number; }
};

// Who makes a change, and from where, for versions and the audit. Members that do not apply are empty.
struct Actor {
  std::string name;  // `key:ci`, `client:nightly`, `command line (ann)`
  std::string address;
  std::string credential = {};  // the key's or client's id
  std::string request_id = {};
};

// What caches must drop after a write.
struct Change {
  enum class Kind : std::uint8_t { connector, identity, logo };
  Kind kind;
  TeamId team;
  std::string subject;  // the id of a connector, key or client; the hash of a removed logo
};

}  // namespace connectory::store
