#include "service/key_discard.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/try.h"
#include "service/master_keys_impl.h"

namespace connectory::service {
namespace {

using crypto::MasterKeys;

// The keys of one moment. They alone determine what is lost, whatever the source returns later.
class KnownKeys final : public crypto::MasterKeySource {
 public:
  KnownKeys(MasterKeys keys, std::string name) : keys_(std::move(keys)), name_(std::move(name)) {}
  crypto::Result<MasterKeys> load() override { return keys_; }
  std::string name() const override { return name_; }

 private:
  MasterKeys keys_;
  std::string name_;
};

// If there are no keys, uses a key that was never used and never will be. It opens nothing.
KeyResult<std::unique_ptr<crypto::KeyRing>> make_ring(const KeyParts& parts, crypto::MasterKeySource& source) {
  auto loaded = source.load();
  if (!loaded && loaded.error().code == crypto::Error::Code::malformed)
    return refuse(loaded.error().detail,
                  "Restore it from your copy. If there is no copy, move the file away and run this command again.");
  if (!loaded && loaded.error().code != crypto::Error::Code::missing) return refuse(loaded.error());
  const MasterKeys keys = loaded ? *loaded : MasterKeys(crypto::MasterKey::make(parts.random));
  return std::make_unique<crypto::KeyRing>(std::make_unique<KnownKeys>(keys, source.name()), keys, parts.clock,
                                           base::quiet_log());
}

}  // namespace

KeyResult<LostValues> discard_lost_values(const KeyParts& parts, crypto::MasterKeySource& source, Discard discard,
                                          const store::Actor& actor) {
  TRY(const auto ring, make_ring(parts, source));
  const auto find = [&](db::Connection& connection) -> store::Result<LostValues> {
    LostValues lost;
    TRY(lost.secrets, store::find_lost_secrets(connection, *ring));
    TRY(lost.data_keys, store::find_lost_data_keys(connection, *ring));
    return lost;
  };
  const auto remove = [&](store::Writing& writing) -> store::Result<LostValues> {
    TRY(LostValues lost, find(writing.connection));
    TRY_DO(store::discard_secrets(writing, lost.secrets, actor));
    TRY_DO(store::discard_data_keys(writing, *ring, lost.data_keys, actor));
    return lost;
  };
  auto lost = discard == Discard::listed ? parts.store.read_now(find) : parts.store.write_now(remove);
  if (!lost) return refuse(lost.error());
  return *std::move(lost);
}

KeyResult<FormerKeys> discard_former_keys(const KeyParts& parts, crypto::MasterKeySource& source, Discard discard) {
  TRY(const store::RotationState state, load_state(parts.store));
  const auto past = parts.store.read_now(&store::list_past_master_keys);
  if (!past) return refuse(past.error());
  auto loaded = source.load();
  if (!loaded) return refuse(loaded.error());

  FormerKeys former;
  std::optional<MasterKeys> kept;
  for (const crypto::MasterKey& key : loaded->all()) {
    const std::string& id = key.id.value();
    const auto known = std::ranges::find_if(*past, [&](const auto& each) { return each.id == id; });
    const bool is_newest = id == loaded->newest().id.value();
    const bool is_needed = std::ranges::find(state.master_key_ids, id) != state.master_key_ids.end() ||
                           (state.current && state.current->master_key_id == id);
    if (!is_newest)
      (is_needed ? former.needed : former.unneeded)
          .push_back({id, known == past->end() ? std::nullopt : known->used_until});
    if (is_newest || is_needed) kept = kept ? kept->with(key) : MasterKeys(key);
  }
  if (discard == Discard::listed || former.unneeded.empty()) return former;
  if (!source.is_ours()) {
    std::vector<std::string> ids;
    for (const FormerKey& key : former.unneeded) ids.push_back(key.id);
    return refuse(fmt::format("{} cannot be changed by this program", source.name()),
                  fmt::format("Remove the keys there yourself: {}.", fmt::join(ids, ", ")));
  }
  if (const auto replaced = source.replace(*kept); !replaced) return refuse(replaced.error());
  return former;
}

}  // namespace connectory::service
