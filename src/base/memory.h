#pragma once

// What a server does about its memory as a whole: how much it may have, some kept for the moment when there is none left, and
// what is free given back to the system.
// Threads: all from any; prepare_memory() before the others are started. Units: bytes. Errors: none.
// Source: mallopt(3), malloc_trim(3), getrlimit(2), the kernel's page on control groups, version 2.

#include <cstddef>

namespace connectory::base {

// For this process and what it starts from here on: few arenas, large texts in mappings of their own, which go back when they
// are freed, and threads with small stacks, for a limit of the address space counts those as a whole. Takes the reserve.
void prepare_memory();

// The least of the limits on this process: address space, data, control group, and what the machine has.
std::size_t memory_limit();

// Once a second or so. Takes the reserve back if it has been given up, and gives free memory back to the system if that is
// worth it. Answers whether the reserve had been given up: there was no memory left for a moment.
bool look_after_memory();

}  // namespace connectory::base
