#include "crypto/secret.h"

#include <algorithm>
#include <utility>

#include <sodium.h>

#include "crypto/hash.h"

namespace connectory::crypto {

Secret::Secret(std::string_view text) : Secret(with_size(text.size())) { std::ranges::copy(text, bytes_.get()); }

Secret Secret::take(std::string& text) {
  Secret secret(text);
  crypto::wipe(text);
  return secret;
}

Secret Secret::with_size(std::size_t size) {
  Secret secret;
  secret.bytes_ = std::make_unique<char[]>(size);
  secret.size_ = size;
  return secret;
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, std::size_t{0})) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, std::size_t{0});
  return *this;
}

void Secret::wipe() {
  if (bytes_) sodium_memzero(bytes_.get(), size_);
}

bool operator==(const Secret& a, const Secret& b) { return is_same_secret(a.reveal(), b.reveal()); }

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace connectory::crypto
