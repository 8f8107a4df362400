// Occupancy of the engine against the exact semi-Markov recursion, worked here from the parameters alone:
// dispersion 0, no collateral, so that the law of every month is known. 4 standard errors for each state and
// month, and one chi-square.
#include <gtest/gtest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <map>

#include "tests/sim/studies/tiny_study.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup::sim {
namespace {

using StateAndMonths = std::pair<State, int>;
using Law = std::map<StateAndMonths, double>;

SegmentParameters parameters() {
    SegmentParameters p = tiny::segment_parameters();
    HazardRowSpec& in_default = p.hazards["default"];
    in_default.ltv_edges.clear();
    in_default.reference_ltv_bucket = 0;
    in_default.exits[0].ltv_log_odds.clear();
    in_default.exits[2].earliest = 2;
    in_default.latest = 22;
    p.hazards["cured"].latest = 30;
    p.clocks[State::cured] = {.after_months = 9, .to = State::current};
    return p;
}

double probability(const HazardRowSpec& row, const ExitSpec& exit, int months) {
    std::size_t bin = 0;
    while (bin + 1 < row.duration_edges.size() && row.duration_edges[bin + 1] <= months) ++bin;
    return months < exit.earliest ? 0.0 : exit.level[bin][0];
}

/// One month of one loan: due clock, else draw; a move starts anew.
void advance(const SegmentParameters& p, const StateAndMonths& at, double mass, Law& next) {
    const auto [state, months] = at;
    const auto clock = p.clocks.find(state);
    const auto row = p.hazards.find(std::string(name_of(state)));
    if (clock != p.clocks.end() && clock->second.after_months == months) {
        next[{clock->second.to, 0}] += mass;
        return;
    }
    double staying = 1.0;
    if (row != p.hazards.end()) {
        double leaving = 0.0;
        for (const ExitSpec& exit : row->second.exits) leaving += probability(row->second, exit, months);
        const bool removed = row->second.latest && months >= *row->second.latest;
        for (const ExitSpec& exit : row->second.exits) {
            const double share = probability(row->second, exit, months) / (removed ? leaving : 1.0);
            next[{exit.to, 0}] += mass * share;
        }
        staying = removed ? 0.0 : 1.0 - leaving;
    }
    next[{state, months + 1}] += mass * staying;
}

std::map<State, double> by_state(const Law& law) {
    std::map<State, double> sum;
    for (const auto& [at, mass] : law) sum[at.first] += mass;
    return sum;
}

TEST(MarkovOccupancy, EveryStateAndMonthWithinFourStandardErrors) {
    constexpr int months = 36;
    constexpr int copies = 2000;
    constexpr std::uint32_t paths = 30;
    const std::vector<StateAndMonths> starts = {
        {State::defaulted, 0}, {State::defaulted, 16}, {State::current, 0}, {State::arrears_61_90, 3}};
    Study study = tiny::empty_study({tiny::hold()});
    study.macro.dispersion = 0.0;
    study.recovery_horizon_months = months;
    const SegmentParameters p = parameters();
    tiny::add_segment(study, "one", p);
    for (int i = 0; i < copies * static_cast<int>(starts.size()); ++i) {
        const auto [state, held] = starts[static_cast<std::size_t>(i) % starts.size()];
        tiny::add_loan(study, {.id = "L" + std::to_string(10000 + i),
                               .state = state,
                               .months_to_maturity = 900,
                               .months_in_state = held});
    }
    // What the engine did, loans by state at the end of each month, all paths together.
    const PreparedStudy prepared(study);
    tiny::Runner runner(prepared);
    std::vector<std::map<State, double>> observed(months + 1);
    for (const auto& start : starts) observed[0][start.first] += copies * paths;
    const auto& nodes = prepared.segments[0].graphs[0].nodes;
    std::vector<std::map<State, double>> change(months + 1);
    for (std::uint32_t path = 0; path < paths; ++path) {
        const auto result = runner.run(path);
        for (const Event& event : result.events.logs[0].records()) {
            change[event.month][nodes[event.from_node].state] -= 1.0;
            change[event.month][nodes[event.to_node].state] += 1.0;
        }
    }
    std::vector<Law> law;
    for (const auto& start : starts) law.push_back({{start, 1.0}});
    double worst = 0.0;
    double chi_squared = 0.0;
    int cells = 0;
    for (int month = 1; month <= months; ++month) {
        observed[static_cast<std::size_t>(month)] = observed[static_cast<std::size_t>(month - 1)];
        for (const auto& [state, count] : change[static_cast<std::size_t>(month)]) {
            observed[static_cast<std::size_t>(month)][state] += count;
        }
        std::map<State, double> expected;
        std::map<State, double> variance;
        for (Law& each : law) {
            Law next;
            for (const auto& [at, mass] : each) advance(p, at, mass, next);
            each = next;
            for (const auto& [state, mass] : by_state(each)) {
                expected[state] += copies * paths * mass;
                variance[state] += copies * paths * mass * (1.0 - mass);
            }
        }
        for (const auto& [state, mean] : expected) {
            const double se = std::sqrt(variance[state]);
            const double seen = observed[static_cast<std::size_t>(month)][state];
            EXPECT_TRUE(within_standard_errors(seen, mean, se)) << name_of(state) << ", month " << month;
            worst = std::max(worst, std::fabs(seen - mean) / se);
            if (month == months && mean > 5.0) {
                chi_squared += (seen - mean) * (seen - mean) / mean;
                ++cells;
            }
        }
    }
    // The mixture of four known starts varies less than a multinomial, so the test is on the safe side.
    const boost::math::chi_squared_distribution<double> null(cells - 1);
    EXPECT_LT(chi_squared, boost::math::quantile(null, 0.9999));
    std::printf("largest |z| %.2f, chi-square of the last month %.1f on %d\n", worst, chi_squared, cells - 1);
}

}  // namespace
}  // namespace recoup::sim
