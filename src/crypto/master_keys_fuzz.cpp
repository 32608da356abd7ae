// Arbitrary bytes as a text of master keys never cause a crash. What is refused is not shown. What is accepted is written and
// read back as the same keys.

#include "crypto/master_keys.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/limits.h"
#include "crypto/key_command.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using connectory::crypto::MasterKeys;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto words = connectory::crypto::parse_command(text)) expect(!words->empty() && !words->front().empty());
  const auto keys = MasterKeys::parse(text);
  if (!keys) {
    expect(keys.error().detail.size() < 200);
    return 0;
  }
  expect(keys->count() >= 1 && keys->count() <= connectory::base::limits::master_keys_max);
  const auto again = MasterKeys::parse(keys->to_text().reveal());
  expect(again.has_value() && again->count() == keys->count());
  for (std::size_t i = 0; i < keys->count(); ++i) {
    expect(again->all()[i].id == keys->all()[i].id);
    expect(again->all()[i].key->reveal() == keys->all()[i].key->reveal());
  }
  return 0;
}
