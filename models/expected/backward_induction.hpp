// Expected value N of every cell by backward induction, one macro period at a time.
//
//   N_p(cell, y) = E[ G_p(cell, y_p) | y_{p-1} = y ], the better of two where a choice is open (choice_gain),
//   G_p(cell, u) = cash of the period's months + N_{p+1}(cell at its end, u),  x = mu_p + u inside the period
//
// N_p stands at the start of period p (N_1 at cut-off), in present value at cut-off. G is solved at the
// collocation points u of DeviationBasis by the exact monthly steps of LatticeStep; fit and expectation are
// one matrix. The LTV axis moves with the central index path: at a point where the index grows by d more than
// on the central path, the axis moves by -d at the period's end, so that only the deviation is interpolated.
// An index's own noise goes by three Gauss-Hermite nodes. Source: design section 11; collocation and
// quadrature as in Judd (1998), Numerical Methods in Economics, ch. 11-12. Limitation: the fall from the peak
// is not a state; where a discount depends on it, it is a regression in y over pilot paths
// (sim/expected_engine/pilot_fall): right on average over them, and what y does not tell of it is left out.
// Without dispersion N is exact at nodes.
#pragma once

#include <functional>
#include <vector>

#include "models/expected/choice_gain.hpp"
#include "models/expected/deviation_basis.hpp"
#include "models/expected/lattice_step.hpp"

namespace recoup {

/// The months of one period at one collocation point and noise node.
struct PeriodLaw {
    std::vector<LatticeMonth> months;  ///< in order
    double log_index_deviation = 0.0;  ///< of the period's index growth from the central path
    double weight = 1.0;               ///< of the noise node; sums to 1 a point
};

/// N at one date: coefficients of DeviationBasis by slot and component. Where a choice is open there are two
/// values, of waiting (in `values`) and of moving, and the rule that picks one.
struct ValueTable {
    const ValueLattice* lattice = nullptr;
    int coefficients = 1;
    std::vector<double> values;  ///< [coefficient][slot of LatticeValue]
    std::vector<double> moving;  ///< [coefficient][slot of choice and component]
    ChoiceGain gain;             ///< empty where the date is no date of choice

    ValueTable() = default;
    ValueTable(const ValueLattice& lattice, int coefficient_count);
    /// Value of every slot at basis functions phi.
    void evaluate(const std::vector<double>& phi, LatticeValue& value) const;

  private:
    void take_moving(const std::vector<double>& phi, LatticeValue& value) const;
};

/// Discount weights of cash by month: [month] from 1.
struct DiscountedCash {
    std::vector<CashWeights> months;
};

class BackwardInduction {
  public:
    /// `before_point` is called before each collocation point of a period: it may throw to end the work.
    BackwardInduction(
        const ValueLattice& lattice, const DeviationBasis& basis, std::function<void()> before_point = [] {});

    /// N at the start of a period from N at its end; `laws[point]` are the period's laws, one a noise node.
    void period(const std::vector<std::vector<PeriodLaw>>& laws, const DiscountedCash& cash,
                const ValueTable& after, ValueTable& before);

  private:
    void shift(double log_step, LatticeValue& value);
    void add_fit(int point, const std::vector<double>& at_point, std::vector<double>& table) const;
    void find_gain(int month, ValueTable& table) const;

    const ValueLattice& lattice_;
    const DeviationBasis& basis_;
    std::function<void()> before_point_;
    LatticeStep step_;
    LatticeValue end_, value_, earlier_, at_point_;
    std::vector<double> moving_, moving_at_point_;  ///< [slot of choice and component]
};

}  // namespace recoup
