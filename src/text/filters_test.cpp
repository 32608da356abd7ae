#include "text/filters.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "text/time_zone.h"

namespace connectory::text {
namespace {

// What each filter takes: the loader refuses other numbers and kinds of arguments by it.
TEST(Filters, TakeWhatTheLanguageSays) {
  const std::map<std::string, std::string, std::less<>> expected = {
      {"date", "date_format time_zone?"},
      {"add_days", "whole_number"},
      {"timestamp", ""},
      {"iso", ""},
      {"json", ""},
      {"urlencode", ""},
      {"base64", ""},
      {"lower", ""},
      {"upper", ""},
      {"trim", ""},
      {"replace", "any any"},
      {"split", "text"},
      {"join", "text"},
      {"objects", "text"},
      {"first", ""},
      {"last", ""},
      {"length", ""},
      {"default", "any"},
      {"md5", ""},
      {"sha256", ""},
      {"hmac_sha256", "any"},
      {"round", "whole_number?"},
  };
  std::map<std::string, std::string, std::less<>> found;
  for (const FilterRule& rule : filter_rules()) {
    constexpr std::string_view kinds[] = {"text", "whole_number", "any", "date_format", "time_zone"};
    std::string arguments;
    bool was_optional = false;
    for (const FilterArgument& argument : rule.arguments) {
      EXPECT_FALSE(was_optional && argument.is_required) << rule.name;
      was_optional = !argument.is_required;
      if (!arguments.empty()) arguments += ' ';
      arguments.append(kinds[static_cast<std::size_t>(argument.kind)]).append(argument.is_required ? "" : "?");
    }
    EXPECT_FALSE(rule.summary.empty() || rule.result.empty()) << rule.name;
    found.emplace(rule.name, arguments);
  }
  EXPECT_EQ(found, expected);
}

TEST(TimeZone, IsOneOfTheDatabase) {
  for (const char* name : {"UTC", "Europe/Helsinki", "America/Argentina/Buenos_Aires", "Asia/Kolkata"})
    EXPECT_TRUE(is_time_zone(name)) << name;
  for (const char* name : {"", "Europe", "Europe/Atlantis", "europe/helsinki", "+02:00", "Mars/North", "../UTC"})
    EXPECT_FALSE(is_time_zone(name)) << name;
}

}  // namespace
}  // namespace connectory::text
