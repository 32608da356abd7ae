#include "base/memory.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <fstream>
#include <limits>
#include <malloc.h>
#include <new>
#include <pthread.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"

namespace connectory::base {
namespace {

// When an allocation fails, this is freed and the allocation tried again. So the small allocations that refuse a
// request, resume a coroutine or set a timer succeed when a large one has just failed. The standard library calls the
// handler without an argument, and there is one allocator: hence these global variables.
std::atomic<char*> reserve{nullptr};

bool take_reserve() {
  if (reserve.load() != nullptr) return true;
  char* const block = new (std::nothrow) char[limits::memory_reserve_bytes];
  if (block == nullptr) return false;
  char* expected = nullptr;
  if (!reserve.compare_exchange_strong(expected, block)) delete[] block;
  return true;
}

void give_up_reserve() {
  char* const block = reserve.exchange(nullptr);
  if (block == nullptr) throw std::bad_alloc();
  delete[] block;
}

std::size_t limit_of(int resource) {
  rlimit limit{};
  const bool is_limited =
      getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return is_limited ? limit.rlim_cur : std::numeric_limits<std::size_t>::max();
}

// The limits of the process's control group and its parents; "max" means none.
std::size_t group_limit() {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  std::string path;
  std::ifstream own("/proc/self/cgroup");
  for (std::string line; std::getline(own, line);)
    if (line.starts_with("0::")) path = line.substr(3);
  while (true) {
    std::ifstream file("/sys/fs/cgroup" + path + "/memory.max");
    std::string text;
    std::size_t bytes = 0;
    if (std::getline(file, text) && std::from_chars(text.data(), text.data() + text.size(), bytes).ec == std::errc{})
      least = std::min(least, bytes);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return least;
    path.resize(slash);
  }
}

}  // namespace

void prepare_memory() {
  mallopt(M_ARENA_MAX, limits::malloc_arenas_max);
  mallopt(M_MMAP_THRESHOLD,
          limits::malloc_mapped_bytes_min);  // fixed; otherwise the library would raise it after the first large text
  mallopt(M_TRIM_THRESHOLD, 2 * limits::malloc_mapped_bytes_min);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, limits::thread_stack_bytes);
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
  take_reserve();
  std::set_new_handler(&give_up_reserve);
}

std::size_t memory_limit() {
  const auto pages = static_cast<std::size_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
  const std::size_t machine = pages * static_cast<std::size_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
  return std::min({limit_of(RLIMIT_AS), limit_of(RLIMIT_DATA), group_limit(), machine});
}

bool look_after_memory() {
  // The allocator still counts memory as free after returning it to the system, so only the growth since then is
  // meaningful.
  static std::atomic<std::size_t> least_free{0};
  const bool was_given_up = reserve.load() == nullptr;
  const std::size_t free = mallinfo2().fordblks;
  if (was_given_up || free > least_free + limits::malloc_free_bytes_max) {
    malloc_trim(0);
    least_free = mallinfo2().fordblks;
  } else if (free < least_free) {
    least_free = free;
  }
  if (was_given_up) take_reserve();
  return was_given_up;
}

}  // namespace connectory::base
