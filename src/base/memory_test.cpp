#include "base/memory.h"

#include <memory>
#include <new>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::base {
namespace {

// In a process of its own, because a limit on the address space cannot be reliably removed.
template <class Check>
int in_a_child(Check check) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(check() ? 0 : 1);
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONNECTORY_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CONNECTORY_SANITIZED
#endif
#endif

TEST(Memory, KeepsSomeForTheMomentWhenThereIsNoneLeft) {
#ifdef CONNECTORY_SANITIZED
  GTEST_SKIP() << "a sanitizer's address space cannot be limited";
#endif
  EXPECT_EQ(in_a_child([] {
              prepare_memory();
              rlimit limit{};
              limit.rlim_cur = limit.rlim_max = 512UL * 1024 * 1024;
              if (setrlimit(RLIMIT_AS, &limit) != 0) return false;
              if (memory_limit() > limit.rlim_cur) return false;
              bool has_failed = false;
              try {
                const std::string huge(1024UL * 1024 * 1024, 'x');
              } catch (const std::bad_alloc&) {
                has_failed = true;
              }
              std::vector<std::unique_ptr<char[]>> small;
              for (int i = 0; i < 1000; ++i) small.push_back(std::make_unique<char[]>(1024));
              return has_failed && look_after_memory() && !look_after_memory();
            }),
            0);
}

TEST(Memory, GoesBackToTheSystem) {
#ifdef CONNECTORY_SANITIZED
  GTEST_SKIP() << "a sanitizer has an allocator of its own";
#endif
  EXPECT_EQ(in_a_child([] {
              prepare_memory();
              const auto resident = [] {
                long pages = 0;
                FILE* const file = std::fopen("/proc/self/statm", "r");
                if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
                std::fclose(file);
                return static_cast<std::size_t>(pages) * 4096;
              };
              const std::size_t before = resident();
              std::vector<std::unique_ptr<std::string>> small;
              for (int i = 0; i < 100'000; ++i) small.push_back(std::make_unique<std::string>(1000, 'x'));
              const auto last = std::make_unique<std::string>(1000, 'x');  // above them, so the heap cannot shrink
              if (resident() < before + 90'000'000) return false;
              small.clear();
              look_after_memory();
              return resident() < before + 20'000'000;
            }),
            0);
}

}  // namespace
}  // namespace connectory::base
