#pragma once

// How many processors this process may use.
// Threads: any. Errors: none; what cannot be read limits nothing.
// Source: sched_getaffinity(2); cgroups(7) and the kernel's cgroup-v2 page, "cpu.max".

#include <filesystem>

namespace connectory::base {

// At least 1: the processors that the process may run on, or fewer if its control group has a quota of processor time
// (rounded up). std::thread::hardware_concurrency() counts those of the whole machine.
unsigned usable_processors();

// The quota of the control group that `membership` (/proc/self/cgroup) names below `root` (/sys/fs/cgroup), and of those
// above it, in processors, rounded up. 0: none.
unsigned processor_quota(const std::filesystem::path& root, const std::filesystem::path& membership);

}  // namespace connectory::base
