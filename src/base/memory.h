#pragma once

// The server's memory as a whole: how much it may use, a reserve for the moment when none is left, and the return of
// free memory to the system.
// Threads: any, but call prepare_memory() before other threads start. Units: bytes. Errors: none.
// Source: mallopt(3), malloc_trim(3), getrlimit(2), the kernel's page on control groups, version 2.

#include <cstddef>

namespace connectory::base {

// For this process and those that it starts from now on: few arenas; large texts in mappings of their own, which are
// returned when freed; and small thread stacks, because a limit on the address space counts whole stacks. Allocates the
// reserve.
void prepare_memory();

// The lowest limit on this process: address space, data, control group, or the memory of the machine.
std::size_t memory_limit();

// Call about once a second. Allocates the reserve again if it was released, and returns free memory to the system if
// that is worthwhile. Returns whether the reserve had been released, which means that memory ran out.
bool look_after_memory();

}  // namespace connectory::base
