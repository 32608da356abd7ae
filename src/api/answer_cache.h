#pragma once

// Bodies of answers that are read repeatedly, shared by all workers and bounded by bytes. Entries that a write affects
// are dropped before the write is answered. A body that was being built at that time is not kept (see Ticket).
// Ownership: app/ makes one. Threads: every member from any thread.

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "base/guarded.h"
#include "net/http.h"
#include "store/model.h"

namespace connectory::api {

// An entity tag with its quotes, stored inline: a read of one answer among many touches few cache lines.
class Tag {
 public:
  static constexpr std::size_t bytes_max = 40;
  explicit Tag(std::string_view text) : length_(static_cast<std::uint8_t>(text.copy(text_.data(), text_.size()))) {}
  std::string_view view() const { return {text_.data(), length_}; }

 private:
  std::array<char, bytes_max> text_{};
  std::uint8_t length_;
};

struct CachedAnswer {
  Tag etag;
  std::string body;
};
using SharedAnswer = std::shared_ptr<const CachedAnswer>;

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t bytes_max) : shard_bytes_max_(bytes_max / shards_count) {}

  // Taken before the store is read, and passed back with the body that was built.
  using Ticket = std::uint64_t;
  Ticket ticket(std::string_view key) const;
  SharedAnswer find(std::string_view key);
  void put(std::string_view key, Ticket ticket, SharedAnswer answer);

  void forget(const store::Change* change);  // null: everything

  static std::string connector_key(store::TeamId team, std::string_view connector);
  static std::string logo_key(std::string_view hash);
  static std::string list_key(store::TeamId team, bool with_configurations);
  // The key of the same body, compressed.
  static std::string gzip_key(std::string_view key) { return std::string(key) + " gzip"; }

  struct Counters {
    std::int64_t hits;
    std::int64_t misses;
    std::int64_t bytes;
  };
  Counters counters() const;

 private:
  static constexpr std::size_t shards_count = 8;  // a list of 1,000 configurations must fit into one
  struct HashText {
    using is_transparent = void;
    using is_avalanching = void;  // std::hash mixes all bits; NOLINT(readability-identifier-naming): Boost asks for it
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Entry {
    SharedAnswer answer;
    bool is_used = false;  // since the hand of the clock last passed
  };
  struct Shard {
    boost::unordered_flat_map<std::string, Entry, HashText, std::equal_to<>> entries;
    std::deque<std::string> clock;  // second chance: an entry that was used moves to the end again
    std::size_t bytes = 0;
    std::uint64_t epoch = 0;  // grows whenever entries are dropped
    std::int64_t hits = 0;
    std::int64_t misses = 0;
  };

  base::Guarded<Shard>& shard_of(std::string_view key) { return shards_[HashText{}(key) % shards_count]; }
  const base::Guarded<Shard>& shard_of(std::string_view key) const { return shards_[HashText{}(key) % shards_count]; }
  void erase(const std::string& key);

  std::size_t shard_bytes_max_;
  std::array<base::Guarded<Shard>, shards_count> shards_;
};

}  // namespace connectory::api
