#pragma once

// Randomness for keys and identifiers, from the operating system. Each thread draws from its own block, so
// that a request id costs no system call. Tests that need repeatable bytes use a SeededRandom.
// Threads: fill() may be called from any thread. Errors: none; if the system has no randomness, the program ends.

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace connectory::base {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;

  // `length` characters, each drawn uniformly from `alphabet` (2 to 256 characters).
  std::string text(std::size_t length, std::string_view alphabet);
};

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

// Not for keys: the same seed gives the same bytes. One thread only.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::mt19937_64 engine_;
};

inline constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr std::string_view upper_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

}  // namespace connectory::base
