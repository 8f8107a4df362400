// Turns finished batches, which come in any order, into parts of consecutive paths on disk.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "sim/aggregation/batch_totals.hpp"
#include "sim/aggregation/run_cost.hpp"

namespace recoup::sim {

/// Not safe for threads: the caller lets one in at a time.
class PartWriter {
  public:
    PartWriter(std::filesystem::path folder, std::string identity);

    /// What the next part tells of; the time that passes is added here.
    void add_cost(const RunCost& cost) { cost_.add(cost); }
    /// `place` counts the batches of the run in the order of their paths.
    void add(std::size_t place, PathTotals batch, const RunCost& cost);
    /// Writes all that is finished, also batches ahead of one that will not come.
    void finish();

  private:
    /// Leaves the batch whole where it throws.
    void take(PathTotals&& batch);
    void flush();

    std::filesystem::path folder_;
    std::string identity_;
    std::map<std::size_t, PathTotals> waiting_;  ///< finished before one that comes earlier in the run
    std::optional<PathTotals> open_;
    std::size_t next_ = 0;
    RunCost cost_;  ///< since the last part
    std::chrono::steady_clock::time_point last_flush_ = std::chrono::steady_clock::now();
};

/// Keeps a second run away from the same folder of parts while it lives. Throws InputError where one is at
/// work.
class FolderLock {
  public:
    /// Makes the folder if need be; takes it away again at the end where nothing was put into it.
    explicit FolderLock(const std::filesystem::path& folder);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

  private:
    std::filesystem::path folder_;
    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace recoup::sim
