#include "sim/running/part_writer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "sim/aggregation/parts.hpp"
#include "sim/output/file_status.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

/// A part is written when this much time has passed since the last: what a kill can cost at most.
constexpr std::chrono::seconds time_between_parts{5};

constexpr const char* lock_name = "lock";

}  // namespace

PartWriter::PartWriter(std::filesystem::path folder, std::string identity)
    : folder_(std::move(folder)), identity_(std::move(identity)) {}

void PartWriter::add(std::size_t place, PathTotals batch, const RunCost& cost) {
    add_cost(cost);
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
    for (auto first = waiting_.begin(); first != waiting_.end(); first = waiting_.erase(first)) {
        take(std::move(first->second));
    }
    flush();
}

void PartWriter::take(PathTotals&& batch) {
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
    const auto now = std::chrono::steady_clock::now();
    cost_.wall_seconds += std::chrono::duration<double>(now - last_flush_).count();
    last_flush_ = now;
    if (open_) {
        write_part(folder_, part_of(*open_, identity_, cost_));
        open_.reset();
        cost_ = {};
    }
}

FolderLock::FolderLock(const std::filesystem::path& folder) : folder_(folder), file_(folder / lock_name) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);  // what is wrong with it, opening the lock will say
    do {
        descriptor_ = ::open(file_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
        if (descriptor_ < 0) {
            const int error_number = errno;
            ::rmdir(folder_.c_str());  // where it is empty, and no link
            throw output_error(file_, "", "cannot be made", error_number);
        }
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            ::close(descriptor_);
            throw InputError({.where = folder.string(),
                              .problem = "another run is at work in this folder",
                              .why = "two runs would simulate the same paths",
                              .suggestion = "Wait for it, or choose another --out"});
        }
        // The run before may have removed the file between our open and our lock.
        descriptor_ = if_still_named(descriptor_, file_);
    } while (descriptor_ < 0);
}

FolderLock::~FolderLock() {
    ::unlink(file_.c_str());
    ::rmdir(folder_.c_str());  // a folder with parts in it stays, and so does a link to one
    ::close(descriptor_);
}

}  // namespace recoup::sim
