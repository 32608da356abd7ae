#include "archive/zip.h"

#include <gtest/gtest.h>

namespace connectory::archive {
namespace {

constexpr Bounds bounds{.files_max = 10, .file_bytes_max = 100'000, .bytes_max = 150'000};

std::string zip(std::initializer_list<File> files) { return *write_zip(std::span(files.begin(), files.size())); }

TEST(Zip, ComesBackAsItWas) {
  const std::string archive =
      zip({{"a.json", "{}"}, {"connectors/T3S70/u.json", std::string(50'000, 'x')}, {"empty", ""}});
  EXPECT_LT(archive.size(), 2'000U);
  const auto files = read_zip(archive, bounds);
  ASSERT_TRUE(files) << files.error().detail;
  ASSERT_EQ(files->size(), 3U);
  EXPECT_EQ((*files)[1].path, "connectors/T3S70/u.json");
  EXPECT_EQ((*files)[1].content, std::string(50'000, 'x'));
  EXPECT_EQ(archive, zip({{"a.json", "{}"}, {"connectors/T3S70/u.json", std::string(50'000, 'x')}, {"empty", ""}}));
}

TEST(Zip, OfMoreEntriesThanSixteenBitsCount) {
  std::vector<File> many(66'000);
  for (std::size_t number = 0; number < many.size(); ++number) many[number].path = std::to_string(number);
  const std::string archive = *write_zip(many);
  ASSERT_NE(archive.find("PK\6\6"), std::string::npos);
  constexpr Bounds wide{.files_max = 100'000, .file_bytes_max = 10, .bytes_max = 10};
  const auto files = read_zip(archive, wide);
  ASSERT_TRUE(files) << files.error().detail;
  EXPECT_EQ(files->size(), many.size());
  std::string fewer = archive;
  fewer[archive.find("PK\6\6") + 32] ^= 1;
  EXPECT_FALSE(read_zip(fewer, wide));
}

TEST(Zip, MayHaveAComment) {
  std::string archive = zip({{"a", "1"}});
  const std::string comment = "made by hand";
  archive[archive.size() - 2] = static_cast<char>(comment.size());
  EXPECT_TRUE(read_zip(archive + comment, bounds));
  EXPECT_FALSE(read_zip(archive + "made by han", bounds));
}

TEST(Zip, IsTakenUpToItsBounds) {
  const std::string two = zip({{"a", std::string(60'000, 'x')}, {"b", std::string(40'000, 'y')}});
  struct Case {
    const char* name;
    Bounds bounds;
    bool is_taken;
  };
  const Case cases[] = {
      {"exactly", {.files_max = 2, .file_bytes_max = 60'000, .bytes_max = 100'000}, true},
      {"a file too many", {.files_max = 1, .file_bytes_max = 60'000, .bytes_max = 100'000}, false},
      {"a byte too many in a file", {.files_max = 2, .file_bytes_max = 59'999, .bytes_max = 100'000}, false},
      {"a byte too many in all", {.files_max = 2, .file_bytes_max = 60'000, .bytes_max = 99'999}, false},
  };
  for (const Case& one : cases) {
    const auto files = read_zip(two, one.bounds);
    EXPECT_EQ(files.has_value(), one.is_taken) << one.name;
    if (files) continue;
    EXPECT_EQ(files.error().code, Error::Code::too_large) << one.name;
  }
}

// An archive with a file name that write_zip refuses.
std::string named(std::string_view name) {
  const std::string other(name.size(), 'q');
  std::string archive = zip({{other, "x"}});
  for (std::size_t at = archive.find(other); at != std::string::npos; at = archive.find(other))
    archive.replace(at, name.size(), name);
  return archive;
}

TEST(Zip, IsRefusedWhereItIsNotSafe) {
  using Code = Error::Code;
  struct Case {
    const char* name;
    std::string archive;
    Code code;
  };
  std::vector<File> many(11);
  for (std::size_t number = 0; number < many.size(); ++number) many[number].path = std::to_string(number);
  const std::string good = zip({{"a", std::string(1000, 'x')}});
  const std::string two = zip({{"a", "1"}, {"b", "2"}});
  const std::size_t directory = two.find("PK\1\2");
  const std::size_t second = two.find("PK\1\2", directory + 1);
  const std::size_t end = two.find("PK\5\6");
  ASSERT_LT(second, end);
  std::string fewer = two;  // without the second entry of the directory; its end is fixed except for the count
  fewer.erase(second, end - second);
  fewer[fewer.size() - 22 + 12] = static_cast<char>(second - directory);
  std::string counted = two;
  counted[end + 8] = counted[end + 10] = 3;
  const Case cases[] = {
      {"no directory", two.substr(0, directory), Code::malformed},
      {"half a directory", two.substr(0, second), Code::malformed},
      {"a directory without its end", two.substr(0, end), Code::malformed},
      {"half an end", two.substr(0, two.size() - 4), Code::malformed},
      {"one byte less", two.substr(0, two.size() - 1), Code::malformed},
      {"one byte more", two + "x", Code::malformed},
      {"an entry less than counted", fewer, Code::malformed},
      {"a greater count", counted, Code::malformed},
      {"nothing", "", Code::malformed},
      {"text", "hello", Code::malformed},
      {"cut", good.substr(0, good.size() / 4), Code::malformed},
      {"absolute", named("/etc/passwd"), Code::unsafe},
      {"above", named("../x"), Code::unsafe},
      {"above, further in", named("a/../../x"), Code::unsafe},
      {"a backslash", named("a\\..\\x"), Code::unsafe},
      {"a drive", named("C:x"), Code::unsafe},
      {"twice", zip({{"a", "1"}, {"a", "2"}}), Code::unsafe},
      {"too many", *write_zip(many), Code::too_large},
      {"a large file", zip({{"a", std::string(100'001, 'x')}}), Code::too_large},
      {"large together", zip({{"a", std::string(90'000, 'x')}, {"b", std::string(90'000, 'x')}}), Code::too_large},
  };
  for (const Case& c : cases) {
    const auto files = read_zip(c.archive, bounds);
    ASSERT_FALSE(files) << c.name;
    EXPECT_EQ(files.error().code, c.code) << c.name << ": " << files.error().detail;
  }
}

TEST(Zip, OfPathsThatAreNotSafeIsNotWritten) {
  for (const char* path :
       {"", "/a", "../a", "a/..", "./a", "a/./b", "a/", "a//b", "a\\b", "c:a", "ä", "a\nb", "a\x7f"}) {
    const std::vector<File> files = {{"good", "x"}, {path, "x"}};
    const auto written = write_zip(files);
    ASSERT_FALSE(written) << path;
    EXPECT_EQ(written.error().code, Error::Code::unsafe);
  }
}

}  // namespace
}  // namespace connectory::archive
