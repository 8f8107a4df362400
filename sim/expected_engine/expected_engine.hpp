// The expected engine: conditional on a macro path, occupancy is propagated instead of drawn.
//
// Time and memory follow from the lattices of the study, not from its number of loans. One object a thread;
// the order of all sums is fixed, so the number of threads cannot change a bit.
#pragma once

#include <functional>
#include <vector>

#include "sim/expected_engine/expected_study.hpp"
#include "sim/path/macro_state.hpp"
#include "sim/path/path_total.hpp"

namespace recoup::sim {

/// Expected figures of one path and scenario, currency units.
struct ExpectedTotals {
    std::vector<double> totals;  ///< [option][segment][total]
};

/// Called with the masses of a block at the end of every month, 0 = at cut-off, and the month's flows.
using MonthObserver = std::function<void(const ExpectedBlock& block, const ValueLattice& lattice, int month,
                                         const LatticeMass& mass, const MonthFlows& flows)>;

/// Expected number of loans by state, added up.
void add_occupancy(const ValueLattice& lattice, const LatticeMass& mass, double* by_state);

class ExpectedEngine {
  public:
    explicit ExpectedEngine(const ExpectedStudy& study);

    void run(int scenario, const MacroState& macro, ExpectedTotals& totals,
             const MonthObserver& observer = nullptr);

  private:
    void prepare_probabilities(int scenario, const MacroState& macro);
    void prepare_collateral(const MacroState& macro);
    void prepare_choices(int scenario, const MacroState& macro);
    void run_block(const ExpectedBlock& block, double* totals, const MonthObserver& observer);
    void add_horizon(const ValueLattice& lattice, bool npe, const LatticeMass& mass, double* totals) const;
    LatticeMonth month_of(const ExpectedBlock& block, int month);

    const ExpectedStudy& study_;
    const PreparedStudy& prepared_;
    std::vector<LatticeStep> steps_;  ///< by lattice
    LatticeMass mass_;                ///< large enough for every lattice
    std::vector<std::vector<std::vector<std::vector<double>>>>
        probability_;  ///< [segment][profile][period][cell * stride + exit]
    struct KindPath {
        std::vector<double> level;      ///< by month
        std::vector<SaleTables> sales;  ///< by month
    };
    std::vector<std::vector<KindPath>> kinds_;  ///< [segment][kind]

    // Optimal waiting.
    int scenario_ = 0;
    const IndexPaths* indices_ = nullptr;            ///< of the path
    std::vector<std::vector<double>> choice_basis_;  ///< by month of choice
    std::vector<std::uint8_t> moves_;                ///< of the month and block at hand
};

}  // namespace recoup::sim
