// models/exit_thresholds for many cells of one hazard row at a time, in vectors: the same operations in the
// same order, hence the same bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace recoup::sim {

struct ThresholdRow {
    std::span<const double> multipliers;      ///< by exit
    const double* odds = nullptr;             ///< [exit * stride + cell], static
    const double* odds_of_staying = nullptr;  ///< [cell]: 1, or 0 where staying is removed
    std::size_t stride = 0;                   ///< from one exit to the next
    std::size_t cells = 0;
    std::uint32_t* thresholds = nullptr;  ///< [exit * stride + cell]
    std::uint32_t* bounds = nullptr;      ///< [cell]: no draw with a high half-word at or above it leaves
};

/// Fills the first cells, as many as make whole vectors, and returns their number.
std::size_t tabulate_row(const ThresholdRow& row);

}  // namespace recoup::sim
