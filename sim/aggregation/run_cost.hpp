// What simulating cost. Every part holds its own, so that a run that was resumed, or merged from several
// machines, tells the cost of all its paths.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace recoup::sim {

/// The stages of a pipeline, and what comes before the first.
inline constexpr std::size_t cost_stage_count = 7;
inline constexpr std::string_view policy_stage = "optimal_waiting";

struct RunCost {
    std::array<double, cost_stage_count> stage_seconds{};  ///< processor time; the last is that of policies
    double wall_seconds = 0.0;                             ///< elapsed, added up over parts
    std::int64_t loan_months = 0;
    std::int64_t threads = 0;  ///< the most that worked at once on a part

    void add(const RunCost& other) {
        for (std::size_t stage = 0; stage < stage_seconds.size(); ++stage) {
            stage_seconds[stage] += other.stage_seconds[stage];
        }
        wall_seconds += other.wall_seconds;
        loan_months += other.loan_months;
        threads = std::max(threads, other.threads);
    }
};

}  // namespace recoup::sim
