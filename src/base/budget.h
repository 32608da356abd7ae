#pragma once

// Bounds the cost of the work for one document, and says whether its result is still wanted. Code whose work grows
// faster than a text from outside (compiling patterns, finding near names, building a model) spends from a budget. A
// unit is about 100 nanoseconds of processor time. Once a budget has ended, spend() always returns false, and the work
// returns at the next opportunity with what it has.
// Ownership: the stop tokens are shared. Threads: one at a time; stops may be requested from any thread. Errors: none.

#include <algorithm>
#include <array>
#include <cstdint>
#include <stop_token>

namespace connectory::base {

// Who may cancel the work: the client, by leaving, or the program, by stopping.
class Stops {
 public:
  Stops() = default;
  Stops(std::stop_token client, std::stop_token program) : tokens_{std::move(client), std::move(program)} {}
  bool is_requested() const {
    return std::ranges::any_of(tokens_, [](const std::stop_token& token) { return token.stop_requested(); });
  }

 private:
  std::array<std::stop_token, 2> tokens_;
};

class Budget {
 public:
  enum class End : std::uint8_t {
    none,
    spent,    // the work would cost more than the budget
    stopped,  // the result is no longer wanted
  };

  explicit Budget(std::uint64_t units_max, Stops stops = {})
      : units_max_(units_max), next_look_(std::min(units_max, look_interval)), stops_(std::move(stops)) {}

  // Call it before or after the work. Returns false once the budget has ended.
  bool spend(std::uint64_t units) {
    spent_ += units;
    if (spent_ > next_look_) look();
    return end_ == End::none;
  }
  // For work whose cost is known only afterwards, and may be up to `units`. Ends the budget if less than that is left.
  bool has_room(std::uint64_t units) {
    if (units > units_max_ || spent_ > units_max_ - units) end(End::spent);
    return end_ == End::none;
  }

  bool has_ended() const { return end_ != End::none; }
  End end() const { return end_; }
  std::uint64_t spent() const { return spent_; }
  std::uint64_t units_max() const { return units_max_; }

 private:
  static constexpr std::uint64_t look_interval = 20'000;  // two milliseconds; a stop need not be noticed sooner

  void end(End how) {
    if (end_ == End::none) end_ = how;
    next_look_ = UINT64_MAX;
  }
  void look() {
    if (spent_ > units_max_) return end(End::spent);
    if (stops_.is_requested()) return end(End::stopped);
    next_look_ = std::min(units_max_, spent_ + look_interval);
  }

  std::uint64_t units_max_;
  std::uint64_t spent_ = 0;
  std::uint64_t next_look_;
  End end_ = End::none;
  Stops stops_;
};

}  // namespace connectory::base
