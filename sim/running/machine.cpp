#include "sim/running/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

std::optional<std::int64_t> number_in(const fs::path& file) {
    std::ifstream stream(file);
    std::int64_t number = 0;
    if (stream >> number) {  // "max" is no number
        return number;
    }
    return std::nullopt;
}

/// The control group of this process in a hierarchy: the path behind `0::` (version 2) or `:memory:`.
std::optional<fs::path> control_group(const std::string& marker) {
    std::ifstream stream("/proc/self/cgroup");
    stream.exceptions(std::ios::badbit);  // memory that runs out is no end of the file
    for (std::string line; std::getline(stream, line);) {
        const std::size_t at = line.find(marker);
        if (at != std::string::npos) {
            return fs::path(line.substr(at + marker.size())).relative_path();
        }
    }
    return std::nullopt;
}

/// The least limit from the group up to the root of its hierarchy.
void take_least(const fs::path& root, const std::optional<fs::path>& group, const char* file,
                MemoryLimit& limit) {
    if (!group) {
        return;
    }
    for (fs::path folder = root / *group;; folder = folder.parent_path()) {
        const auto bytes = number_in(folder / file);
        if (bytes && *bytes < limit.bytes) {
            limit = {*bytes, "control group"};
        }
        if (folder == root || folder == folder.parent_path()) {
            return;
        }
    }
}

/// Processors that a quota file allows ("quota period", or "max period"), if it limits them.
std::optional<double> processors_in(const fs::path& file) {
    std::ifstream stream(file);
    double quota = 0.0;
    double period = 0.0;
    if (stream >> quota >> period && period > 0.0) {  // "max" is no number
        return quota / period;
    }
    return std::nullopt;
}

}  // namespace

std::int64_t resident_bytes() {
    std::ifstream stream("/proc/self/statm");
    std::int64_t total_pages = 0;
    std::int64_t resident_pages = 0;
    stream >> total_pages >> resident_pages;
    return resident_pages * ::sysconf(_SC_PAGESIZE);
}

std::int64_t peak_resident_bytes() {
    // Not getrusage(): its maximum outlives exec, so a program started by a large process would inherit it.
    constexpr std::int64_t bytes_per_kilobyte = 1024;
    std::ifstream stream("/proc/self/status");
    for (std::string word; stream >> word;) {
        std::int64_t kilobytes = 0;
        if (word == "VmHWM:" && stream >> kilobytes) {
            return kilobytes * bytes_per_kilobyte;
        }
    }
    return resident_bytes();
}

MemoryLimit memory_limit_of_machine() {
    MemoryLimit limit{::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE), "physical memory"};
    const fs::path root = "/sys/fs/cgroup";
    take_least(root, control_group("0::"), "memory.max", limit);
    take_least(root / "memory", control_group(":memory:"), "memory.limit_in_bytes", limit);
    return limit;
}

int available_threads() {
    int threads =
        static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));  // minds the affinity mask
    const std::optional<fs::path> group = control_group("0::");
    const fs::path root = "/sys/fs/cgroup";
    for (fs::path folder = root / group.value_or(""); group; folder = folder.parent_path()) {
        if (const auto allowed = processors_in(folder / "cpu.max")) {
            threads = std::min(threads, std::max(1, static_cast<int>(*allowed)));
        }
        if (folder == root || folder == folder.parent_path()) {
            break;
        }
    }
    return threads;
}

}  // namespace recoup::sim
