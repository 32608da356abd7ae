#include "service/access.h"

#include <algorithm>
#include <utility>

#include "base/list_text.h"

namespace connectory::service {
namespace {

template <class Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin());
}

}  // namespace

std::string_view name_of(Scope scope) { return scope_names[static_cast<std::size_t>(scope)]; }
std::string_view name_of(Role role) { return role_names[static_cast<std::size_t>(role)]; }
std::optional<Scope> find_scope(std::string_view name) { return find_name<Scope>(scope_names, name); }
std::optional<Role> find_role(std::string_view name) { return find_name<Role>(role_names, name); }

std::vector<std::string> ScopeSet::names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < scopes_count; ++i)
    if (has(static_cast<Scope>(i))) names.emplace_back(scope_names[i]);
  return names;
}

ScopeSet scopes_of(Role role) {
  using enum Scope;
  const ScopeSet of_editor = ScopeSet::all().without(team_settings_write);
  switch (role) {
    case Role::owner:
    case Role::admin: return ScopeSet::all();
    case Role::editor: return of_editor;
    case Role::finance: return ScopeSet().with(team_read).with(team_settings_read).with(user_read);
    case Role::viewer:
      return of_editor.without(cb_connectors_write)
          .without(cb_logo_write)
          .without(cb_secrets_write)
          .without(ds_login_links_write)
          .without(ds_logins_write);
  }
  std::unreachable();
}

std::optional<ScopeSet> parse_scopes(std::string_view text, std::string& unknown) {
  ScopeSet scopes;
  for (const std::string& name : base::split_list(text, ", ")) {
    const auto scope = find_scope(name);
    if (!scope) {
      unknown = name;
      return std::nullopt;
    }
    scopes = scopes.with(*scope);
  }
  return scopes;
}

Principal make_principal(const store::Grant& grant, std::string actor, std::string credential) {
  Principal principal{.team = grant.team,
                      .actor = {std::move(actor), ""},
                      .credential = std::move(credential),
                      .role = grant.role ? find_role(*grant.role) : std::nullopt,
                      .scopes = ScopeSet::all(),
                      .rate_per_hour = grant.rate_per_hour,
                      .allowed_addresses = std::nullopt,
                      .expires_at = grant.expires_at};
  if (!grant.allowed_ips.empty()) {
    // An unreadable entry matches no address; the list as a whole still restricts.
    auto& ranges = principal.allowed_addresses.emplace();
    for (const std::string& text : grant.allowed_ips)
      if (const auto range = net::AddressRange::parse(text)) ranges.push_back(*range);
  }
  if (principal.role) principal.scopes = scopes_of(*principal.role);
  if (grant.role && !principal.role) principal.scopes = ScopeSet();  // written by a version that knows more roles
  if (grant.scopes) {
    ScopeSet granted;
    for (const std::string& name : *grant.scopes)
      if (const auto scope = find_scope(name)) granted = granted.with(*scope);
    principal.scopes = principal.scopes.and_also(granted);
  }
  if (!grant.role && !grant.scopes) principal.scopes = ScopeSet();
  return principal;
}

}  // namespace connectory::service
