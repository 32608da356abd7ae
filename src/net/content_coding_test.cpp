#include "net/content_coding.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace connectory::net {
namespace {

TEST(ContentCoding, FollowsWhatTheClientSays) {
  for (const char* yes : {"gzip", "deflate, gzip;q=0.5", "GZIP", "*", "x-gzip", "br;q=1, *;q=0.1"})
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "br", "gzip;q=0, *"})
    EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(ContentCoding, PacksWhatZlibUnpacks) {
  const std::string text(100'000, 'x');
  const std::string packed = gzip(text);
  EXPECT_LT(packed.size(), 1000U);
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string plain(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(plain, text);
}

}  // namespace
}  // namespace connectory::net
