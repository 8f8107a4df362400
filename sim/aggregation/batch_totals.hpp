// What a run keeps of its paths: float64 per-path totals, and integer sums over paths of amounts, their
// squares and counts. Everything in the results is computed from these at finalise, so any cut of the run
// into parts gives the same bits.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/aggregation/ledger_sums.hpp"
#include "sim/path/ledger.hpp"
#include "sim/path/macro_state.hpp"
#include "sim/path/path_events.hpp"
#include "sim/path/path_total.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// Sizes of the arrays of a study's totals.
struct TotalsShape {
    int scenarios = 0, options = 0, segments = 0, months = 0, buckets = 0;  ///< buckets = quarters + 1
    bool loan_engine = true, both_engines = false;
    int state_pairs = 0, periods = 0, variables = 0, indices = 0, kept_paths = 0;
    std::vector<std::pair<State, State>> pairs;  ///< (from, to) that some graph has, ascending
    std::vector<std::uint16_t> pair_of_states;   ///< [from * state_count + to], place in `pairs`
    std::vector<std::vector<std::vector<State>>> node_states;  ///< [option][segment][node]
    std::vector<std::vector<std::vector<std::uint16_t>>>
        pair_of_exit;  ///< [option][segment][exit], in `pairs`

    explicit TotalsShape(const PreparedStudy& prepared);
    LedgerSums::Sizes ledger_sizes() const;
};

/// Totals of consecutive paths. Arrays are row-major in the order given.
struct PathTotals {
    std::int64_t first_path = 0;
    std::int64_t path_count = 0;
    std::vector<double> totals;    ///< [path][scenario][option][segment][total]: of the loan engine if it ran
    std::vector<double> expected;  ///< the same of the expected engine, where both ran
    std::vector<std::int64_t>
        portfolio_cash;  ///< [path][scenario][option][month], minor units, workout and performing
    LedgerSums ledgers;  ///< sums over paths of every amount and of its square
    std::vector<std::int64_t> transitions;  ///< [scenario][option][segment][month][pair], loans
    std::vector<std::int64_t> ineligible;   ///< [scenario][option][segment], loans
    std::vector<double> macro;              ///< [kept path][scenario][period][variable]
    std::vector<double>
        index_levels;  ///< [kept path][scenario][month 0..months][index], index 0 the constant

    PathTotals() = default;
    PathTotals(const TotalsShape& shape, std::int64_t first, std::int64_t count);
    /// Adds one path's ledgers and events of one scenario.
    void add(const PreparedStudy& prepared, const TotalsShape& shape, std::int64_t path, int scenario,
             const PathEvents& events, const std::vector<PathLedger>& by_option);
    /// Adds one path's expected figures, [option][segment][total].
    void add_expected(const TotalsShape& shape, std::int64_t path, int scenario,
                      const std::vector<double>& figures);
    /// Keeps the macro path, if it is one of the first.
    void add_macro(const TotalsShape& shape, std::int64_t path, int scenario, const MacroState& macro_state);
    void count_transitions(const TotalsShape& shape, std::size_t scenario, std::size_t option,
                           const PathEvents& events);
    /// Appends the paths that follow; throws ContractViolation when they do not. Changes nothing where it
    /// throws.
    void append(const PathTotals& next);
};

}  // namespace recoup::sim
