#include "base/processors.h"

#include <fstream>
#include <sched.h>
#include <thread>

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

namespace fs = std::filesystem;

class ProcessorQuota : public ::testing::Test {
 protected:
  ProcessorQuota() {
    std::string name = (fs::temp_directory_path() / "processors-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const fs::path& name, std::string_view text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  unsigned quota(std::string_view membership) {
    write("self", membership);
    return processor_quota(folder_ / "cgroup", folder_ / "self");
  }

  fs::path folder_;
};

TEST_F(ProcessorQuota, IsRoundedUp) {
  write("cgroup/app/cpu.max", "150000 100000\n");
  EXPECT_EQ(quota("0::/app\n"), 2U);
  write("cgroup/app/cpu.max", "100000 100000\n");
  EXPECT_EQ(quota("0::/app\n"), 1U);
  write("cgroup/app/cpu.max", "1000 100000\n");
  EXPECT_EQ(quota("0::/app\n"), 1U);
}

TEST_F(ProcessorQuota, IsTheLeastOfTheGroupAndThoseAboveIt) {
  write("cgroup/a/cpu.max", "300000 100000\n");
  write("cgroup/a/b/cpu.max", "max 100000\n");
  write("cgroup/a/b/c/cpu.max", "800000 100000\n");
  EXPECT_EQ(quota("0::/a/b/c\n"), 3U);
  EXPECT_EQ(quota("0::/a/b\n"), 3U);
}

// As with `docker run --cpus 2`: the group's name is the host's, its files are in the root.
TEST_F(ProcessorQuota, OfAContainerIsInTheRoot) {
  write("cgroup/cpu.max", "200000 100000\n");
  EXPECT_EQ(quota("0::/\n"), 2U);
  EXPECT_EQ(quota("0::/docker/0123456789abcdef\n"), 2U);
  EXPECT_EQ(quota("0::/../outside\n"), 2U);
}

TEST_F(ProcessorQuota, IsAbsentWithoutALimitOrWhatItCannotRead) {
  EXPECT_EQ(quota("0::/app\n"), 0U);
  for (const std::string_view text :
       {"", "max 100000\n", "x 100000\n", "100000\n", "100000 0\n", "-5 100000\n", "0 100000\n"}) {
    write("cgroup/app/cpu.max", text);
    EXPECT_EQ(quota("0::/app\n"), 0U) << text;
  }
  EXPECT_EQ(quota("12:cpu:/app\n"), 0U);
  EXPECT_EQ(processor_quota(folder_ / "cgroup", folder_ / "missing"), 0U);
}

TEST(UsableProcessors, AreThoseThatTheThreadMayRunOn) {
  unsigned usable = 0;
  // On a thread of its own, whose affinity ends with it.
  std::jthread([&usable] {
    cpu_set_t mine;
    ASSERT_EQ(::sched_getaffinity(0, sizeof mine, &mine), 0);
    std::size_t first = 0;
    while (!CPU_ISSET(first, &mine)) ++first;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    usable = usable_processors();
  }).join();
  EXPECT_EQ(usable, 1U);
  EXPECT_GE(usable_processors(), 1U);
}

}  // namespace
}  // namespace connectory::base
