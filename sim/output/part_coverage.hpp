// Which paths a list of parts covers: what resume must still simulate, and what merge refuses.
#pragma once

#include "sim/output/part_file.hpp"

namespace recoup::sim {

/// Paths [first, end).
struct PathRange {
    std::int64_t first = 0;
    std::int64_t end = 0;
    bool operator==(const PathRange&) const = default;
};

/// Throws OutputError naming the files where parts differ in identity or batch size, overlap, or are cut
/// inside a batch. `parts` sorted by first path.
void check_parts_agree(const std::vector<PartFile>& parts);

/// Throws where any part belongs to another study than `identity`.
void check_parts_belong(const std::vector<PartFile>& parts, const std::string& identity);

/// Throws where a part goes past the study's last path, or ends inside a batch that is not the study's last:
/// the study had another number of paths when it was written.
void check_parts_within(const std::vector<PartFile>& parts, std::int64_t paths);

/// The parts of `wanted` that no part covers, in order. `parts` agree (above).
std::vector<PathRange> missing_paths(const std::vector<PartFile>& parts, const PathRange& wanted);

/// All of the above, and throws where paths are missing.
void check_parts_complete(const std::vector<PartFile>& parts, const PathRange& wanted);

}  // namespace recoup::sim
