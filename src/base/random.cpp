#include "base/random.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/random.h>

namespace connectory::base {
namespace {

// One read from the kernel serves more than a hundred request ids.
struct Block {
  std::array<std::byte, 4096> bytes{};
  std::size_t used = 4096;
};

void draw(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t drawn = ::getrandom(bytes.data(), bytes.size(), 0);
    if (drawn < 0 && errno == EINTR) continue;
    if (drawn <= 0) std::abort();  // without randomness, nothing safe can be made
    bytes = bytes.subspan(static_cast<std::size_t>(drawn));
  }
}

}  // namespace

std::string Random::text(std::size_t length, std::string_view alphabet) {
  // Bytes from the last whole multiple of the alphabet's size upwards are discarded, so that all characters are equally
  // likely.
  const std::size_t fair = 256 - 256 % alphabet.size();
  std::string out;
  out.reserve(length);
  std::array<std::byte, 64> bytes{};
  while (out.size() < length) {
    const auto part = std::span(bytes).first(std::min(bytes.size(), length - out.size()));
    fill(part);
    for (const std::byte byte : part) {
      const auto value = std::to_integer<std::size_t>(byte);
      if (value < fair) out.push_back(alphabet[value % alphabet.size()]);
    }
  }
  return out;
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  thread_local Block block;
  if (bytes.size() > block.bytes.size()) return draw(bytes);
  if (block.bytes.size() - block.used < bytes.size()) {
    draw(block.bytes);
    block.used = 0;
  }
  const auto part = std::span(block.bytes).subspan(block.used, bytes.size());
  std::ranges::copy(part, bytes.begin());
  std::ranges::fill(part, std::byte{0});  // erases what was handed out as a key
  block.used += bytes.size();
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(engine_() & 0xff);
}

}  // namespace connectory::base
