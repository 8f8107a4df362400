// The expected engine against an independent program; its independence of rows, scratch and path order.
#include "sim/expected_engine/expected_engine.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/errors.hpp"
#include "sim/input/load_study.hpp"
#include "sim/pipeline.hpp"
#include "sim/prepared_run.hpp"
#include "sim/running/estimate.hpp"
#include "sim/running/limits.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/expected_book.hpp"

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
    doubled.engine = EngineChoice::expected;
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

// What the lattice would leave out without a word is refused.
TEST(ExpectedEngine, AStateWithTwoClocksIsRefusedByName) {
    Study study = tiny::varied_book(2);
    study.engine = EngineChoice::expected;
    for (SegmentDefinition& segment : study.segments) {
        segment.parameters.clocks[State::defaulted] = {.after_months = 30, .to = State::written_off};
    }
    try {
        const PreparedRun ready(study);
        FAIL() << "not refused";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("clocks.default"), std::string::npos) << error.what();
    }
}

// The contract axes of a lattice come from the tape and its own option: another option beside it moves no
// bit.
TEST(ExpectedEngine, AnOptionDoesNotMoveAnother) {
    const auto totals_of = [](const std::vector<OptionSpec>& options) {
        Study study = tiny::varied_book(4);
        study.engine = EngineChoice::expected;
        const std::vector<std::uint32_t> everybody(study.portfolio.loans.size(), ~0U);
        study.options = options;
        study.portfolio.eligible.assign(options.size(), everybody);
        const PreparedRun ready(study);
        ExpectedTotals totals;
        ExpectedEngine(*ready.lattices).run(0, tiny::macro_of(ready.prepared, 0, 0), totals);
        totals.totals.resize(totals.totals.size() / options.size());  // of the first option
        return totals.totals;
    };
    EXPECT_EQ(totals_of({tiny::hold()}), totals_of({tiny::hold(), tiny::restructure(), tiny::court()}));
}

// The same bits for any threads: a path does not depend on what the engine's scratch held before.
TEST(ExpectedEngine, PathsDoNotDependOnThePathsBefore) {
    Study study = tiny::varied_book(4);
    study.engine = EngineChoice::both;
    study.paths = 8;
    const PreparedRun ready(study);
    Pipeline one(ready);
    const PathTotals all = one.run_batch(0, 4);
    Pipeline other(ready);
    const PathTotals last = other.run_batch(3, 1);
    const std::size_t size = last.expected.size();
    ASSERT_EQ(all.expected.size(), 4 * size);
    EXPECT_EQ(std::vector<double>(all.expected.end() - static_cast<std::ptrdiff_t>(size), all.expected.end()),
              last.expected);
    EXPECT_EQ(std::vector<double>(all.totals.end() - static_cast<std::ptrdiff_t>(size), all.totals.end()),
              last.totals);
}

OptionSpec court_with_steps(const std::string& name, std::vector<double> reserve_steps) {
    OptionSpec option = tiny::court();
    option.name = name;
    std::get<CourtTerms>(option.measures[0].terms).reserve_steps = std::move(reserve_steps);
    return option;
}

Study book_under(std::vector<OptionSpec> options) {
    Study study = tiny::varied_book(6);
    study.options = std::move(options);
    study.portfolio.eligible.assign(study.options.size(),
                                    std::vector<std::uint32_t>(study.portfolio.loans.size(), 0xFFFFFFFFU));
    return study;
}

std::vector<double> figures_of(const Study& study, int noise_strata = 16) {
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {.noise_strata = noise_strata});
    ExpectedTotals totals;
    ExpectedEngine(expected).run(0, tiny::macro_of(prepared, 0, 0), totals);
    return totals.totals;
}

// An option is worth what it is worth alone, to the bit, whatever stands beside it: here another one with the
// same reserve and another next step.
TEST(ExpectedEngine, AnOptionDoesNotDependOnItsNeighbours) {
    const OptionSpec a = court_with_steps("a", {1.0, 0.7, 0.0});
    const OptionSpec b = court_with_steps("b", {1.0, 0.4, 0.0});
    const std::vector<double> alone = figures_of(book_under({b}));
    const std::vector<double> both = figures_of(book_under({a, b}));
    ASSERT_EQ(both.size(), 2 * alone.size());
    EXPECT_EQ(std::vector<double>(both.begin() + static_cast<std::ptrdiff_t>(alone.size()), both.end()),
              alone);
}

