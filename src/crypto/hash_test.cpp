#include "crypto/hash.h"

#include <set>

#include <gtest/gtest.h>

namespace connectory::crypto {
namespace {

// The examples of FIPS 180-4.
TEST(Hash, IsSha256InSmallHexadecimal) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_NE(sha256_hex(std::string_view("a\0", 2)), sha256_hex("a"));
}

TEST(Hash, TwoSecretsAreTheSameInEveryByte) {
  const std::string secret = "0123456789abcdef";
  EXPECT_TRUE(is_same_secret(secret, "0123456789abcdef"));
  EXPECT_TRUE(is_same_secret("", ""));
  for (std::size_t at = 0; at < secret.size(); ++at) {
    std::string other = secret;
    other[at] = 'x';
    EXPECT_FALSE(is_same_secret(secret, other)) << at;
  }
  EXPECT_FALSE(is_same_secret(secret, secret.substr(1)));
  EXPECT_FALSE(is_same_secret(secret, secret.substr(0, 15)));
  EXPECT_FALSE(is_same_secret(secret, secret + "0"));
  EXPECT_FALSE(is_same_secret(secret, ""));
}

TEST(Fingerprint, IsTheSameForOneTextUnderOneKeyAlone) {
  base::SystemRandom random;
  const Fingerprinter one(random);
  const Fingerprinter other(random);
  EXPECT_EQ(one.of("api_key"), one.of("api_key"));
  EXPECT_FALSE(one.of("api_key") == one.of("api_kez"));
  EXPECT_FALSE(one.of("api_key") == other.of("api_key"));
  std::set<std::size_t> hashes;
  std::set<std::uint64_t> highs;
  for (int i = 0; i < 1000; ++i) {
    hashes.insert(HashFingerprint{}(one.of(std::to_string(i))));
    highs.insert(one.of(std::to_string(i)).high);
  }
  EXPECT_EQ(hashes.size(), 1000U);
  EXPECT_EQ(highs.size(), 1000U);
}

}  // namespace
}  // namespace connectory::crypto
