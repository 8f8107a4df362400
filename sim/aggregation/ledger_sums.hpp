// Sums over paths of the ledgers: every amount and its square by scenario, option and segment, of the mixture
// and the portfolio too, whose errors do not follow from those of their members.
#pragma once

#include <vector>

#include "sim/aggregation/path_sum.hpp"
#include "sim/aggregation/scenario_mixture.hpp"
#include "sim/path/ledger.hpp"

namespace recoup::sim {

class LedgerSums {
  public:
    struct Sizes {
        std::size_t scenarios = 0, options = 0, segments = 0, months = 0, buckets = 0;

        /// Every scenario, then the mixture; a single scenario is its own mixture.
        std::size_t scenario_rows() const { return scenarios > 1 ? scenarios + 1 : 1; }
        /// Every segment, then the portfolio; a single segment is the portfolio.
        std::size_t segment_rows() const { return segments > 1 ? segments + 1 : 1; }
        std::size_t cash_cells() const { return scenario_rows() * options * segments * months; }
        std::size_t money_cells() const {
            return scenario_rows() * options * segment_rows() * buckets * account_count;
        }
    };

    LedgerSums() = default;
    explicit LedgerSums(const Sizes& sizes);

    /// The ledger of one path. Its scenarios come in turn; the mixture is complete with the last of them.
    void add(std::size_t scenario, double weight, std::size_t option, const PathLedger& ledger);
    void append(const LedgerSums& other);
    /// Gives back the memory of the path under way, once there is none.
    void finish() { mixture_ = {}; }

    /// `scenario` = number of scenarios: the mixture; `segment` = number of segments: the portfolio, which
    /// cash does not have (it is kept by path).
    const PathSum& cash(std::size_t scenario, std::size_t option, std::size_t segment,
                        std::size_t month) const;
    const PathSum& money(std::size_t scenario, std::size_t option, std::size_t segment, std::size_t bucket,
                         std::size_t account) const;

    std::vector<PathSum> cash_sums;   ///< [scenario row][option][segment][month], minor units
    std::vector<PathSum> money_sums;  ///< [scenario row][option][segment row][bucket][account], minor units

  private:
    void add_row(std::size_t row, std::size_t option, const std::vector<Minor>& money,
                 const std::vector<Minor>& cash);

    Sizes sizes_;
    ScenarioMixture mixture_;
    std::vector<Minor> portfolio_;  ///< [bucket][account] of the path under way
};

}  // namespace recoup::sim
