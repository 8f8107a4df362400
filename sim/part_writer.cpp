#include "sim/part_writer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "sim/aggregation/parts.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

/// A part is written when this much time has passed since the last: what a kill can cost at most.
constexpr std::chrono::seconds time_between_parts{5};

constexpr const char* lock_name = "lock";

}  // namespace

PartWriter::PartWriter(std::filesystem::path folder, std::string identity)
    : folder_(std::move(folder)), identity_(std::move(identity)) {}

void PartWriter::add(std::size_t place, PathTotals batch) {
    waiting_.emplace(place, std::move(batch));
    for (auto next = waiting_.find(next_); next != waiting_.end(); next = waiting_.find(++next_)) {
        take(std::move(next->second));
        waiting_.erase(next);
    }
    if (std::chrono::steady_clock::now() - last_flush_ >= time_between_parts) {
        flush();
    }
}

void PartWriter::finish() {
    for (auto& [place, batch] : waiting_) {
        take(std::move(batch));
    }
    waiting_.clear();
    flush();
}

void PartWriter::take(PathTotals batch) {
    if (open_ && batch.first_path != open_->first_path + open_->path_count) {
        flush();
    }
    if (open_) {
        open_->append(batch);
    } else {
        open_ = std::move(batch);
    }
}

void PartWriter::flush() {
    if (open_) {
        write_part(folder_, part_of(*open_, identity_));
        open_.reset();
    }
    last_flush_ = std::chrono::steady_clock::now();
}

FolderLock::FolderLock(const std::filesystem::path& folder) : folder_(folder) {
    std::error_code made;
    std::filesystem::create_directories(folder, made);
    const std::filesystem::path file = folder / lock_name;
    descriptor_ = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
        throw output_error(file, "", "cannot be made", errno);
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor_);
        throw InputError({.where = folder.string(),
                          .problem = "another run is at work in this folder",
                          .why = "two runs would simulate the same paths",
                          .suggestion = "Wait for it, or choose another --out"});
    }
}

FolderLock::~FolderLock() {
    std::error_code ignored;  // a folder with parts in it stays
    std::filesystem::remove(folder_ / lock_name, ignored);
    std::filesystem::remove(folder_, ignored);
    ::close(descriptor_);
}

void remove_parts(const std::filesystem::path& folder) {
    std::error_code ignored;  // what cannot be removed stays: the results are published already
    for (const std::filesystem::directory_entry& entry :
         std::filesystem::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("part-")) {
            std::filesystem::remove(entry.path(), ignored);
        }
    }
}

}  // namespace recoup::sim
