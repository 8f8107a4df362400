#include "sim/output/atomic_publish.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "sim/output/file_status.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/resolved_file.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& target) {
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// Replacing a device or a folder by rename would destroy it.
void check_kind(const fs::path& target) {
    const auto status = status_of(target);
    if (target.filename().empty() || (status && !status->is_regular())) {
        throw output_error(target, "", "is a folder or a device, not a file", 0);
    }
}

/// Creates and removes a file: permission bits alone do not tell (root, read-only mounts, /proc).
void check_folder(const fs::path& target) {
    std::string probe = (folder_of(target) / ".recoup-probe-XXXXXX").string();
    const int descriptor = ::mkstemp(probe.data());
    if (descriptor < 0) {
        throw output_error(target, "", "cannot be written", errno);
    }
    ::close(descriptor);
    ::unlink(probe.c_str());
}

/// The variable by which HDF5's own locks are switched off; ours follow it.
bool locking_wanted() {
    const char* setting = std::getenv("HDF5_USE_FILE_LOCKING");
    return setting == nullptr || (std::string_view(setting) != "FALSE" && std::string_view(setting) != "0");
}

int open_locked(const fs::path& partial) {
    constexpr mode_t everybody_as_umask_allows = 0666;
    while (true) {
        const int descriptor = ::open(partial.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                                      everybody_as_umask_allows);
        if (descriptor < 0) {
            throw output_error(partial, "", "cannot be created", errno);
        }
        if (locking_wanted() && ::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int error_number = errno;
            ::close(descriptor);
            throw output_error(partial, "", "cannot be locked", error_number);
        }
        // Another writer may have published or removed the file between our open and our lock.
        const int kept = if_still_named(descriptor, partial);
        if (kept >= 0) {
            return kept;
        }
    }
}

/// While the lock is held, so that no other writer's file is removed.
void discard(int descriptor, const fs::path& partial) {
    ::unlink(partial.c_str());
    ::close(descriptor);
}

void synchronise(int descriptor, const fs::path& path) {
    // Some network file systems cannot synchronise a folder and say EINVAL; the rename itself is still
    // atomic.
    if (::fsync(descriptor) != 0 && errno != EINVAL) {
        throw output_error(path, "", "could not be written to disk", errno);
    }
}

void synchronise_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        throw output_error(folder, "", "cannot be opened to write it to disk", errno);
    }
    const int error_number = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (error_number != 0 && error_number != EINVAL) {
        throw output_error(folder, "", "could not be written to disk", error_number);
    }
}

}  // namespace

void check_writable(const fs::path& target) {
    const fs::path file = resolved(target);
    check_kind(file);
    check_folder(file);
}

std::uintmax_t free_bytes(const fs::path& target) {
    std::error_code failed;
    const fs::space_info space = fs::space(folder_of(resolved(target)), failed);
    if (failed) {
        throw output_error(target, "", "has no readable amount of free space", failed.value());
    }
    return space.available;
}

AtomicPublish::AtomicPublish(const fs::path& target) : target_(resolved(target)), partial_(target_) {
    partial_ += ".partial";
    check_kind(target_);
    descriptor_ = open_locked(partial_);
    if (::ftruncate(descriptor_, 0) != 0) {
        const int error_number = errno;
        discard(descriptor_, partial_);
        throw output_error(partial_, "", "cannot be emptied", error_number);
    }
}

AtomicPublish::~AtomicPublish() {
    if (descriptor_ >= 0) {
        discard(descriptor_, partial_);
    }
}

void AtomicPublish::publish() {
    synchronise(descriptor_, partial_);
    if (::rename(partial_.c_str(), target_.c_str()) != 0) {
        throw output_error(target_, "", "cannot be replaced by the finished file", errno);
    }
    ::close(std::exchange(descriptor_, -1));  // gives up the lock: readers may open the file now
    synchronise_folder(folder_of(target_));
}

}  // namespace recoup::sim
