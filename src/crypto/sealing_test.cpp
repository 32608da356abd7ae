#include "crypto/sealing.h"

#include <gtest/gtest.h>

#include "crypto/base64.h"

namespace connectory::crypto {
namespace {

class Sealing : public testing::Test {
 protected:
  base::SystemRandom random_;
  Key key_ = Key::make(random_);
  Place place_ = Place("secret").with(42).with("T3S70").with("sec_000000000");

  std::string seal(std::string_view plain) { return crypto::seal(key_, plain, place_, random_); }
  std::string_view code_of(const Result<Secret>& opened) {
    if (opened) return "opened";
    return opened.error().code == Error::Code::not_authentic ? "not authentic" : "malformed";
  }
};

TEST_F(Sealing, OpensWhatWasSealed) {
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string("\0\xff\n", 3), std::string(40'000, 'y')}) {
    const auto opened = open(key_, seal(plain), place_);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->reveal(), plain);
  }
}

TEST_F(Sealing, NeverWritesTheSameTwice) {
  EXPECT_NE(seal("same"), seal("same"));
  EXPECT_EQ(seal("hidden").find("hidden"), std::string::npos);
}

TEST_F(Sealing, OpensUnderItsKeyAlone) {
  EXPECT_EQ(code_of(open(Key::make(random_), seal("x"), place_)), "not authentic");
}

TEST_F(Sealing, OpensInItsPlaceAlone) {
  const std::string sealed = seal("x");
  const Place others[] = {
      Place("secret").with(43).with("T3S70").with("sec_000000000"),
      Place("secret").with(42).with("T3S71").with("sec_000000000"),
      Place("secret").with(42).with("T3S70").with("sec_000000001"),
      Place("login").with(42).with("T3S70").with("sec_000000000"),
      Place("secret").with(42).with("T3S70s").with("ec_000000000"),  // the same letters, divided differently
      Place("secret").with(42).with("T3S70sec_000000000"),
      Place("secret"),
  };
  for (const Place& other : others) EXPECT_EQ(code_of(open(key_, sealed, other)), "not authentic");
}

TEST_F(Sealing, AnyBitThatIsChangedIsNoticed) {
  const auto bytes = from_base64(seal("value").substr(3));
  ASSERT_TRUE(bytes.has_value());
  for (std::size_t bit = 0; bit < bytes->size() * 8; ++bit) {
    std::string changed = *bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(code_of(open(key_, "v1." + to_base64(changed), place_)), "not authentic") << "bit " << bit;
  }
}

TEST_F(Sealing, WhatIsNoSealedTextIsSaidToBeNone) {
  const std::string sealed = seal("value");
  const std::string short_one = "v1." + to_base64(std::string(39, 'x'));  // the nonce and the tag alone have 40 bytes
  for (const std::string& text :
       {std::string(), std::string("v1."), std::string("v1"), "v2." + sealed.substr(3), sealed.substr(3), sealed + "=",
        sealed + " ", sealed.substr(0, sealed.size() - 1), "V1." + sealed.substr(3), short_one, std::string("v1.!!!!")})
    EXPECT_EQ(code_of(open(key_, text, place_)), "malformed") << text;
}

TEST_F(Sealing, NoErrorShowsWhatWasThere) {
  const std::string sealed = seal("value");
  for (const auto& failed :
       {open(Key::make(random_), sealed, place_).error(), open(key_, "v1.c2VjcmV0", place_).error()}) {
    EXPECT_EQ(failed.detail.find(sealed.substr(3)), std::string::npos);
    EXPECT_EQ(failed.detail.find("c2VjcmV0"), std::string::npos);
  }
}

}  // namespace
}  // namespace connectory::crypto
