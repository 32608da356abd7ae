#include "crypto/master_keys.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <sodium.h>

#include "base/limits.h"
#include "base/try.h"
#include "crypto/base64.h"

namespace connectory::crypto {
namespace {

namespace limits = base::limits;

constexpr std::string_view key_version_mark = "v1:";
constexpr std::string_view id_mark = "mk_";
constexpr std::string_view separators = " \t\r\n,";
constexpr std::string_view heading =
    "# Master keys of Connectory, the newest last. Anyone who has them and the database can read all secrets; without them\n"
    "# the secrets are lost. Keep a copy separately from the backups of the database.\n";

Error malformed(std::size_t line, std::string_view what) {
  return {Error::Code::malformed, "line " + std::to_string(line) + ": " + std::string(what)};
}

// A hash of the key under a label of its own. It reveals nothing about a random key.
MasterKeyId id_of(const Key& key) {
  constexpr std::string_view label = "connectory master key id";
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  const std::string_view bytes = key.reveal();
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(label.data()), label.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  constexpr std::size_t id_bytes = 8;
  std::array<char, id_bytes * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), id_bytes);
  return MasterKeyId(std::string(id_mark) + hex.data());
}

Result<MasterKey> parse_key(std::string_view word, std::size_t line) {
  std::optional<std::string_view> id;
  if (word.starts_with(key_version_mark)) {
    word.remove_prefix(key_version_mark.size());
    const std::size_t colon = std::min(word.find(':'), word.size());
    id = word.substr(0, colon);
    word.remove_prefix(std::min(colon + 1, word.size()));
  }
  auto bytes = from_base64(word);
  if (!bytes || bytes->size() != Key::bytes_count) {
    if (bytes) wipe(*bytes);
    return std::unexpected(malformed(line, "this is not a master key; expected 32 bytes in Base64, or v1:ID:BASE64"));
  }
  MasterKey key = MasterKey::from(Key::from(*bytes));
  wipe(*bytes);
  if (id && *id != key.id.value())
    return std::unexpected(malformed(line, "the key does not match the id before it; one of them was changed"));
  return key;
}

}  // namespace

MasterKey MasterKey::from(Key key) {
  MasterKeyId id = id_of(key);
  return {std::move(id), std::make_shared<const Key>(std::move(key))};
}

Result<MasterKeys> MasterKeys::parse(std::string_view text) {
  MasterKeys keys;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view words = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    words = words.substr(0, words.find('#'));
    for (;;) {
      words.remove_prefix(std::min(words.find_first_not_of(separators), words.size()));
      if (words.empty()) break;
      const std::size_t word_end = std::min(words.find_first_of(separators), words.size());
      TRY(MasterKey key, parse_key(words.substr(0, word_end), line));
      words.remove_prefix(word_end);
      if (keys.find(key.id.value()))
        return std::unexpected(malformed(line, "the key " + key.id.value() + " appears twice"));
      if (keys.count() == limits::master_keys_max)
        return std::unexpected(
            malformed(line, "more than " + std::to_string(limits::master_keys_max) + " master keys"));
      keys.keys_.push_back(std::move(key));
    }
  }
  if (keys.keys_.empty()) return std::unexpected(Error{Error::Code::malformed, "there is no master key"});
  return keys;
}

std::shared_ptr<const Key> MasterKeys::find(std::string_view id) const {
  const auto found = std::ranges::find_if(keys_, [&](const MasterKey& key) { return key.id.value() == id; });
  return found == keys_.end() ? nullptr : found->key;
}

MasterKeys MasterKeys::with(MasterKey newer) const {
  MasterKeys more(std::move(newer));
  return more.and_before(*this);
}

MasterKeys MasterKeys::and_before(const MasterKeys& older) const {
  MasterKeys merged;
  for (const MasterKey& key : older.keys_)
    if (!find(key.id.value())) merged.keys_.push_back(key);
  merged.keys_.insert(merged.keys_.end(), keys_.begin(), keys_.end());
  if (merged.count() > limits::master_keys_max)
    merged.keys_.erase(merged.keys_.begin(), merged.keys_.end() - static_cast<std::ptrdiff_t>(limits::master_keys_max));
  return merged;
}

Secret MasterKeys::to_text() const {
  std::string text;
  text.reserve(heading.size() + keys_.size() * 128);  // it never grows, because that would leave copies behind
  text = heading;
  for (const MasterKey& key : keys_) {
    std::string encoded = to_base64(key.key->reveal());
    text.append(key_version_mark).append(key.id.value()).append(":").append(encoded).append("\n");
    wipe(encoded);
  }
  return Secret::take(text);
}

}  // namespace connectory::crypto
