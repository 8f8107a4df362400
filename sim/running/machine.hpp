// What the machine gives to this process: memory in use, and the limit on it.
#pragma once

#include <cstdint>
#include <string>

namespace recoup::sim {

/// Memory that the process holds now, and the most that it has held.
std::int64_t resident_bytes();
std::int64_t peak_resident_bytes();

struct MemoryLimit {
    std::int64_t bytes = 0;
    std::string origin;  ///< "physical memory", "control group"
};

/// The least of physical memory and the limits of the control groups (version 2 or 1) that hold the process.
MemoryLimit memory_limit_of_machine();

/// Threads when none are asked for: the control groups' quota and the affinity mask, at least 1.
int available_threads();

}  // namespace recoup::sim
