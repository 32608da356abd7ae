#pragma once

// The verbs that API keys and OAuth clients share: create, list, disable, enable, delete. They differ in the names of
// their parts and in the functions of the store.

#include <string_view>
#include <utility>

#include "base/try.h"
#include "cli/noun_impl.h"

namespace connectory::cli {

using NamedGrant = std::pair<std::string, store::Grant>;  // with the id of the key or client that holds it

// Constants of a noun. They outlive the program's commands.
struct GrantNoun {
  std::string_view name;         // `key`
  std::string_view help;         // `API keys`
  std::string_view id_member;    // `key_id`
  std::string_view text_member;  // `api_key`: the secret that is shown once
  std::string (*new_text)(base::Random&);
  store::Result<NamedGrant> (*create)(store::Writing&, const store::Grant&, std::string_view hash, const store::Actor&);
  store::Result<std::vector<NamedGrant>> (*list)(db::Connection&, store::TeamId);
  store::Result<void> (*enable)(store::Writing&, const std::string& id, bool enabled, const store::Actor&);
  store::Result<void> (*remove)(store::Writing&, const std::string& id, const store::Actor&);
};

void add_grant_noun(CLI::App& program, Chosen& chosen, const GrantNoun& noun);

// `Holder`: store::Key or store::Client.
template <class Holder>
NamedGrant named(const Holder& holder) {
  return {holder.id.value(), holder.grant};
}

template <class Holder>
std::vector<NamedGrant> named(const std::vector<Holder>& holders) {
  std::vector<NamedGrant> grants;
  for (const Holder& holder : holders) grants.push_back(named(holder));
  return grants;
}

}  // namespace connectory::cli
