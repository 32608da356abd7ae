#include "base/processors.h"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <string>
#include <thread>

#include "base/number_text.h"

namespace connectory::base {
namespace {

// Of one group's cpu.max: "max 100000" or "150000 100000", a quota and a period in microseconds. 0: no limit.
unsigned quota_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string quota;
  std::int64_t period = 0;
  if (!(in >> quota >> period) || period <= 0) return 0;
  const auto allowed = parse_number<std::int64_t>(quota);
  if (!allowed || *allowed <= 0) return 0;
  return static_cast<unsigned>(std::min<std::int64_t>((*allowed - 1) / period + 1, 1 << 16));
}

}  // namespace

unsigned processor_quota(const std::filesystem::path& root, const std::filesystem::path& membership) {
  constexpr std::string_view version_2 = "0::/";
  std::ifstream in(membership);
  unsigned least = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(version_2)) continue;
    std::filesystem::path group = std::filesystem::path(line.substr(version_2.size())).lexically_normal();
    // In a container, the group's files are in the root, whatever the name of the group.
    for (;; group = group.parent_path()) {
      if (const unsigned quota = quota_of(root / group / "cpu.max"); quota != 0)
        least = least == 0 ? quota : std::min(least, quota);
      if (group.empty() || group == group.parent_path()) break;
    }
  }
  return least;
}

unsigned usable_processors() {
  unsigned usable = std::thread::hardware_concurrency();
  cpu_set_t set;
  CPU_ZERO(&set);
  // Fails on a machine with more processors than the set has room for (1,024).
  if (::sched_getaffinity(0, sizeof set, &set) == 0) usable = static_cast<unsigned>(CPU_COUNT(&set));
  const unsigned quota = processor_quota("/sys/fs/cgroup", "/proc/self/cgroup");
  if (quota != 0) usable = std::min(usable, quota);
  return std::max(1U, usable);
}

}  // namespace connectory::base
