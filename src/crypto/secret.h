#pragma once

// A text that nobody but its user may see. It does not print: there is no formatter and no stream operator, and only
// reveal() shows it. Wiped from memory when it ends.
// Ownership: moved, never copied; what is made from it (a header, a request) is its user's to keep short. Threads: a value.

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
  // Takes a text over and wipes it where it was.
  static Secret take(std::string& text);
  // `size` bytes for the caller to fill before anyone else sees them.
  static Secret with_size(std::size_t size);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return {bytes_.get(), size_}; }
  std::span<char> writable() { return {bytes_.get(), size_}; }

  // In time that depends on the lengths alone.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void wipe();

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Overwrites a text that held something secret, and empties it.
void wipe(std::string& text);

}  // namespace connectory::crypto
