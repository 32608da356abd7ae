#include "service/secrets.h"

#include "base/try.h"
#include "language/placeholders.h"

namespace connectory::service {

std::optional<store::Placeholder> parse_placeholder(std::string_view text) {
  if (!language::is_secret_placeholder(text)) return std::nullopt;
  return store::Placeholder(std::string(text));
}

// Logs failures that the caller cannot fix, for the operator.
void Secrets::log_failure(const store::SecretOwner& owner, const store::Error& error) {
  if (error.code != store::Error::Code::damaged && error.code != store::Error::Code::internal) return;
  log_.error("a secret could not be sealed", {{"team", owner.team.value()},
                                              {"connector", std::string_view(owner.connector.value())},
                                              {"reason", std::string_view(error.detail)}});
}

base::Task<store::Result<std::vector<store::ListedSecret>>> Secrets::list(store::SecretOwner owner) {
  return store_.read(
      [owner = std::move(owner)](db::Connection& connection) { return store::list_secrets(connection, owner); });
}

base::Task<store::Result<Secrets::Added>> Secrets::add(store::SecretOwner owner, Draft draft, store::Actor actor) {
  auto adding = store_.write([&ring = ring_, owner, draft = std::move(draft),
                              actor = std::move(actor)](store::Writing& writing) -> store::Result<Added> {
    TRY(auto placeholder, store::add_secret(writing, ring, owner, draft.name, draft.value, actor));
    TRY(auto all, store::list_secrets(writing.connection, owner));
    return Added{std::move(placeholder), std::move(all)};
  });
  auto added = co_await std::move(adding);
  if (!added) log_failure(owner, added.error());
  co_return added;
}

base::Task<store::Result<void>> Secrets::change(store::SecretOwner owner, store::Placeholder placeholder,
                                                crypto::Secret value, store::Actor actor) {
  auto changing = store_.write([&ring = ring_, owner, placeholder = std::move(placeholder), value = std::move(value),
                                actor = std::move(actor)](store::Writing& writing) {
    return store::change_secret(writing, ring, owner, placeholder, value, actor);
  });
  const auto changed = co_await std::move(changing);
  if (!changed) log_failure(owner, changed.error());
  co_return changed;
}

base::Task<store::Result<void>> Secrets::remove(store::SecretOwner owner, store::Placeholder placeholder,
                                                store::Actor actor) {
  return store_.write([owner = std::move(owner), placeholder = std::move(placeholder),
                       actor = std::move(actor)](store::Writing& writing) {
    return store::delete_secret(writing, owner, placeholder, actor);
  });
}

}  // namespace connectory::service
