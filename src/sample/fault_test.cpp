#include "sample/fault.h"

#include <gtest/gtest.h>

namespace connectory::sample {
namespace {

using Delivery = net::Response::Delivery;

TEST(Fault, ReadsEachKindAndSeveral) {
  EXPECT_EQ(Fault::parse("status:503")->status, 503);
  EXPECT_EQ(Fault::parse("slow:250ms")->slow, std::chrono::milliseconds(250));
  EXPECT_EQ(Fault::parse("reset")->delivery, Delivery::none);
  EXPECT_EQ(Fault::parse("truncated")->delivery, Delivery::cut);
  EXPECT_TRUE(Fault::parse("loop")->loop);
  const auto several = Fault::parse("slow:60000ms,status:429");
  ASSERT_TRUE(several.has_value());
  EXPECT_EQ(several->slow, std::chrono::seconds(60));
  EXPECT_EQ(several->status, 429);
  const auto none = Fault::parse("");
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->status || none->loop || none->slow.count() > 0 || none->delivery != Delivery::whole);
}

TEST(Fault, RefusesWhatItDoesNotPlay) {
  for (const char* text : {"x", "status", "status:", "status:200", "status:399", "status:600", "status:5x3", "slow:10",
                           "slow:10s", "slow:ms", "slow:-1ms", "slow:60001ms", "slow:99999999999999999999ms", "reset:1",
                           ",reset", "reset,,loop", "loop,x", "LOOP"})
    EXPECT_FALSE(Fault::parse(text).has_value()) << text;
}

}  // namespace
}  // namespace connectory::sample
