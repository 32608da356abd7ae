#include "cli/grant_impl.h"
#include "service/identity.h"
#include "store/credentials.h"

namespace connectory::cli {
namespace {

constexpr GrantNoun clients = {
    .name = "client",
    .help = "manage OAuth clients",
    .id_member = "client_id",
    .text_member = "client_secret",
    .new_text = &service::new_secret_text,
    .create = [](store::Writing& writing, const store::Grant& grant, std::string_view hash,
                 const store::Actor& actor) -> store::Result<NamedGrant> {
      TRY(const store::Client client, store::create_client(writing, grant, hash, actor));
      return named(client);
    },
    .list = [](db::Connection& connection, store::TeamId team) -> store::Result<std::vector<NamedGrant>> {
      TRY(const auto clients_of_team, store::list_clients(connection, team));
      return named(clients_of_team);
    },
    .enable =
        [](store::Writing& writing, const std::string& id, bool enabled, const store::Actor& actor) {
          return store::enable_client(writing, store::ClientId(id), enabled, actor);
        },
    .remove = [](store::Writing& writing, const std::string& id,
                 const store::Actor& actor) { return store::delete_client(writing, store::ClientId(id), actor); },
};

}  // namespace

void add_client(CLI::App& program, Chosen& chosen) { add_grant_noun(program, chosen, clients); }

}  // namespace connectory::cli
