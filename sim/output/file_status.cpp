#include "sim/output/file_status.hpp"

#include <unistd.h>

#include <cerrno>

#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

std::optional<FileStatus> asked(int (*ask)(const char*, struct stat*), const fs::path& file) {
    struct stat status {};
    if (ask(file.c_str(), &status) == 0) {
        return FileStatus(status);
    }
    if (errno == ENOENT || errno == ENOTDIR) {
        return std::nullopt;
    }
    throw reading_error(file, "", "cannot be looked at", errno);
}

}  // namespace

std::optional<FileStatus> status_of(const fs::path& file) {
    return asked(::stat, file);
}

std::optional<FileStatus> status_of_entry(const fs::path& file) {
    return asked(::lstat, file);
}

FileStatus status_of(int descriptor, const fs::path& file) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        throw reading_error(file, "", "cannot be looked at", errno);
    }
    return FileStatus(status);
}

int if_still_named(int descriptor, const fs::path& file) {
    try {
        const auto named = status_of(file);
        if (named && named->is_same_file(status_of(descriptor, file))) {
            return descriptor;
        }
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    ::close(descriptor);
    return -1;
}

}  // namespace recoup::sim
