#include "crypto/base64.h"

#include <gtest/gtest.h>

namespace connectory::crypto {
namespace {

TEST(Base64, IsReadBack) {
  for (std::size_t length = 0; length < 100; ++length) {
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<char>(i * 37 + length));
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
}

TEST(Base64, OneTextForEachValue) {
  EXPECT_EQ(from_base64("Zg=="), "f");
  const std::string_view refused[] = {"Zg",    "Zg=",  "Zg===", "Zh==", "Zg==\n",
                                      " Zg==", "Z g=", "Z-_=",  "====", "Zm9vYg==Zg=="};
  for (const std::string_view text : refused) EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

TEST(Base64, EveryOtherByteIsRefused) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("AA") + static_cast<char>(byte) + "A";
    EXPECT_EQ(from_base64(text).has_value(), alphabet.contains(static_cast<char>(byte))) << byte;
  }
}

}  // namespace
}  // namespace connectory::crypto
