#pragma once

// A keyed hash of texts from outside, for tables in memory. The key is drawn when the program starts. std::hash's key
// is public, so a document could hold half a million different names with the same hash, and looking one up would
// compare it with all the others.
// Threads: any. Errors: none. Not for anything that is stored or sent.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string_view>

namespace connectory::base {

class TextHash {
 public:
  using is_transparent = void;
  // For Boost's tables: they need not mix the bits again.
  using is_avalanching = void;  // NOLINT(readability-identifier-naming)

  std::size_t operator()(std::string_view text) const {
    std::uint64_t hash = key() ^ text.size();
    while (text.size() > sizeof(std::uint64_t)) {
      hash = mix(hash ^ word(text), multiplier());
      text.remove_prefix(sizeof(std::uint64_t));
    }
    return static_cast<std::size_t>(mix(hash ^ word(text), multiplier()));
  }

 private:
  __extension__ using Wide = unsigned __int128;

  // The folded product: every bit of both depends on every bit of the text and of the key.
  static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  }
  static std::uint64_t word(std::string_view text) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), text.size() < sizeof bytes ? text.size() : sizeof bytes);
    return bytes;
  }
  static std::uint64_t draw() {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
  }
  static std::uint64_t key() {
    static const std::uint64_t drawn = draw();
    return drawn;
  }
  static std::uint64_t multiplier() {
    static const std::uint64_t drawn = draw() | 1U;
    return drawn;
  }
};

}  // namespace connectory::base
