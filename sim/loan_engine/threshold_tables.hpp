// Exit thresholds of one loan group on one path: tabulated, or evaluated directly behind an upper bound.
//
// The two ways cannot differ in results: both decide by models/exit_thresholds; the table only remembers it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/exit_thresholds.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

class ThresholdTables {
  public:
    /// Sizes the tables for a group; `tabulate` chooses the table over direct evaluation, `plain` fills it
    /// cell by cell.
    void prepare(const PreparedSegment& segment, int profile, bool tabulate, bool plain = false);

    /// New macro state: multipliers exp(beta'(x - xbar)) by row and exit, copula odds, then table or bounds.
    void update(std::span<const double> x_minus_xbar, std::span<const double> default_odds_by_row);

    /// A draw with high half-word h stays for certain unless h < bound(cell).
    const std::uint32_t* bounds() const { return bounds_.data(); }

    /// [exit][cell]: all thresholds; empty where they are evaluated directly.
    std::span<const std::uint32_t> table() const { return table_; }

    /// Exit taken in `cell` at the draw high << 16 | low(); -1 = stay. `low` is called on a tie only.
    template <typename Low>
    int exit_taken(std::uint32_t cell, std::uint32_t high, Low&& low) {
        const std::uint32_t* const first = tabulate_ ? &table_[cell] : evaluate(cell);
        const std::size_t step = tabulate_ ? bounds_.size() : 1;
        // Thresholds never fall: the number of those at or below the draw is the exit. No branch, for the
        // answer is random. Entries behind the last exit are the highest draw and count on a tie only.
        int exit = 0;
        bool tie = false;
        for (std::size_t j = 0; j < stride_; ++j) {
            const std::uint32_t threshold_high = first[j * step] >> 16;
            exit += high >= threshold_high ? 1 : 0;
            tie |= high == threshold_high;
        }
        const int n = cell_exits_[cell];
        if (tie) [[unlikely]] {
            return exit_on_tie(cell, high << 16 | low());
        }
        return exit < n ? exit : -1;
    }

  private:
    /// The thresholds of a cell, side by side.
    const std::uint32_t* evaluate(std::uint32_t cell);
    int exit_on_tie(std::uint32_t cell, std::uint32_t draw);
    void thresholds_of(std::uint32_t cell, std::uint32_t* out) const;
    void bound_rows();

    const PreparedSegment* segment_ = nullptr;
    std::size_t profile_ = 0;
    const std::vector<double>* odds_ = nullptr;
    bool tabulate_ = true;
    bool plain_ = false;
    std::size_t stride_ = 1;
    std::vector<double> log_multipliers_;   // [row * stride + exit]
    std::vector<double> multipliers_;       // likewise
    std::vector<double> default_odds_;      // p/(1-p) by row, of the copula rows
    std::vector<std::uint8_t> far_;         // by row: products of odds could overflow (exit_weights)
    std::vector<double> largest_odds_;      // [row * stride + exit], over the row's cells
    std::vector<std::uint32_t> table_;      // [exit * cells + cell]
    std::vector<std::uint32_t> bounds_;     // [cell]
    std::vector<std::uint8_t> cell_exits_;  // [cell], exits of the cell's row
    std::vector<std::uint32_t> scratch_;
    // Of a table:
    std::vector<double> odds_by_exit_;     // [exit][cell]
    std::vector<double> odds_of_staying_;  // [cell], 1, or 0 where staying is removed
};

}  // namespace recoup::sim
