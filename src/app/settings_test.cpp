#include "app/settings.h"

#include <gtest/gtest.h>

namespace connectory::app {
namespace {

base::Result<Settings, std::string> resolve(std::map<std::string, std::string> flags) {
  return Settings::resolve({std::move(flags), std::nullopt, {}});
}

TEST(Settings, DurationsHaveUnits) {
  struct Case {
    const char* text;
    std::int64_t ms;  // -1: refused
  };
  const Case cases[] = {
      {"500ms", 500}, {"1s", 1'000}, {"2m", 120'000}, {"1h", 3'600'000}, {"1d", 86'400'000}, {"0s", 0},
      {"5", -1},      {"-1s", -1},   {"1 s", -1},     {"1S", -1},        {"1w", -1},         {"", -1},
      {"1.5h", -1},   {"h", -1},     {"1h30m", -1},   {"1us", -1},
  };
  for (const Case& each : cases) {
    const auto settings = resolve({{"audit-max-age", each.text}});
    ASSERT_EQ(settings.has_value(), each.ms >= 0) << each.text;
    if (settings) EXPECT_EQ(settings->duration("audit-max-age").count(), each.ms) << each.text;
  }
}

TEST(Settings, EveryAddressNeedsAPublicUrl) {
  for (const char* const listen : {"0.0.0.0:8080", "[::]:8080", "0.0.0.0:0"}) {
    const auto refused = resolve({{"listen", listen}});
    ASSERT_FALSE(refused) << listen;
    EXPECT_NE(refused.error().find("public-url"), std::string::npos) << refused.error();
    EXPECT_TRUE(resolve({{"listen", listen}, {"public-url", "http://connectory.example.com"}})) << listen;
  }
  for (const char* const listen : {"127.0.0.1:8080", "[::1]:8080", "192.0.2.1:80"})
    EXPECT_TRUE(resolve({{"listen", listen}})) << listen;
}

TEST(Settings, DefaultsAreWithinTheirBounds) {
  const auto settings = resolve({});
  ASSERT_TRUE(settings) << settings.error();
  for (const Setting& setting : app::settings()) {
    EXPECT_EQ(settings->value(setting.name).source, "default") << setting.name;
    // Given outright, a default is checked as any other value.
    if (setting.default_value.empty()) continue;
    const std::string name(setting.name);
    EXPECT_TRUE(resolve({{name, std::string(setting.default_value)}})) << name;
  }
}

}  // namespace
}  // namespace connectory::app
