// What a run knows of itself beyond its results: goes to /provenance and to attributes of the root, which may
// differ between runs that give the same results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "sim/aggregation/run_origin.hpp"

namespace recoup::sim {

struct RunFacts {
    int threads = 1;                                            ///< of this process
    std::int64_t part_threads = 1;                              ///< the most that any part was simulated on
    std::string created_at;                                     ///< ISO 8601, UTC, `Z` behind it
    std::string command;                                        ///< as given by the user; goes to `history`
    std::vector<std::pair<std::string, double>> stage_seconds;  ///< processor time, all threads together
    double wall_seconds = 0.0;     ///< elapsed: of the parts, and of what was done with them
    std::int64_t loan_months = 0;  ///< drawn for all parts
    std::optional<std::int64_t> peak_memory_bytes;
    std::vector<Problem> warnings;  ///< what the results look like, beside those of the study
    RunOrigin origin;
    std::string note;               ///< what the run is for, as given by the user
    bool was_there_before = false;  ///< the results were complete already; nothing was done
};

}  // namespace recoup::sim
