// The ledgers of one path under the mixture: the weighted sum over scenarios, in whole minor units.
//
// Scenarios share the draws of a path, so the error of a weighted mean follows from the weighted sum of each
// path (statistics.hpp). It is rounded once, as every amount is when it is posted (models/units.hpp): half a
// minor unit in one path is far below what a Monte Carlo error can show, and sums of integers do not depend
// on the order of the paths. Cross products of all pairs of scenarios would need no rounding, but
// S (S + 1) / 2 arrays where this needs S + 1.
#pragma once

#include <vector>

#include "sim/path/ledger.hpp"

namespace recoup::sim {

class ScenarioMixture {
  public:
    /// Scenarios of a path come in turn; the first one starts afresh.
    void add(std::size_t option, bool is_first, double weight, const PathLedger& ledger);
    /// Shaped as the ledger's own.
    std::vector<Minor> money(std::size_t option) const { return rounded(weighted_[option].money); }
    std::vector<Minor> cash(std::size_t option) const { return rounded(weighted_[option].cash); }

  private:
    struct Weighted {
        std::vector<double> money, cash;
    };
    static std::vector<Minor> rounded(const std::vector<double>& amounts);

    std::vector<Weighted> weighted_;  ///< by option
};

}  // namespace recoup::sim
