#include "app/settings.h"

#include <fstream>

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
    if (settings) {
      EXPECT_EQ(settings->duration("audit-max-age").count(), each.ms) << each.text;
    }
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
    // If a default is given explicitly, it is checked like any other value.
    if (setting.default_value.empty()) continue;
    const std::string name(setting.name);
    EXPECT_TRUE(resolve({{name, std::string(setting.default_value)}})) << name;
  }
}

using namespace std::chrono_literals;

base::Result<Settings, std::string> with_flags(std::map<std::string, std::string> flags) {
  return Settings::resolve({.flags = std::move(flags), .file = {}, .defaults = {}});
}

std::filesystem::path file_with(std::string_view content) {
  const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / (name + ".toml");
  std::ofstream(file) << content;
  return file;
}

TEST(Settings, EveryDefaultIsAllowedByItsOwnRow) {
  const auto resolved = with_flags({});
  ASSERT_TRUE(resolved) << resolved.error();
  for (const Setting& setting : settings()) EXPECT_EQ(resolved->value(setting.name).source, "default") << setting.name;
}

TEST(Settings, ADurationHasAUnit) {
  struct Case {
    const char* text;
    std::optional<std::chrono::milliseconds> duration;
  };
  const Case cases[] = {
      {"1ms", 1ms},          {"90s", 90s},         {"2m", 2min}, {"1h", 1h},           {"0s", std::nullopt},
      {"1", std::nullopt},   {"", std::nullopt},   {"s", {}},    {"-1s", {}},          {"1.5s", {}},
      {"1 s", std::nullopt}, {"1S", std::nullopt}, {"1ms ", {}}, {"1000000001ms", {}}, {"99999999999999999999s", {}},
  };
  for (const auto& [text, duration] : cases) {
    const auto resolved = with_flags({{"head-timeout", text}});
    ASSERT_EQ(resolved.has_value(), duration.has_value()) << text;
    if (duration) {
      EXPECT_EQ(resolved->duration("head-timeout"), *duration) << text;
    }
    if (!duration) {
      EXPECT_TRUE(resolved.error().contains("head-timeout (flag --head-timeout)")) << resolved.error();
    }
  }
  EXPECT_EQ(with_flags({{"logs-max-age", "7d"}})->duration("logs-max-age"), 7 * 24h);
}

TEST(Settings, ANumberKeepsToItsBounds) {
  for (const char* const right : {"1", "64"}) EXPECT_TRUE(with_flags({{"readers", right}})) << right;
  for (const char* const wrong : {"0", "65", "-1", "+1", "1x", "", "1.0", "18446744073709551617"}) {
    const auto resolved = with_flags({{"readers", wrong}});
    ASSERT_FALSE(resolved) << wrong;
    EXPECT_TRUE(resolved.error().contains("1 to 64")) << resolved.error();
  }
}

TEST(Settings, AChoiceIsOneOfItsWords) {
  EXPECT_TRUE(with_flags({{"log-level", "error"}}));
  EXPECT_FALSE(with_flags({{"log-level", "ERROR"}}));
  EXPECT_FALSE(with_flags({{"log-level", ""}}));
}

TEST(Settings, AFlagCountsMoreThanAFileAndAFileMoreThanADefault) {
  const auto file = file_with("readers = 3\nworkers = 5\n");
  const auto resolved = Settings::resolve(
      {.flags = {{"workers", "7"}}, .file = file, .defaults = {{"readers", "4"}, {"cache-mib", "9"}}});
  ASSERT_TRUE(resolved) << resolved.error();
  EXPECT_EQ(resolved->number("workers"), 7);
  EXPECT_EQ(resolved->number("readers"), 3);
  EXPECT_EQ(resolved->number("cache-mib"), 9);
  EXPECT_EQ(resolved->value("readers").source, "file " + file.native() + ", line 1");
}

TEST(Settings, AFileIsRefusedWithTheLine) {
  struct Case {
    const char* what;
    const char* content;
    const char* says;
  };
  const Case cases[] = {
      {"an unknown name", "\nreader = 3\n", "line 2"},
      {"with a near one", "reader = 3\n", "readers"},
      {"an array", "readers = [3]\n", "must be a string or a whole number"},
      {"a boolean", "readers = true\n", "must be a string or a whole number"},
      {"not TOML", "readers = \n", "line 1"},
      {"out of range", "readers = 99\n", "line 1"},
  };
  for (const auto& [what, content, says] : cases) {
    const auto resolved = Settings::resolve({.flags = {}, .file = file_with(content), .defaults = {}});
    ASSERT_FALSE(resolved) << what;
    EXPECT_TRUE(resolved.error().contains(says)) << what << ": " << resolved.error();
  }
}

TEST(Settings, ACertificateNeedsItsKey) {
  EXPECT_FALSE(with_flags({{"tls-key", "key.pem"}}));
  EXPECT_FALSE(with_flags({{"tls-certificate", "chain.pem"}}));
  EXPECT_TRUE(with_flags({{"tls-certificate", "chain.pem"}, {"tls-key", "key.pem"}}));
}

TEST(Settings, APublicUrlIsWhatALinkCanBeginWith) {
  for (const char* const right : {"", "https://a.example", "http://a.example:8080/below"})
    EXPECT_TRUE(with_flags({{"public-url", right}})) << right;
  for (const char* const wrong : {"a.example", "//a.example", "ftp://a.example", "https://", "https://me@a.example",
                                  "https://a.example?x=1", "https://a.example#x"})
    EXPECT_FALSE(with_flags({{"public-url", wrong}})) << wrong;
}

TEST(Settings, TakesAChangeAndNothingElse) {
  auto running = *with_flags({{"workers", "2"}, {"log-level", "error"}});
  const auto asked = *with_flags({{"workers", "3"}, {"log-level", "error"}});
  const auto changes = running.changes_to(asked);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].setting.name, "workers");
  EXPECT_EQ(changes[0].running.text, "2");
  running.take(changes[0]);
  EXPECT_EQ(running.number("workers"), 3);
  EXPECT_TRUE(running.changes_to(asked).empty());
}

TEST(Settings, HaveNamesForTheEnvironment) {
  for (const Setting& setting : settings()) {
    if (setting.name != "head-timeout") continue;
    EXPECT_EQ(environment_name(setting), "CONNECTORY_HEAD_TIMEOUT");
  }
}

}  // namespace
}  // namespace connectory::app
