// Arbitrary bytes as a sealed text never cause a crash. Nothing opens that was not sealed, and no two texts are the same
// value.

#include "crypto/sealing.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/base64.h"

namespace {

using connectory::crypto::Key;
using connectory::crypto::Place;

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static connectory::base::SeededRandom random(1);
  static const Key key = Key::make(random);
  static const Place place = Place("secret").with(42).with("T3S70");
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  const auto parts = connectory::crypto::parse_sealed(text);
  if (parts) expect("v1." + connectory::crypto::to_base64(parts->nonce + parts->ciphertext) == text);
  expect(!connectory::crypto::open(key, text, place).has_value());

  const std::string sealed = connectory::crypto::seal(key, text, place, random);
  const auto opened = connectory::crypto::open(key, sealed, place);
  expect(opened.has_value() && opened->reveal() == text);
  expect(!connectory::crypto::open(key, sealed, Place("secret").with(42).with(text)).has_value() || text == "T3S70");
  return 0;
}
