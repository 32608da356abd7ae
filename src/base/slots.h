#pragma once

// A fixed number of places for work that costs memory. A caller gets one or does without it; nobody waits.
// Ownership: outlives its slots. Threads: every member from any thread.

#include <atomic>
#include <cstddef>
#include <utility>

namespace connectory::base {

class Slots {
 public:
  explicit Slots(std::size_t count) : free_(count) {}
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  ~Slots() = default;

  // Released when it is destroyed. False if no place was free.
  class Slot {
   public:
    Slot() = default;
    explicit Slot(Slots& slots) : slots_(&slots) {}
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&& other) noexcept {
      std::swap(slots_, other.slots_);
      return *this;
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() {
      if (slots_ != nullptr) ++slots_->free_;
    }
    explicit operator bool() const { return slots_ != nullptr; }

   private:
    Slots* slots_ = nullptr;
  };

  Slot try_acquire() {
    std::size_t free = free_.load();
    while (free > 0)
      if (free_.compare_exchange_weak(free, free - 1)) return Slot(*this);
    return {};
  }

 private:
  std::atomic<std::size_t> free_;
};

}  // namespace connectory::base
