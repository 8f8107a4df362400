// Each engine has its own view of a pool, also where both run and a measure waits for its best time.
#include "sim/prepared_run.hpp"

#include <gtest/gtest.h>

#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/pipeline.hpp"
#include "tests/sim/studies/pooled_book.hpp"
#include "tests/sim/studies/same_totals.hpp"
#include "tests/sim/studies/waiting_book.hpp"

namespace recoup::sim {
namespace {

constexpr std::int64_t paths = 4;

/// Three houses whose prices move up and down, sold at the best time or at once.
Study waiting_pools(EngineChoice engine) {
    Study study = tiny::sale_study({tiny::sell("wait", tiny::best_time(0)), tiny::sell("now", {})},
                                   {0.02, 0.02, 0.02, 0.02, 0.02, 0.02}, 0.6, 0.04);
    study.expected = {.ltv_nodes = 12, .maturity_step_months = 24};
    tiny::add_loan(study, {.id = "M", .claim = 812.37, .annual_rate = 0.0, .months_to_maturity = 400});
    tiny::add_collateral(study, {.id = "N", .value = 700.01, .index = 1});
    tiny::make_pools(study, 3);
    study.portfolio.loans.count[1] = 7;
    study.engine = engine;
    return study;
}

PathTotals totals_of(const Study& study) {
    return Pipeline(PreparedRun(study)).run_batch(0, paths);
}

TEST(PreparedRun, BestTimesOfAPoolAreThoseOfItsLoans) {
    const Study study = waiting_pools(EngineChoice::loan);
    expect_same(totals_of(study), totals_of(tiny::rows_by_hand(study)), "loan engine alone");
}

TEST(PreparedRun, EachOfBothEnginesSeesWhatItSeesAlone) {
    const Study both = waiting_pools(EngineChoice::both);
    const Study loan = waiting_pools(EngineChoice::loan);
    const Study expected = waiting_pools(EngineChoice::expected);
    const PreparedRun run(both);
    EXPECT_EQ(run.prepared.study.portfolio.loans.size(), 9);
    EXPECT_EQ(run.lattices->prepared.study.portfolio.loans.size(), 2);
    EXPECT_EQ(run.policies().size(), 2);
    const PathTotals of_both = totals_of(both);
    expect_same(of_both, totals_of(loan), "loan engine");
    EXPECT_EQ(of_both.expected, totals_of(expected).totals);
    EXPECT_EQ(PreparedRun(expected).prepared.study.portfolio.loans.size(), 2);
}

// Without pools nothing is made twice.
TEST(PreparedRun, BothEnginesShareATapeWithoutPools) {
    Study study = waiting_pools(EngineChoice::both);
    study.portfolio.loans.count = {1, 1};
    const PreparedRun run(study);
    EXPECT_EQ(&run.prepared.study, &study);
    EXPECT_EQ(run.pooled, nullptr);
    EXPECT_EQ(run.policies().size(), 1);
}

}  // namespace
}  // namespace recoup::sim
