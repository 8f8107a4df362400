// Readers see the old file or the whole new one: write NAME.partial in the target folder, fsync, rename,
// fsync the folder. rename(2) replaces a name atomically within one file system; without fsync of file and
// folder a crash could leave the new name on an empty file.
#pragma once

#include <cstdint>
#include <filesystem>

namespace recoup::sim {

/// Throws OutputError unless a new file could be published at `target`. Touches no existing file.
void check_writable(const std::filesystem::path& target);

/// Bytes that this user may still write in the folder of `target`.
std::uintmax_t free_bytes(const std::filesystem::path& target);

class AtomicPublish {
  public:
    /// Opens NAME.partial empty and locked, so that a second writer of the same target gets an error instead
    /// of damaging the first one's work. A symbolic link is followed: the file it names is replaced.
    explicit AtomicPublish(const std::filesystem::path& target);
    AtomicPublish(const AtomicPublish&) = delete;
    AtomicPublish& operator=(const AtomicPublish&) = delete;
    /// Removes the partial file unless it was published.
    ~AtomicPublish();

    const std::filesystem::path& target() const { return target_; }
    const std::filesystem::path& partial() const { return partial_; }
    int descriptor() const { return descriptor_; }
    /// Everything must have been written to the partial file.
    void publish();

  private:
    std::filesystem::path target_;
    std::filesystem::path partial_;
    int descriptor_ = -1;  ///< negative once published
};

}  // namespace recoup::sim
