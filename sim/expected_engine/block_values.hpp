// The expected value N of one block of loans under one scenario, at every period start.
//
// Owns the arrays that models/expected/backward_induction fills. Memory: (periods + 1) tables of slots x 3 x
// coefficients doubles where all are kept, else two.
#pragma once

#include <utility>
#include <vector>

#include "models/collateral_paths.hpp"
#include "models/expected/value_on_path.hpp"
#include "sim/expected_engine/expected_study.hpp"
#include "sim/expected_engine/pilot_fall.hpp"
#include "sim/threads/interrupted.hpp"

namespace recoup::sim {

struct ValueSettings {
    bool central = false;  ///< one point, the scenario's centre: an approximation, which a warning labels
    bool keep_all_periods = true;        ///< else N at cut-off alone
    std::vector<int> kept_periods = {};  ///< where given, N after these many periods alone
};

/// Which present value: hurdle with internal cost, investor's and effective without.
enum class ValueRate { hurdle, investor, effective };

/// Throws InputError where a copula drives an exit of the segment: its Z is not adapted within its period.
void refuse_copula(const PreparedStudy& prepared, int segment);
/// Throws InputError where the macro model has more variables than collocation points can be had for.
DeviationBasis basis_of_values(const MacroModel& model, bool central);

class BlockValues {
  public:
    /// Throws InputError as refuse_copula and basis_of_values; Interrupted on stop, which it looks for at
    /// every collocation point.
    BlockValues(const ExpectedStudy& study, const ExpectedBlock& block, int scenario, ValueRate rate,
                const ValueSettings& settings, StopFlag stop = nullptr);

    const DeviationBasis& basis() const { return basis_; }
    const ValueLattice& lattice() const { return lattice_; }
    /// N after `period` whole periods, 0 = at cut-off, given the deviation y in force in the last of them.
    LatticeValue at(int period, const std::vector<double>& y) const;
    /// The same for masses that stand `log_index` above the central index path.
    ValueOnPath on_path(int period, const std::vector<double>& y, double log_index) const;
    /// Log level of the block's index on the central path after `period` periods.
    double central_log_index(int period) const;
    int periods() const { return periods_; }
    /// Where the lattice leaves a choice: its gain by period, 0 = at cut-off. Leaves the object without.
    std::vector<ChoiceGain> take_gains() { return std::move(gains_); }

    /// Seconds that solving would take on this thread: one period of many is begun, and left after
    /// `budget_seconds` at the next of its collocation points.
    static double seconds_to_solve(const ExpectedStudy& study, const ExpectedBlock& block, int scenario,
                                   ValueRate rate, const ValueSettings& settings, double budget_seconds);

    static double bytes(const ExpectedStudy& study, const ExpectedBlock& block,
                        const ValueSettings& settings);
    /// Of the gains alone.
    static double gain_bytes(const ExpectedStudy& study, const ExpectedBlock& block,
                             const ValueSettings& settings);

  private:
    /// Ready to solve.
    BlockValues(const ExpectedStudy& study, const ExpectedBlock& block, int scenario, ValueRate rate,
                const ValueSettings& settings, int pilots, StopFlag stop);
    double period_seconds(double budget_seconds);
    static double law_bytes(const ExpectedStudy& study, const ExpectedBlock& block,
                            const ValueSettings& settings);
    void solve(const ValueSettings& settings);
    std::vector<std::vector<PeriodLaw>> laws_of(int period);

    const ExpectedStudy& study_;
    const PreparedStudy& prepared_;
    const ExpectedBlock& block_;
    const ValueLattice& lattice_;
    int scenario_;
    StopFlag stop_;
    int step_ = 3;  ///< months a period
    int periods_ = 0;
    DeviationBasis basis_;
    DiscountedCash cash_;
    IndexPaths central_;
    PilotFall pilot_fall_;            ///< empty: the fall of the index itself, from its central path's peak
    std::vector<ValueTable> tables_;  ///< by period; empty where not kept
    std::vector<ChoiceGain> gains_;   ///< by period; none without a choice

    // Laws of the period at hand, by point and noise node; they must outlive the step.
    struct NodeLaw {
        std::vector<double> probability;
        std::vector<double> level;      ///< by month 0..months
        std::vector<SaleTables> sales;  ///< by month of the period
    };
    std::vector<NodeLaw> node_laws_;
};

}  // namespace recoup::sim
