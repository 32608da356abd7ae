#include "crypto/sealing.h"

#include <algorithm>
#include <array>
#include <new>

#include <sodium.h>

#include "base/try.h"
#include "crypto/base64.h"
#include "crypto/bytes_impl.h"

namespace connectory::crypto {
namespace {

constexpr std::string_view sealed_version_mark = "v1.";
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(Key::bytes_count == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

std::unexpected<Error> malformed(std::string detail) {
  return std::unexpected(Error{Error::Code::malformed, std::move(detail)});
}

}  // namespace

Key::Key() {
  if (sodium_init() < 0) throw std::bad_alloc();  // needed once; without it, there is no guarded memory
  bytes_.reset(static_cast<unsigned char*>(sodium_malloc(bytes_count)));
  if (!bytes_) throw std::bad_alloc();
}

void Key::Free::operator()(unsigned char* bytes) const { sodium_free(bytes); }

Key Key::make(base::Random& random) {
  Key key;
  random.fill(std::as_writable_bytes(std::span(key.bytes_.get(), bytes_count)));
  return key;
}

Key Key::from(std::string_view bytes) {
  Key key;
  std::copy_n(bytes_of(bytes), std::min(bytes.size(), bytes_count), key.bytes_.get());
  return key;
}

Place& Place::with(std::string_view part) {
  // Each part is preceded by its length, so that no two lists of parts have the same bytes.
  for (unsigned shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<char>(part.size() >> shift & 0xffU));
  bytes_ += part;
  return *this;
}

Place& Place::with(std::int64_t part) { return with(std::string_view(std::to_string(part))); }

std::string seal(const Key& key, std::string_view plain, const Place& place, base::Random& random) {
  std::string bytes(nonce_bytes + plain.size() + tag_bytes, '\0');
  const std::span<char> nonce = std::span(bytes).first(nonce_bytes);
  random.fill(std::as_writable_bytes(nonce));
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(std::span(bytes).subspan(nonce_bytes)), nullptr, bytes_of(plain),
                                             plain.size(), bytes_of(place.bytes()), place.bytes().size(), nullptr,
                                             bytes_of(nonce), bytes_of(key.reveal()));
  return std::string(sealed_version_mark) + to_base64(bytes);
}

Result<SealedParts> parse_sealed(std::string_view sealed) {
  if (!sealed.starts_with(sealed_version_mark))
    return malformed("a sealed value does not begin with v1., the only supported format");
  auto bytes = from_base64(sealed.substr(sealed_version_mark.size()));
  if (!bytes) return malformed("a sealed value is not Base64");
  if (bytes->size() < nonce_bytes + tag_bytes) return malformed("a sealed value is cut off");
  return SealedParts{bytes->substr(0, nonce_bytes), bytes->substr(nonce_bytes)};
}

Result<Secret> open(const Key& key, std::string_view sealed, const Place& place) {
  TRY(const SealedParts parts, parse_sealed(sealed));
  Secret plain = Secret::with_size(parts.ciphertext.size() - tag_bytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          bytes_of(plain.writable()), nullptr, nullptr, bytes_of(parts.ciphertext), parts.ciphertext.size(),
          bytes_of(place.bytes()), place.bytes().size(), bytes_of(parts.nonce), bytes_of(key.reveal())) != 0)
    return std::unexpected(Error{Error::Code::not_authentic,
                                 "a sealed value was altered, was sealed for a different place, or was "
                                 "sealed with a different key"});
  return plain;
}

}  // namespace connectory::crypto