// Collateral without any noise through several rounds: a failed auction tells nothing, so how finely the
// noise is divided does not matter. Where the walk begins with the first quarter, what follows is divided as
// ever.
TEST(ExpectedEngine, AuctionsOfCollateralWithoutNoise) {
    for (const double value_sd : {0.0, 0.1}) {
        Study study = book_under({court_with_steps("court", {1.0, 0.7, 0.5, 0.0})});
        for (auto& [name, collateral] : study.segments[0].parameters.collateral) {
            collateral.sale_error_sd = collateral.round_noise_sd = 0.0;
            collateral.value_sd_per_year = value_sd;
        }
        const std::vector<double> coarse = figures_of(study, value_sd == 0.0 ? 1 : 16);
        const std::vector<double> fine = figures_of(study, 32);
        const double tolerance = value_sd == 0.0 ? 1e-12 : 0.01;
        for (std::size_t i = 0; i < fine.size(); ++i) {
            EXPECT_NEAR(coarse[i], fine[i], tolerance * std::fabs(fine[i])) << value_sd << ", " << i;
        }
        EXPECT_GT(fine[static_cast<int>(Total::net_cash_npe)], 0.0);
    }
}

// Prior claims of a collateral entered at a token value are more of its steps than an int counts; a sale that
// others take whole brings nothing, however much they are owed.
TEST(ExpectedEngine, PriorClaimsFarAboveATokenValue) {
    const auto figures = [](Minor prior_claims) {
        Study study = book_under({court_with_steps("court", {1.0, 0.0})});
        for (Minor& value : study.portfolio.collateral.value) value = 1;
        for (Minor& prior : study.portfolio.collateral.prior_claims) prior = prior_claims;
        return figures_of(study);
    };
    EXPECT_EQ(figures(1'000'000'000'000'000), figures(1'000'000));
}

// What the first of three auctions told is lost on the third: with much noise by round that is refused by
// name.
TEST(ExpectedEngine, MuchNoiseByRoundIsRefusedWhereThereAreThreeAuctions) {
    const auto refusal = [](double round_noise, const std::vector<double>& reserves, double shared = 0.15) {
        Study study = book_under({court_with_steps("court", reserves)});
        study.engine = EngineChoice::expected;
        for (auto& [name, collateral] : study.segments[0].parameters.collateral) {
            collateral.round_noise_sd = round_noise;
            collateral.sale_error_sd = collateral.value_sd_per_year = shared;
        }
        try {
            const PreparedRun ready(study);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::string text = refusal(0.06, {1.0, 0.7, 0.0});
    for (const char* said : {"tiny.toml", "round_noise_sd", "0.06", "'court'", "engine = \"loan\""}) {
        EXPECT_NE(text.find(said), std::string::npos) << said << ": " << text;
    }
    EXPECT_EQ(refusal(0.05, {1.0, 0.7, 0.0}), "");
    EXPECT_EQ(refusal(0.10, {1.0, 0.0}), "") << "two rounds know of each other";
    EXPECT_EQ(refusal(0.10, {1.0, 0.7, 0.0}, 0.0), "") << "no noise is shared";
}

// Interest only and steps are no contracts of the lattice: an option with them is refused by name, not
// approximated; a holiday is.
TEST(ExpectedEngine, PhasesOtherThanAHolidayAreRefused) {
    const auto refusal = [](const RestructureTerms& terms, EngineChoice engine, Trigger when = {}) {
        OptionSpec option{.name = "ease", .measures = {testing_models::modify(0, terms)}};
        option.measures[0].when = when;
        Study study = book_under({option});
        study.engine = engine;
        try {
            const PreparedRun run(study);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const auto says = [](const std::string& text, std::initializer_list<const char*> all) {
        for (const char* said : all) {
            EXPECT_NE(text.find(said), std::string::npos) << said << ": " << text;
        }
    };
    RestructureTerms steps;
    steps.step_up = {{.months = 12, .share_of_instalment = 0.5}};
    const RestructureTerms interest_only{.interest_only_months = 12};
    says(refusal(interest_only, EngineChoice::expected),
         {"'ease'", "'modify'", "interest_only_months", "the expected engine", "engine = \"loan\""});
    says(refusal(steps, EngineChoice::both), {"terms.step_up", "engine = \"loan\""});
    EXPECT_EQ(refusal(interest_only, EngineChoice::loan), "") << "as advised";
    const Trigger best{.kind = TriggerKind::best_time};
    says(refusal(interest_only, EngineChoice::loan, best), {"best time", "a fixed time"});
    EXPECT_EQ(refusal({.holiday_months = 6}, EngineChoice::expected), "");
}

// One sale of pooled collateral cannot tell whose costs are whose: refused by name, with the setting.
TEST(ExpectedEngine, CostsOfEachOfSeveralCollateralsAreRefused) {
    const auto refusal = [](bool pool, double prior_claims, int collaterals) {
        Study study = tiny::empty_study({court_with_steps("court", {1.0, 0.0})});
        tiny::add_segment(study, "one", tiny::segment_parameters());
        study.engine = EngineChoice::expected;
        study.pool_sale_costs = pool;
        tiny::add_loan(study, {.id = "burdened"});
        for (int c = 0; c < collaterals; ++c) {
            tiny::add_collateral(study, {.id = std::to_string(c), .index = 1, .prior_claims = prior_claims});
        }
        try {
            const PreparedRun run(study);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::string text = refusal(false, 10.0, 2);
    for (const char* said :
         {"burdened", "the expected engine", "engine = \"loan\"", "pool_sale_costs = true"}) {
        EXPECT_NE(text.find(said), std::string::npos) << said << ": " << text;
    }
    EXPECT_EQ(refusal(true, 10.0, 2), "") << "as advised";
    EXPECT_EQ(refusal(false, 0.0, 2), "") << "without prior claims every price bears its costs";
    EXPECT_EQ(refusal(false, 10.0, 1), "");
}

// A price at the reserve is sold by both engines, to the cent: at a discount of 30 % in the second round.
TEST(ExpectedEngine, APriceAtTheReserveIsSoldAsInTheLoanEngine) {
    using testing_models::exit_with;
    using testing_models::row_from;
    for (const double reserve : {0.7, 0.700001}) {
        SegmentParameters p = tiny::segment_parameters();
        testing_models::add_row(p, row_from(State::court, {exit_with(State::enforcement, {0.5})}));
        p.hazards["court"].exits[0].earliest = 1;
        p.hazards["court"].latest = 1;
        p.hazards["enforcement"] = row_from(State::enforcement, {exit_with(State::liquidated, {1e-12})});
        p.hazards["default"] = row_from(State::defaulted, {exit_with(State::written_off, {1e-12})});
        for (const State state : {State::defaulted, State::court, State::enforcement}) {
            p.cash[state] = {.interest_accrues = false};
        }
        p.hazards["residual_claim"] = row_from(State::residual_claim, {exit_with(State::repaid, {1e-12})});
        p.cash[State::residual_claim] = {.interest_accrues = false};
        p.costs.clear();
        p.collateral["house"] = {.forced_sale_discount = 0.3};
        OptionSpec option = court_with_steps("court", {0.9, reserve});
        std::get<CourtTerms>(option.measures[0].terms).stages.clear();
        option.measures[0].costs = {};
        Study study = tiny::empty_study({option});
        study.macro.dispersion = 0.0;
        tiny::add_segment(study, "one", p);
        for (int i = 0; i < 5; ++i) {
            const std::string id = std::to_string(10 + i);
            tiny::add_loan(study, {.id = "L" + id, .claim = 5000.0, .annual_rate = 0.0});
            tiny::add_collateral(study, {.id = "C" + id, .value = 1000.0 + 111.11 * i, .index = 1});
        }
        const std::vector<double> expected = figures_of(study);
        const PreparedRun ready(study);
        const PathTotals drawn = Pipeline(ready).run_batch(0, 1);
        for (const Total total : {Total::net_cash_npe, Total::terminal_claim}) {
            const auto at = static_cast<std::size_t>(total);
            EXPECT_NEAR(expected[at], drawn.totals[at], 0.05) << reserve << " " << total_names[at];
        }
        const double cash = drawn.totals[static_cast<std::size_t>(Total::net_cash_npe)];
        if (reserve == 0.7) {
            EXPECT_GT(cash, 4000.0);
        } else {
            EXPECT_LT(cash, 1.0);
        }
    }
}

// Bad input: an engine that does not fit is refused with the setting to lower.
TEST(ExpectedEngine, TablesThatDoNotFitAreRefusedWithTheSettingToLower) {
    Study study = tiny::varied_book(2);
    study.engine = EngineChoice::expected;
    study.expected.ltv_nodes = 400;
    const PreparedRun ready(study);
    const RunEstimate estimate = estimate_size(ready, 2);
    const Limits limits{.memory_gb = 0.9 * estimate.lattices_gb,
                        .memory_origin = "limits.memory_gb of the study",
                        .disk_gb = 1e3};
    try {
        check_limits(estimate, limits);
        FAIL() << "not refused";
    } catch (const LimitError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("Lower expected.ltv_nodes (now 400)"), std::string::npos) << text;
    }
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
