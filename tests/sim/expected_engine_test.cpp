// The expected engine against an independent program; its independence of rows, scratch and path order.
#include "sim/expected_engine.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/input/load_study.hpp"
#include "sim/pipeline.hpp"
#include "tests/sim/expected_book.hpp"

namespace recoup::sim {
namespace {

// bench/peers/chain_expected.py, solved on this path of recoup's own draws: another program, made of other
// steps.
TEST(ExpectedEngine, Chain10kOnOnePathEqualsAnIndependentProgram) {
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/chain_10k.toml");
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {});
    ExpectedEngine engine(expected);
    ExpectedTotals totals;
    engine.run(0, tiny::macro_of(prepared, 0, 0), totals);
    double value = 0.0;
    for (int segment = 0; segment < prepared.segment_count(); ++segment) {
        const double* own = totals.totals.data() + segment * total_count;
        value += own[static_cast<int>(Total::pv_hurdle_npe)] + own[static_cast<int>(Total::pv_hurdle_inflow)];
    }
    EXPECT_NEAR(value / 143250839.30, 1.0, 1e-7);
}

// Memory and masses follow from the parameters: twice the loans on the same nodes leave the lattices as they
// are.
TEST(ExpectedEngine, TwiceTheLoansTwiceTheFiguresOnTheSameLattices) {
    const Study once = tiny::varied_book(12);
    Study doubled = once;
    doubled.portfolio.loans.count.assign(doubled.portfolio.loans.size(), 2);
    for (Minor& claim : doubled.portfolio.loans.claim) claim *= 2;
    for (Minor& amount : doubled.portfolio.loans.gross_carrying_amount) amount *= 2;
    for (Minor& value : doubled.portfolio.collateral.value) value *= 2;
    for (Minor& prior : doubled.portfolio.collateral.prior_claims) prior *= 2;
    const PreparedStudy prepared(once), prepared_double(doubled);
    const ExpectedStudy expected(prepared, {}), expected_double(prepared_double, {});
    EXPECT_EQ(expected.lattices.size(), expected_double.lattices.size());
    EXPECT_EQ(expected.mass_room().bytes(), expected_double.mass_room().bytes());
    ExpectedTotals totals, totals_double;
    ExpectedEngine(expected).run(0, tiny::macro_of(prepared, 3, 0), totals);
    ExpectedEngine(expected_double).run(0, tiny::macro_of(prepared_double, 3, 0), totals_double);
    for (std::size_t i = 0; i < totals.totals.size(); ++i) {
        EXPECT_NEAR(totals_double.totals[i], 2.0 * totals.totals[i],
                    1e-9 * std::fabs(totals.totals[i]) + 1e-9)
            << total_names[i % total_count];
    }
}

// The LTV axis of a class goes with its claims, so that a mass does not spread over the nodes while it ages:
// every figure at 24 nodes is that at 96 within 0.2 %.
TEST(ExpectedEngine, FewLtvNodesGiveWhatManyGive) {
    const Study study = tiny::varied_book(4);
    const PreparedStudy prepared(study);
    const MacroState macro = tiny::macro_of(prepared, 2, 0);
    const auto totals_with = [&](int ltv_nodes) {
        const ExpectedStudy expected(prepared, {.ltv_nodes = ltv_nodes, .noise_strata = 4});
        ExpectedTotals totals;
        ExpectedEngine(expected).run(0, macro, totals);
        return totals.totals;
    };
    const std::vector<double> few = totals_with(24), many = totals_with(96);
    double largest = 0.0;
    for (std::size_t i = 0; i < many.size(); ++i) {
        largest = std::max(largest, many[i] == 0.0 ? 0.0 : std::fabs(few[i] / many[i] - 1.0));
    }
    std::cout << "largest relative difference " << largest << "\n";
    EXPECT_LT(largest, 0.002);
}

// The same bits for any threads: a path does not depend on what the engine's scratch held before.
TEST(ExpectedEngine, PathsDoNotDependOnThePathsBefore) {
    Study study = tiny::varied_book(4);
    study.engine = EngineChoice::both;
    study.paths = 8;
    const PreparedStudy prepared(study);
    Pipeline one(prepared);
    const PathTotals all = one.run_batch(0, 4);
    Pipeline other(prepared);
    const PathTotals last = other.run_batch(3, 1);
    const std::size_t size = last.expected.size();
    ASSERT_EQ(all.expected.size(), 4 * size);
    EXPECT_EQ(std::vector<double>(all.expected.end() - static_cast<std::ptrdiff_t>(size), all.expected.end()),
              last.expected);
    EXPECT_EQ(std::vector<double>(all.totals.end() - static_cast<std::ptrdiff_t>(size), all.totals.end()),
              last.totals);
}

// A claim cannot be lost on the way: what starts is paid, closed or still there, and every loan is somewhere.
TEST(ExpectedEngine, OccupancyIsConserved) {
    const Study study = tiny::varied_book(4);
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {});
    ExpectedEngine engine(expected);
    ExpectedTotals totals;
    double largest_gain = 0.0;
    std::vector<double> held(expected.blocks.size(), 0.0);
    engine.run(0, tiny::macro_of(prepared, 1, 0), totals,
               [&](const ExpectedBlock& block, const ValueLattice& lattice, int month,
                   const LatticeMass& mass, const MonthFlows&) {
                   std::vector<double> by_state(state_count, 0.0);
                   add_occupancy(lattice, mass, by_state.data());
                   double open = 0.0;
                   for (const double count : by_state) open += count;
                   double& before = held[static_cast<std::size_t>(&block - expected.blocks.data())];
                   if (month > 0) largest_gain = std::max(largest_gain, open - before);
                   before = open;
               });
    EXPECT_LT(largest_gain, 1e-9) << "loans leave, none appears";
}

}  // namespace
}  // namespace recoup::sim
