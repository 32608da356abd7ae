#include "base/scratch_file.h"

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

TEST(ScratchFile, HasNoNameAndGivesBackWhatWasAppended) {
  std::string folder = (std::filesystem::temp_directory_path() / "scratch-test-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  {
    auto file = ScratchFile::make(folder);
    ASSERT_TRUE(file.has_value());
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    ASSERT_TRUE(file->append("first ").has_value());
    ASSERT_TRUE(file->append(std::string(100'000, 'x')).has_value());
    EXPECT_EQ(file->size(), 100'006U);
    EXPECT_EQ(file->read(0, 7), "first x");
    EXPECT_EQ(file->read(100'004, 10), "xx");
    EXPECT_EQ(file->read(100'006, 10), "");
    EXPECT_EQ(file->read(200'000, 10), "");
  }
  std::filesystem::remove_all(folder);
}

TEST(ScratchFile, AFolderThatIsMissingIsAnError) {
  const auto file = ScratchFile::make("/nowhere/at/all");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error(), std::errc::no_such_file_or_directory);
}

}  // namespace
}  // namespace connectory::base
