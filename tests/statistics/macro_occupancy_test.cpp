// Occupancy of the engine under a macro path that swings every quarter, and under an LTV that crosses an
// edge once by the index and once by amortisation, against the exact law. Dispersion 0, so that the path is
// the scenario's; 4 standard errors for each state and month.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/tiny_study.hpp"
#include "tests/statistics/sample.hpp"
#include "tests/statistics/semi_markov_law.hpp"

namespace recoup::sim {
namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;

constexpr int months = 24;
constexpr int copies = 2000;
constexpr std::uint32_t paths = 30;

/// Unemployment (level) and the log-change of house prices by quarter.
using Path = std::vector<std::vector<double>>;
const Path swinging = {{9, 0.04},  {2, -0.05}, {8, -0.03}, {3, 0.06},
                       {10, 0.01}, {1, -0.04}, {7, 0.05},  {4, -0.06}};
/// House prices fall in the second quarter only.
const Path one_fall = {{9, 0}, {2, -0.25}, {8, 0}, {3, 0}, {10, 0}, {1, 0}, {7, 0}, {4, 0}};

/// Claims shrink by 2 % a month in every state.
constexpr double shrink = 0.98;

SegmentParameters parameters() {
    SegmentParameters p;
    add_row(p, row_from(State::defaulted,
                        {exit_with(State::written_off, {0.02, 0.04}), exit_with(State::court, {0.05, 0.02}),
                         exit_with(State::enforcement, {0.03, 0.03})},
                        {0, 5}));
    add_row(p, row_from(State::court,
                        {exit_with(State::written_off, {0.03}), exit_with(State::enforcement, {0.08})}));
    add_row(p, row_from(State::enforcement, {exit_with(State::written_off, {0.05})}));
    p.hazards["default"].exits[0].beta = {{"unemployment", 0.30}};
    p.hazards["default"].exits[1].beta = {{"unemployment", -0.25}, {"house_price", 8.0}};
    p.hazards["court"].exits[0].beta = {{"house_price", -10.0}};
    p.hazards["court"].exits[1].beta = {{"unemployment", -0.20}};
    for (const State state : {State::defaulted, State::court, State::enforcement, State::written_off}) {
        p.cash[state] = {.share_of_claim_per_month = 1.0 - shrink, .interest_accrues = false};
    }
    return p;
}

SegmentParameters parameters_by_ltv() {
    SegmentParameters p = parameters();
    for (const char* name : {"default", "court"}) {
        HazardRowSpec& row = p.hazards[name];
        row.ltv_edges = {1.0};
        row.reference_ltv_bucket = 0;
        row.exits[0].ltv_log_odds = {0.0, 1.5};
        row.exits[1].ltv_log_odds = {0.0, -1.5};
    }
    return p;
}

Study study_of(const SegmentParameters& p, const Path& path) {
    Study study = tiny::empty_study({tiny::hold()});
    study.macro.dispersion = 0.0;
    study.macro.centre = Centre::median;
    study.macro.variables[0].xbar = 4.5;
    study.macro.variables[1].xbar = 0.02;
    study.scenarios[0].path = path;
    study.recovery_horizon_months = months;
    tiny::add_segment(study, "one", p);
    return study;
}

KnownPath known(const Study& study) {
    return {.deviation = [&study](const std::string& name, int month) {
        const std::size_t v = name == "unemployment" ? 0 : 1;
        const auto quarter = static_cast<std::size_t>((month - 1) / 3);
        return study.scenarios[0].path[quarter][v] - study.macro.variables[v].xbar;
    }};
}

/// The claim that an LTV uses in a month: of the last event or quarter end before, whichever is later.
double claim_in_ltv(int event, int month) {
    return std::pow(shrink, std::max(event, (month - 1) / 3 * 3));
}

/// Level of house prices at the end of a month of `one_fall`: the fall is spread over months 4, 5 and 6.
double house_prices(int month) {
    return std::exp(-0.25 * std::clamp(month - 3, 0, 3) / 3.0);
}

/// Runs the study, whose loans are `copies` of each start in turn, and compares every state and month.
void expect_law(const Study& study, std::vector<Law> law, const std::vector<KnownPath>& known_paths) {
    const PreparedStudy prepared(study);
    tiny::Runner runner(prepared);
    const auto& nodes = prepared.segments[0].graphs[0].nodes;
    // [month][state]: loans that entered less those that left, all paths together.
    std::vector<std::map<State, double>> change(months + 1);
    for (const Law& each : law) change[0][each.begin()->first.state] += copies * double{paths};
    for (std::uint32_t path = 0; path < paths; ++path) {
        const tiny::PathResult result = runner.run(path);
        for (const Event& event : result.events.logs[0].records()) {
            change[event.month][nodes[event.from_node].state] -= 1.0;
            change[event.month][nodes[event.to_node].state] += 1.0;
        }
    }
    double worst = 0.0;
    std::map<State, double> observed = change[0];
    for (int month = 1; month <= months; ++month) {
        for (const auto& [state, count] : change[static_cast<std::size_t>(month)]) observed[state] += count;
        std::map<State, double> expected;
        std::map<State, double> variance;
        for (std::size_t i = 0; i < law.size(); ++i) {
            advance_month(study.segments[0].parameters, known_paths[i], month, law[i]);
            for (const auto& [state, mass] : by_state(law[i])) {
                expected[state] += copies * double{paths} * mass;
                variance[state] += copies * double{paths} * mass * (1.0 - mass);
            }
        }
        for (const auto& [state, mean] : expected) {
            const double se = std::sqrt(variance[state]);
            EXPECT_TRUE(within_standard_errors(observed[state], mean, se))
                << name_of(state) << ", month " << month;
            worst = std::max(worst, std::fabs(observed[state] - mean) / se);
        }
    }
    std::printf("largest |z| %.2f\n", worst);
}

std::string id_of(int i) {
    return "L" + std::to_string(10000 + i);
}

TEST(MacroOccupancy, BetasFollowThePathQuarterByQuarter) {
    Study study = study_of(parameters(), swinging);
    for (int i = 0; i < 2 * copies; ++i) {
        tiny::add_loan(study, {.id = id_of(i), .annual_rate = 0.0, .months_in_state = i % 2 == 0 ? 0 : 3});
    }
    expect_law(study, {{{{State::defaulted, 0}, 1.0}}, {{{State::defaulted, -3}, 1.0}}},
               {known(study), known(study)});
}

TEST(MacroOccupancy, LtvCrossesAnEdgeByTheIndexAndBackByAmortisation) {
    // 950 on 1,000: above 1 from month 5, by the fall of prices, until month 13, by the claim.
    Study study = study_of(parameters_by_ltv(), one_fall);
    for (int i = 0; i < copies; ++i) {
        tiny::add_loan(study, {.id = id_of(i), .claim = 950.0, .annual_rate = 0.0});
        tiny::add_collateral(study, {.id = "C" + id_of(i), .value = 1000.0, .index = 1});
    }
    KnownPath path = known(study);
    path.ltv = [](int event, int month) { return 0.95 * claim_in_ltv(event, month) / house_prices(month); };
    ASSERT_LT(path.ltv(0, 4), 0.98);
    ASSERT_GT(path.ltv(0, 5), 1.02);
    ASSERT_GT(path.ltv(0, 12), 1.01);
    ASSERT_LT(path.ltv(0, 13), 0.97);
    expect_law(study, {{{{State::defaulted, 0}, 1.0}}}, {path});
}

TEST(MacroOccupancy, LtvOnTwoCollateralsOfTwoIndicesMovesEveryMonth) {
    // 955 on 800 of houses and 200 of machines at a price that stands: above 1 from month 5 until month 10.
    Study study = study_of(parameters_by_ltv(), one_fall);
    PriceIndex& machines = study.macro.indices[1];
    machines.alpha = 0.0;
    machines.beta = {0.0, 0.0};
    machines.sigma = 0.0;
    for (int i = 0; i < copies; ++i) {
        tiny::add_loan(study, {.id = id_of(i), .claim = 955.0, .annual_rate = 0.0});
        tiny::add_collateral(study, {.id = "C" + id_of(i), .value = 800.0, .index = 1});
        tiny::add_collateral(study,
                             {.id = "M" + id_of(i), .value = 200.0, .collateral_class = 1, .index = 2});
    }
    KnownPath path = known(study);
    path.ltv = [](int event, int month) {
        return 0.955 * claim_in_ltv(event, month) / (0.8 * house_prices(month) + 0.2);
    };
    expect_law(study, {{{{State::defaulted, 0}, 1.0}}}, {path});
}

}  // namespace
}  // namespace recoup::sim
