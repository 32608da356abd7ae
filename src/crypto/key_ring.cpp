#include "crypto/key_ring.h"

#include "base/limits.h"
#include "base/try.h"

namespace connectory::crypto {

namespace limits = base::limits;

Result<std::shared_ptr<const Key>> KeyRing::find(std::string_view id) {
  const auto known = [&] { return keys_.with([&](const MasterKeys& keys) { return keys.find(id); }); };
  if (auto key = known()) return key;
  const std::scoped_lock lock(looking_);
  if (auto key = known()) return key;  // the thread that held the lock has found it
  TRY_DO(look_again(id));
  if (auto key = known()) {
    missed_ns_.clear();
    return key;
  }
  const std::string place = source_->name();
  log_.error("unknown master key", {{"master_key", id}, {"looked_for_in", std::string_view(place)}});
  return std::unexpected(Error{Error::Code::unknown_key, "the master key " + std::string(id) + " is not in " + place});
}

// A key that was missing a moment ago is not requested again at once, because each attempt may be a call over the
// network.
Result<void> KeyRing::look_again(std::string_view wanted) {
  constexpr std::int64_t pause_ns = std::chrono::nanoseconds(limits::master_key_command_pause).count();
  const std::int64_t now_ns = clock_.steady_ns();
  const auto missed = missed_ns_.find(wanted);
  if (missed != missed_ns_.end() && !source_->is_ours() && now_ns - missed->second < pause_ns) return {};
  if (missed_ns_.size() >= limits::master_keys_max) missed_ns_.clear();
  missed_ns_.insert_or_assign(std::string(wanted), now_ns);
  auto loaded = source_->load();
  if (!loaded) {
    log_.error("the master keys cannot be reloaded; the loaded keys stay in use",
               {{"reason", std::string_view(loaded.error().detail)}});
    return std::unexpected(std::move(loaded).error());
  }
  const std::size_t count = keys_.with([&](MasterKeys& keys) {
    keys = loaded->and_before(keys);
    return keys.count();
  });
  log_.info("master keys reloaded", {{"known", static_cast<std::int64_t>(count)}});
  return {};
}

}  // namespace connectory::crypto
