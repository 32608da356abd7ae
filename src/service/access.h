#pragma once

// Who may do what: roles, scopes, the table that connects them, and the principal that a credential belongs to.
// Pure values; safe on every thread.
// Source: API contract, section 1.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/address.h"
#include "store/model.h"

namespace connectory::service {

using store::ClientId;
using store::ConnectorId;
using store::KeyId;
using store::TeamId;

enum class Scope : std::uint8_t {
  cb_connectors_read,
  cb_connectors_write,
  cb_logo_read,
  cb_logo_write,
  cb_logs_read,
  cb_secrets_read,
  cb_secrets_write,
  ds_accounts_read,
  ds_login_links_read,
  ds_login_links_write,
  ds_logins_read,
  ds_logins_write,
  ds_queries_read,
  ds_queries_run,
  team_read,
  team_settings_read,
  team_settings_write,
  user_read,
};
inline constexpr std::size_t scopes_count = 18;

enum class Role : std::uint8_t { owner, admin, editor, finance, viewer };
inline constexpr std::size_t roles_count = 5;

// As in requests and answers, in the order of the enumerators.
inline constexpr std::array<std::string_view, scopes_count> scope_names = {
    "cb_connectors_read", "cb_connectors_write", "cb_logo_read",     "cb_logo_write",       "cb_logs_read",
    "cb_secrets_read",    "cb_secrets_write",    "ds_accounts_read", "ds_login_links_read", "ds_login_links_write",
    "ds_logins_read",     "ds_logins_write",     "ds_queries_read",  "ds_queries_run",      "team_read",
    "team_settings_read", "team_settings_write", "user_read"};
inline constexpr std::array<std::string_view, roles_count> role_names = {"OWNER", "ADMIN", "EDITOR", "FINANCE",
                                                                         "VIEWER"};

std::string_view name_of(Scope scope);
std::string_view name_of(Role role);
std::optional<Scope> find_scope(std::string_view name);
std::optional<Role> find_role(std::string_view name);

class ScopeSet {
 public:
  constexpr ScopeSet() = default;
  static constexpr ScopeSet all() { return ScopeSet((1U << scopes_count) - 1); }
  constexpr bool has(Scope scope) const { return (bits_ >> static_cast<unsigned>(scope) & 1U) != 0; }
  constexpr ScopeSet with(Scope scope) const { return ScopeSet(bits_ | 1U << static_cast<unsigned>(scope)); }
  constexpr ScopeSet without(Scope scope) const { return ScopeSet(bits_ & ~(1U << static_cast<unsigned>(scope))); }
  constexpr ScopeSet and_also(ScopeSet other) const { return ScopeSet(bits_ & other.bits_); }
  constexpr bool is_empty() const { return bits_ == 0; }
  std::vector<std::string> names() const;
  friend bool operator==(ScopeSet, ScopeSet) = default;

 private:
  constexpr explicit ScopeSet(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

// The scopes that a role allows at most.
ScopeSet scopes_of(Role role);
// Names separated by commas or spaces; absent if one of them is not a scope (`unknown` is then that name).
std::optional<ScopeSet> parse_scopes(std::string_view text, std::string& unknown);

// The caller of a request whose credential was accepted.
struct Principal {
  TeamId team;
  store::Actor actor;      // without the address, which differs from request to request
  std::string credential;  // `key_...` or `client_...`: the id that rate limits and disabling apply to
  std::optional<Role> role;
  ScopeSet scopes;  // those that both the role and the credential allow
  std::int64_t rate_per_hour;
  std::optional<std::vector<net::AddressRange>> allowed_addresses;  // absent: every address
  std::optional<base::WallTime> expires_at;
};

// The principal of a stored grant; its roles and scopes were checked when it was created.
Principal make_principal(const store::Grant& grant, std::string actor, std::string credential);

}  // namespace connectory::service
