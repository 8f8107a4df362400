// The program `recoup`.
#include <malloc.h>

#include <string>
#include <vector>

#include "sim/cli/program.hpp"
#include "sim/cli/signals.hpp"
#include "sim/output/hdf5_handle.hpp"

namespace {

/// Every stage takes and frees large buffers. Kept in the process they need no clearing by the kernel when
/// taken again; by default glibc returns blocks from 128 KB on, at first. Costs up to 64 MB a thread.
void keep_freed_memory() {
    constexpr int own_mapping_from_bytes = 32 << 20;  // the largest that the C library adapts to by itself
    constexpr int returned_from_bytes = 64 << 20;
    mallopt(M_MMAP_THRESHOLD, own_mapping_from_bytes);
    mallopt(M_TRIM_THRESHOLD, returned_from_bytes);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    keep_freed_memory();
    recoup::sim::cli::let_failed_writes_be_errors();
    recoup::sim::hdf5::leave_library_as_it_is_at_exit();
    return static_cast<int>(recoup::sim::cli::program(arguments));
}
