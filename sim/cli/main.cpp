// The program `recoup`.
#include <malloc.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/exit_codes.hpp"
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

std::terminate_handler end_of_all_else = nullptr;

/// Memory that runs out where nothing may be thrown (the JSON library asks for some while it frees) ends the
/// program as anywhere else, with what to do. A half-written file stays, as after a kill: the next run
/// replaces it.
[[noreturn]] void end_where_nothing_may_be_thrown() {
    if (std::current_exception() != nullptr) {
        try {
            throw;
        } catch (const std::bad_alloc&) {
            constexpr std::string_view told =
                "error: memory ran out, where the program can only end at once. Use fewer --threads or fewer "
                "paths; `recoup check` estimates the "
                "need.\n";
            static_cast<void>(!::write(STDERR_FILENO, told.data(), told.size()));
            std::_Exit(static_cast<int>(recoup::sim::cli::ExitCode::limit));
        } catch (...) {
        }
    }
    end_of_all_else();
    std::abort();
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    end_of_all_else = std::set_terminate(end_where_nothing_may_be_thrown);
    keep_freed_memory();
    recoup::sim::cli::let_failed_writes_be_errors();
    recoup::sim::hdf5::leave_library_as_it_is_at_exit();
    return static_cast<int>(recoup::sim::cli::program(arguments));
}
