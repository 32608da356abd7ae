#include "cli/grant_impl.h"
#include "service/identity.h"
#include "store/credentials.h"

namespace connectory::cli {
namespace {

constexpr GrantNoun keys = {
    .name = "key",
    .help = "manage API keys",
    .id_member = "key_id",
    .text_member = "api_key",
    .new_text = &service::new_key_text,
    .create = [](store::Writing& writing, const store::Grant& grant, std::string_view hash,
                 const store::Actor& actor) -> store::Result<NamedGrant> {
      TRY(const store::Key key, store::create_key(writing, grant, hash, actor));
      return named(key);
    },
    .list = [](db::Connection& connection, store::TeamId team) -> store::Result<std::vector<NamedGrant>> {
      TRY(const auto keys_of_team, store::list_keys(connection, team));
      return named(keys_of_team);
    },
    .enable = [](store::Writing& writing, const std::string& id, bool enabled,
                 const store::Actor& actor) { return store::enable_key(writing, store::KeyId(id), enabled, actor); },
    .remove = [](store::Writing& writing, const std::string& id,
                 const store::Actor& actor) { return store::delete_key(writing, store::KeyId(id), actor); },
};

}  // namespace

void add_key(CLI::App& program, Chosen& chosen) { add_grant_noun(program, chosen, keys); }

}  // namespace connectory::cli
