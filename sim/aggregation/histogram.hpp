// Histograms with equal bins on round edges, derived at finalise from all paths, options and scenarios, so
// that every option shows on the same axis and no path falls outside.
//
// The width is the smallest of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 x a power of ten that covers the values
// from a multiple of itself on. Counts are exact; they merge with another run's only where the edges agree.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace recoup::sim {

/// bins + 1 edges around [minimum, maximum]; NaN where there are no values.
std::vector<double> round_edges(double minimum, double maximum, int bins);

struct HistogramCounts {
    std::vector<std::int64_t> inside;  ///< by bin, closed left
    std::int64_t below = 0;
    std::int64_t above = 0;  ///< at or above the last edge
};

/// NaN values are left out.
HistogramCounts count_in_bins(std::span<const double> values, std::span<const double> edges);

}  // namespace recoup::sim
