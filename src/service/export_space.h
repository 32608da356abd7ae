#pragma once

// How much disk space exports may use at once, for each team and in total. An export uses it until its client has read
// it.
// Ownership: outlives its shares. Threads: every member from any thread. Units: bytes.

#include <cstdint>
#include <map>
#include <utility>

#include "base/guarded.h"
#include "store/model.h"

namespace connectory::service {

class ExportSpace {
 public:
  ExportSpace(std::uint64_t per_team, std::uint64_t in_all) : per_team_(per_team), in_all_(in_all) {}

  // The space of one export, which is freed with it.
  class Share {
   public:
    Share(ExportSpace& space, store::TeamId team) : space_(&space), team_(team) {}
    Share(Share&& other) noexcept : space_(other.space_), team_(other.team_), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&&) = delete;
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() {
      if (bytes_ > 0) space_->release(team_, bytes_);
    }
    // False if a bound would be exceeded; nothing is reserved then.
    bool grow(std::uint64_t bytes) {
      if (!space_->take(team_, bytes)) return false;
      bytes_ += bytes;
      return true;
    }

   private:
    ExportSpace* space_;
    store::TeamId team_;
    std::uint64_t bytes_ = 0;
  };

 private:
  struct Taken {
    std::uint64_t in_all = 0;
    std::map<store::TeamId, std::uint64_t> by_team;
  };

  bool take(store::TeamId team, std::uint64_t bytes) {
    return taken_.with([&](Taken& taken) {
      if (taken.in_all + bytes > in_all_) return false;
      std::uint64_t& of_team = taken.by_team[team];
      if (of_team + bytes > per_team_) return false;
      taken.in_all += bytes;
      of_team += bytes;
      return true;
    });
  }
  void release(store::TeamId team, std::uint64_t bytes) {
    taken_.with([&](Taken& taken) {
      taken.in_all -= bytes;
      std::uint64_t& of_team = taken.by_team[team];
      of_team -= bytes;
      if (of_team == 0) taken.by_team.erase(team);
    });
  }

  std::uint64_t per_team_;
  std::uint64_t in_all_;
  base::Guarded<Taken> taken_;
};

}  // namespace connectory::service
