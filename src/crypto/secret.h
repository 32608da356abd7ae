#pragma once

// A text that must stay secret. It has no formatter and no stream operator; only reveal() shows it. It is wiped from
// memory when it is destroyed.
// Ownership: moved, never copied. Callers should keep texts that they make from it (a header, a request) only briefly.
// Threads: a value.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace connectory::crypto {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text);
  // Copies `text` and wipes the original.
  static Secret take(std::string& text);
  // `size` bytes, which the caller fills before it passes the secret on.
  static Secret with_size(std::size_t size);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return {bytes_.get(), size_}; }
  std::span<char> writable() { return {bytes_.get(), size_}; }

  // Compares in time that depends only on the lengths.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void wipe();

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Overwrites a secret text, and empties it.
void wipe(std::string& text);

}  // namespace connectory::crypto
