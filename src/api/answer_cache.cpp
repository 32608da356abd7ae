#include "api/answer_cache.h"

#include <fmt/format.h>

namespace connectory::api {
namespace {

// The size of an entry without its body: the node of the map, the key twice, the shared block.
constexpr std::size_t entry_overhead_bytes = 250;

std::size_t bytes_of(const CachedAnswer& answer) { return answer.body.size() + entry_overhead_bytes; }

}  // namespace

AnswerCache::Ticket AnswerCache::ticket(std::string_view key) const {
  return shard_of(key).with([](const Shard& shard) { return shard.epoch; });
}

SharedAnswer AnswerCache::find(std::string_view key) {
  return shard_of(key).with([&](Shard& shard) -> SharedAnswer {
    const auto known = shard.entries.find(key);
    if (known == shard.entries.end()) {
      ++shard.misses;
      return nullptr;
    }
    ++shard.hits;
    known->second.is_used = true;
    return known->second.answer;
  });
}

void AnswerCache::put(std::string_view key, Ticket ticket, SharedAnswer answer) {
  const std::size_t bytes = bytes_of(*answer);
  if (bytes > shard_bytes_max_) return;
  shard_of(key).with([&](Shard& shard) {
    if (shard.epoch != ticket) return;
    const auto [known, is_new] = shard.entries.try_emplace(std::string(key));
    if (!is_new) shard.bytes -= bytes_of(*known->second.answer);
    known->second.answer = std::move(answer);
    shard.bytes += bytes;
    if (is_new) shard.clock.emplace_back(key);
    while (shard.bytes > shard_bytes_max_ && !shard.clock.empty()) {
      std::string oldest = std::move(shard.clock.front());
      shard.clock.pop_front();
      const auto entry = shard.entries.find(oldest);
      if (entry == shard.entries.end()) continue;  // dropped since then
      if (entry->second.is_used) {
        entry->second.is_used = false;
        shard.clock.push_back(std::move(oldest));
        continue;
      }
      shard.bytes -= bytes_of(*entry->second.answer);
      shard.entries.erase(entry);
    }
  });
}

void AnswerCache::erase(const std::string& key) {
  for (const std::string& each : {key, gzip_key(key)})
    shard_of(each).with([&](Shard& shard) {
      ++shard.epoch;
      const auto known = shard.entries.find(each);
      if (known == shard.entries.end()) return;
      shard.bytes -= bytes_of(*known->second.answer);
      shard.entries.erase(known);
      // Its place in the clock stays until the hand reaches it. If there are many such places, they are cleared here.
      if (shard.clock.size() > 64 && shard.clock.size() > 2 * shard.entries.size())
        std::erase_if(shard.clock, [&](const std::string& old) { return !shard.entries.contains(old); });
    });
}

void AnswerCache::forget(const store::Change* change) {
  if (change == nullptr) {
    for (auto& guarded : shards_)
      guarded.with([](Shard& shard) {
        ++shard.epoch;
        shard.entries.clear();
        shard.clock.clear();
        shard.bytes = 0;
      });
    return;
  }
  switch (change->kind) {
    case store::Change::Kind::identity: return;
    case store::Change::Kind::logo: return erase(logo_key(change->subject));
    case store::Change::Kind::connector:
      erase(connector_key(change->team, change->subject));
      erase(list_key(change->team, false));
      erase(list_key(change->team, true));
      return;
  }
}

std::string AnswerCache::connector_key(store::TeamId team, std::string_view connector) {
  return fmt::format("{}/{}", team.value(), connector);
}

std::string AnswerCache::logo_key(std::string_view hash) { return fmt::format("logo/{}", hash); }

std::string AnswerCache::list_key(store::TeamId team, bool with_configurations) {
  return fmt::format("{}{}", team.value(), with_configurations ? "?configurations" : "?");
}

AnswerCache::Counters AnswerCache::counters() const {
  Counters sum{};
  for (const auto& guarded : shards_)
    guarded.with([&](const Shard& shard) {
      sum.hits += shard.hits;
      sum.misses += shard.misses;
      sum.bytes += static_cast<std::int64_t>(shard.bytes);
    });
  return sum;
}

}  // namespace connectory::api
