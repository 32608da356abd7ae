#include "service/master_keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "service/master_keys_impl.h"
#include "store/lost_keys.h"
#include "store/secrets.h"
#include "store/team_keys.h"

namespace connectory::service {
namespace {

using crypto::MasterKeys;
using store::RotationState;
using store::RotationStep;

const store::Actor rotation_actor{"command line", ""};

KeyResult<MasterKeys> load_keys(const KeyParts& parts, crypto::MasterKeySource& source, const RotationState& state) {
  auto loaded = source.load();
  if (loaded) return *std::move(loaded);
  if (loaded.error().code != crypto::Error::Code::missing || !source.is_ours()) return refuse(loaded.error());
  if (!state.master_key_ids.empty())
    return refuse(fmt::format("{}, but the database has values sealed under the master key {}", loaded.error().detail,
                              fmt::join(state.master_key_ids, " and ")),
                  "Restore the file from your copy, or name it with --master-key-file; a new key cannot "
                  "open them. If there is no copy, see connectory secrets discard --help.");
  if (const auto made = source.make(MasterKeys(crypto::MasterKey::make(parts.random))); !made)
    return refuse(made.error());
  // Read again, because another process may have been faster; then its key counts.
  loaded = source.load();
  if (!loaded) return refuse(loaded.error());
  parts.log.info("created a master key; keep a copy of it separately from the backups",
                 {{"master_key", std::string_view(loaded->newest().id.value())}});
  return *std::move(loaded);
}

KeyResult<void> check_keys(const MasterKeys& keys, const crypto::MasterKeySource& source, const RotationState& state,
                           KeyUse use) {
  const auto unknown = std::ranges::find_if(state.master_key_ids, [&](const auto& id) { return !keys.find(id); });
  if (unknown != state.master_key_ids.end())
    return refuse(fmt::format("the database has values sealed under the master key {}, which is not in {}", *unknown,
                              source.name()),
                  "Add that key before the newest one; without it, those values cannot be opened. If it is lost, see "
                  "connectory secrets discard --help.");
  if (use == KeyUse::serving && state.current && !state.master_key_ids.empty() &&
      !keys.find(state.current->master_key_id))
    return refuse(fmt::format("a rotation to the master key {} was started, but that key is not in {}",
                              state.current->master_key_id, source.name()),
                  "Add that key, or rotate again with connectory secrets rotate.");
  return {};
}

// Takes steps until the last one.
template <class TakeStep>
KeyResult<RotationStep> repeat(store::Store& store, TakeStep take_step) {
  RotationStep sum;
  RotationStep step;
  while (!step.is_last) {
    auto next = store.write_now([&](store::Writing& writing) { return take_step(writing, step); });
    if (!next) return refuse(next.error());
    sum.changed += next->changed;
    sum.damaged += next->damaged;
    step = *std::move(next);
  }
  return sum;
}

// Does everything that the rotation requires and that is not done yet.
KeyResult<RotationReport> carry_out(const KeyParts& parts, crypto::KeyRing& ring, const store::KeyRotation& rotation) {
  TRY(const RotationStep made, repeat(parts.store, [&](store::Writing& writing, const RotationStep&) {
        return store::remake_data_keys(writing, ring, rotation, rotation_actor);
      }));
  TRY(const RotationStep wrapped, repeat(parts.store, [&](store::Writing& writing, const RotationStep& before) {
        return store::rewrap_data_keys(writing, ring, rotation, before, rotation_actor);
      }));
  TRY(const RotationStep sealed, repeat(parts.store, [&](store::Writing& writing, const RotationStep& before) {
        return store::reseal_values(writing, ring, before);
      }));
  const auto dropped =
      parts.store.write_now([](store::Writing& writing) { return store::drop_old_data_keys(writing); });
  if (!dropped) return refuse(dropped.error());
  return RotationReport{.master_key_id = rotation.master_key_id,
                        .data_keys_made = made.changed,
                        .data_keys_wrapped = wrapped.changed,
                        .values_sealed = sealed.changed,
                        .damaged = wrapped.damaged + sealed.damaged};
}

// The master key of a new rotation.
KeyResult<std::string> choose_key(const KeyParts& parts, crypto::KeyRing& ring, const RotationState& state,
                                  bool with_data_keys) {
  const MasterKeys keys = ring.keys();
  const std::string& newest = keys.newest().id.value();
  const auto past = parts.store.read_now(&store::list_past_master_keys);
  if (!past) return refuse(past.error());
  const bool was_used = std::ranges::any_of(*past, [&](const auto& key) { return key.id == newest; });
  // An unused key is meant for this: an operator added it, or a rotation that was interrupted before it began.
  if (state.current && !was_used) return newest;
  if (ring.source().is_ours()) {
    if (keys.count() == base::limits::master_keys_max)
      return refuse(fmt::format("{} has {} keys, which is the maximum", ring.source().name(), keys.count()),
                    "Remove keys that no backup needs: connectory secrets discard --former-keys.");
    const MasterKeys more = keys.with(crypto::MasterKey::make(parts.random));
    // Stored in the file before it wraps anything, so that it cannot be lost with this process.
    if (const auto replaced = ring.source().replace(more); !replaced) return refuse(replaced.error());
    ring.use(more);
    return more.newest().id.value();
  }
  const bool is_current = !state.current || newest == state.current->master_key_id;
  if (is_current && (with_data_keys || !state.current)) return newest;
  return refuse(fmt::format("the newest master key in {} is {}, which {}", ring.source().name(), newest,
                            is_current ? "is already in use" : "was used before"),
                "Add a new key after the others, and run this command again.");
}

}  // namespace

KeyResult<std::unique_ptr<crypto::KeyRing>> open_key_ring(const KeyParts& parts,
                                                          std::unique_ptr<crypto::MasterKeySource> source, KeyUse use) {
  TRY(const RotationState state, load_state(parts.store));
  TRY(MasterKeys keys, load_keys(parts, *source, state));
  TRY_DO(check_keys(keys, *source, state, use));
  return std::make_unique<crypto::KeyRing>(std::move(source), std::move(keys), parts.clock, parts.log);
}

KeyResult<RotationReport> rotate_keys(const KeyParts& parts, crypto::KeyRing& ring, bool with_data_keys) {
  TRY(const RotationState state, load_state(parts.store));
  std::optional<RotationReport> report;
  const bool can_resume = state.current && !state.is_finished && ring.keys().find(state.current->master_key_id) &&
                          (!with_data_keys || state.current->remakes_data_keys);
  if (can_resume) {
    TRY(RotationReport resumed, carry_out(parts, ring, *state.current));
    // If only damaged values were left, there was nothing to resume.
    if (resumed.data_keys_made + resumed.data_keys_wrapped + resumed.values_sealed > 0) {
      resumed.was_resumed = true;
      report = std::move(resumed);
    }
  }
  if (!report) {
    TRY(const std::string master_key_id, choose_key(parts, ring, state, with_data_keys));
    const auto rotation = parts.store.write_now(
        [&](store::Writing& writing) { return store::begin_rotation(writing, master_key_id, with_data_keys); });
    if (!rotation) return refuse(rotation.error());
    TRY(report, carry_out(parts, ring, *rotation));
  }
  const MasterKeys keys = ring.keys();
  for (const crypto::MasterKey& key : keys.all())
    if (key.id.value() != report->master_key_id) report->former_master_keys.push_back(key.id.value());
  return *std::move(report);
}

}  // namespace connectory::service
