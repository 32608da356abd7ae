#include "crypto/master_key_source.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "crypto/base64.h"
#include "crypto/key_command.h"

namespace {

// What was synced to the disk, in order, and which file had the name `watched` at that moment.
struct Sync {
  ino_t synced;
  ino_t named;
};
std::vector<Sync> syncs;
std::filesystem::path watched;

ino_t inode_of(const std::filesystem::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_ino : 0;
}

}  // namespace

// Replaces the C library's function in this program, because a sync cannot be observed from outside.
extern "C" int fsync(int descriptor) {  // NOLINT(readability-inconsistent-declaration-parameter-name)
  struct stat facts{};
  if (!watched.empty() && ::fstat(descriptor, &facts) == 0) syncs.push_back({facts.st_ino, inode_of(watched)});
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

namespace connectory::crypto {
namespace {

using std::chrono::milliseconds;

class MasterKeySourceTest : public testing::Test {
 protected:
  MasterKeySourceTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "keys-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / "master.key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void put(std::string_view text, mode_t mode = 0600) {
    std::ofstream(file_) << text;
    ::chmod(file_.c_str(), mode);
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }
  MasterKeys new_keys() { return MasterKeys(MasterKey::make(random_)); }

  base::SystemRandom random_;
  std::filesystem::path folder_;
  std::filesystem::path file_;
};

TEST_F(MasterKeySourceTest, MakesAFileForItsOwnerAlone) {
  const auto source = file_source(file_);
  EXPECT_TRUE(source->is_ours());
  EXPECT_EQ(source->load().error().code, Error::Code::missing);
  const MasterKeys keys = new_keys();
  ::umask(0);
  ASSERT_TRUE(source->make(keys).has_value());
  struct stat facts{};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777U, 0600U);
  EXPECT_EQ(source->load()->newest().id, keys.newest().id);
  EXPECT_EQ(files(), 1U);  // no temporary file was left
}

TEST_F(MasterKeySourceTest, NeverMakesAKeyWhereOneIs) {
  const auto source = file_source(file_);
  const MasterKeys first = new_keys();
  ASSERT_TRUE(source->make(first).has_value());
  ASSERT_TRUE(source->make(new_keys()).has_value());
  EXPECT_EQ(source->load()->newest().id, first.newest().id);
  EXPECT_EQ(files(), 1U);
  const MasterKeys more = first.with(MasterKey::make(random_));
  ASSERT_TRUE(source->replace(more).has_value());
  EXPECT_EQ(source->load()->newest().id, more.newest().id);
  EXPECT_EQ(source->load()->count(), 2U);
  EXPECT_EQ(files(), 1U);
}

TEST_F(MasterKeySourceTest, AKeyIsOnTheDiskBeforeItIsUsed) {
  const auto source = file_source(file_);
  const MasterKeys keys = new_keys();
  watched = file_;
  for (const bool is_first : {true, false}) {
    syncs.clear();
    const ino_t before = inode_of(file_);
    ASSERT_TRUE(is_first ? source->make(keys) : source->replace(keys.with(MasterKey::make(random_))));
    // First the file under its temporary name, then the folder with the new name.
    ASSERT_EQ(syncs.size(), 2U);
    EXPECT_EQ(syncs[0].synced, inode_of(file_));
    EXPECT_EQ(syncs[0].named, before);
    EXPECT_EQ(syncs[1].synced, inode_of(folder_));
    EXPECT_EQ(syncs[1].named, inode_of(file_));
  }
  watched.clear();
}

TEST_F(MasterKeySourceTest, ALinkStaysALink) {
  const auto target = folder_ / "elsewhere.key";
  ASSERT_TRUE(file_source(target)->make(new_keys()).has_value());
  std::filesystem::create_symlink(target, file_);
  const MasterKeys other = new_keys();
  ASSERT_TRUE(file_source(file_)->replace(other).has_value());
  EXPECT_TRUE(std::filesystem::is_symlink(file_));
  EXPECT_EQ(file_source(target)->load()->newest().id, other.newest().id);
}

TEST_F(MasterKeySourceTest, AFileThatOthersMayReadIsRefused) {
  const MasterKeys keys = new_keys();
  for (const mode_t mode : {0640U, 0604U, 0660U, 0620U, 0602U, 0610U, 0644U, 0777U}) {
    put(keys.to_text().reveal(), mode);
    const auto loaded = file_source(file_)->load();
    ASSERT_FALSE(loaded.has_value()) << mode;
    EXPECT_EQ(loaded.error().code, Error::Code::exposed);
    EXPECT_NE(loaded.error().detail.find(file_.native()), std::string::npos);
  }
  for (const mode_t mode : {0600U, 0400U, 0700U}) {
    put(keys.to_text().reveal(), mode);
    EXPECT_TRUE(file_source(file_)->load().has_value()) << mode;
    ::chmod(file_.c_str(), 0600);
  }
}

TEST_F(MasterKeySourceTest, WhatIsNoKeyFile) {
  put("");
  EXPECT_EQ(file_source(file_)->load().error().code, Error::Code::malformed);
  put(std::string(70'000, '#'));
  EXPECT_EQ(file_source(file_)->load().error().code, Error::Code::malformed);
  put("hunter2");
  const auto loaded = file_source(file_)->load();
  EXPECT_NE(loaded.error().detail.find("line 1"), std::string::npos);
  EXPECT_NE(loaded.error().detail.find(file_.native()), std::string::npos);
  EXPECT_EQ(loaded.error().detail.find("hunter2"), std::string::npos);
  EXPECT_EQ(file_source(folder_)->load().error().code, Error::Code::unavailable);
  EXPECT_EQ(file_source(folder_ / "no" / "such" / "folder")->make(new_keys()).error().code, Error::Code::unavailable);
}

TEST_F(MasterKeySourceTest, AVariableIsTakenOutOfTheEnvironment) {
  const MasterKeys keys = new_keys();
  // NOLINTBEGIN(concurrency-mt-unsafe): no other thread runs here
  ::setenv("CONNECTORY_TEST_KEY", std::string(keys.to_text().reveal()).c_str(), 1);
  const auto source = environment_source("CONNECTORY_TEST_KEY");
  EXPECT_EQ(std::getenv("CONNECTORY_TEST_KEY"), nullptr);
  // NOLINTEND(concurrency-mt-unsafe)
  EXPECT_EQ(source->load()->newest().id, keys.newest().id);
  EXPECT_EQ(source->load()->newest().id, keys.newest().id);  // it is still known
  EXPECT_FALSE(source->is_ours());
  EXPECT_FALSE(source->make(keys).has_value());
  EXPECT_EQ(environment_source("CONNECTORY_TEST_KEY")->load().error().code, Error::Code::missing);
}

// ---- commands --------------------------------------------------------------------------------------------------------

TEST_F(MasterKeySourceTest, ACommandSaysTheKeys) {
  const MasterKeys keys = new_keys();
  put(keys.to_text().reveal());
  const auto source = command_source("cat '" + file_.native() + "'");
  EXPECT_EQ(source->load()->newest().id, keys.newest().id);
  const MasterKeys more = keys.with(MasterKey::make(random_));
  put(more.to_text().reveal());
  EXPECT_EQ(source->load()->newest().id, more.newest().id);  // the command runs each time
  EXPECT_FALSE(source->is_ours());
}

TEST(KeyCommand, WordsAreTakenApart) {
  const struct {
    const char* text;
    std::vector<std::string> words;
  } cases[] = {
      {"vault read", {"vault", "read"}},
      {"  a \t b ", {"a", "b"}},
      {"a 'b c' \"d 'e'\"", {"a", "b c", "d 'e'"}},
      {"a=\"b c\"d", {"a=b cd"}},
      {"a '' b", {"a", "", "b"}},
      {"a $HOME `b` *;|&", {"a", "$HOME", "`b`", "*;|&"}},
      {"a\\ b", {"a\\", "b"}},
  };
  for (const auto& each : cases) EXPECT_EQ(*parse_command(each.text), each.words) << each.text;
  for (const char* const text : {"", "   ", "''", "a 'b", "a \"b"})
    EXPECT_FALSE(parse_command(text).has_value()) << text;
}

TEST(KeyCommand, SaysWhatWasWritten) {
  EXPECT_EQ(run_command({"printf", "%s", "two words"}, milliseconds(10'000))->reveal(), "two words");
  EXPECT_EQ(run_command({"true"}, milliseconds(10'000))->reveal(), "");
}

TEST_F(MasterKeySourceTest, ACommandReadsNothingOfOurs) {
  put("what the server's own standard input holds");
  const int ours = ::dup(STDIN_FILENO);
  const int full = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::dup2(full, STDIN_FILENO), STDIN_FILENO);
  const auto output = run_command({"cat"}, milliseconds(10'000));
  const off_t read = ::lseek(full, 0, SEEK_CUR);
  ::dup2(ours, STDIN_FILENO);
  ::close(ours);
  ::close(full);
  ASSERT_TRUE(output.has_value());
  EXPECT_EQ(output->reveal(), "");
  EXPECT_EQ(read, 0);
}

TEST(KeyCommand, ACommandCanBeEndedBySignalsThatTheServerBlocks) {
  sigset_t stop;
  sigset_t before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &stop, &before), 0);
  const auto output = run_command({"sh", "-c", "kill -TERM $$; echo survived"}, milliseconds(10'000));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_FALSE(output.has_value()) << output->reveal();
  EXPECT_NE(output.error().detail.find("signal 15"), std::string::npos) << output.error().detail;
}

TEST(KeyCommand, WhatFails) {
  const struct {
    const char* name;
    std::vector<std::string> words;
    const char* says;
  } cases[] = {
      {"not there", {"/no/such/program"}, "/no/such/program"},
      {"exit code", {"sh", "-c", "echo hunter2; exit 3"}, "exit code 3"},
      {"killed", {"sh", "-c", "kill -9 $$"}, "signal 9"},
      {"too much", {"head", "-c", "100000", "/dev/zero"}, "more output than"},
  };
  for (const auto& each : cases) {
    const auto output = run_command(each.words, milliseconds(10'000));
    ASSERT_FALSE(output.has_value()) << each.name;
    EXPECT_EQ(output.error().code, Error::Code::unavailable);
    EXPECT_NE(output.error().detail.find(each.says), std::string::npos) << each.name << ": " << output.error().detail;
    EXPECT_EQ(output.error().detail.find("hunter2"), std::string::npos);
  }
}

TEST(KeyCommand, OneThatTakesTooLongIsEnded) {
  // Also a command whose child holds the pipe, and one that closes the pipe and continues.
  for (const char* const script :
       {"exec sleep 600", "sleep 600; true", "exec >&-; sleep 600; true", "trap '' TERM; sleep 600; true"}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto output = run_command({"sh", "-c", script}, milliseconds(50));
    ASSERT_FALSE(output.has_value()) << script;
    EXPECT_NE(output.error().detail.find("50 ms"), std::string::npos) << output.error().detail;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
  }
  // A command that leaves a child behind has completed its output when it ends itself.
  const auto output = run_command({"sh", "-c", "sleep 600 & echo done"}, milliseconds(60'000));
  ASSERT_TRUE(output.has_value());
  EXPECT_EQ(output->reveal(), "done\n");
}

}  // namespace
}  // namespace connectory::crypto
