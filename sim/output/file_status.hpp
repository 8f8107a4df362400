// What lies under a name. That nothing does and that the system does not say are two answers: who takes the
// second for the first overwrites what should stay.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace recoup::sim {

class FileStatus {
  public:
    explicit FileStatus(const struct stat& status) : status_(status) {}

    bool is_regular() const { return S_ISREG(status_.st_mode); }
    bool is_folder() const { return S_ISDIR(status_.st_mode); }
    std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }
    /// Whatever the names are.
    bool is_same_file(const FileStatus& other) const {
        return status_.st_dev == other.status_.st_dev && status_.st_ino == other.status_.st_ino;
    }

  private:
    struct stat status_;
};

/// Nothing where there is none, and where a link leads nowhere. Throws OutputError where the system does not
/// say.
std::optional<FileStatus> status_of(const std::filesystem::path& file);
/// Of a link, that of the link itself.
std::optional<FileStatus> status_of_entry(const std::filesystem::path& file);
/// `file` is its name, for the error.
FileStatus status_of(int descriptor, const std::filesystem::path& file);

/// The descriptor where the opened file has that name; -1 where another has taken it, or it was removed, and
/// the descriptor is closed then, as it is where this throws.
int if_still_named(int descriptor, const std::filesystem::path& file);

}  // namespace recoup::sim
