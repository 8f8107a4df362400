// Common draws: a number depends on seed, path, id and month alone. Adding an option, a loan, a scenario or a
// collateral, another order of rows, one path alone, or another way to find thresholds changes no other
// number.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "sim/input/load_study.hpp"
#include "sim/pipeline.hpp"
#include "tests/sim/studies/random_study.hpp"
#include "tests/sim/studies/same_totals.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

PathTotals totals_of(const Study& study, std::int64_t first = 0, std::int64_t count = 8) {
    const PreparedRun ready(study);
    return Pipeline(ready).run_batch(first, count);
}

/// In bulk and one by one, of `paths` paths.
void expect_plain_twins_agree(Study study, std::int64_t paths, const std::string& what) {
    const PathTotals bulk = totals_of(study, 0, paths);
    study.plain_twins = true;
    expect_same(bulk, totals_of(study, 0, paths), what);
}

/// Everything of an event but the row of its loan, so that loans can be compared between studies.
using Move = std::tuple<int, int, int, Cause, int, bool, float, Minor, Minor>;

std::vector<Move> moves_of(const tiny::PathResult& result, std::size_t option, std::uint32_t loan) {
    std::vector<Move> moves;
    for (const Event& e : result.events.logs[option].records()) {
        if (e.loan == loan) {
            const EventAmounts* amounts = result.events.logs[option].amounts(e);
            const EventAmounts a = amounts == nullptr ? EventAmounts{} : *amounts;
            moves.emplace_back(e.month, e.from_node, e.to_node, e.cause, e.exit, amounts == nullptr, a.ltv,
                               a.claim_before, a.claim_after);
        }
    }
    return moves;
}

TEST(CommonDraws, AddingAnOptionChangesNoOtherNumber) {
    Study all = tiny::study();
    const PathTotals three = totals_of(all);
    const std::size_t segments = all.segments.size();
    for (std::size_t option = 0; option < 3; ++option) {
        Study alone = all;
        alone.options = {all.options[option]};
        alone.portfolio.eligible = {all.portfolio.eligible[option]};
        const PathTotals one = totals_of(alone);
        for (std::size_t path = 0; path < 8; ++path) {
            for (std::size_t i = 0; i < segments * total_count; ++i) {
                ASSERT_EQ(one.totals[path * segments * total_count + i],
                          three.totals[(path * 3 + option) * segments * total_count + i])
                    << "option " << option << ", path " << path << ", total " << total_names[i % total_count];
            }
        }
    }
}

TEST(CommonDraws, AddingALoanChangesNoOtherLoan) {
    const Study few = tiny::study();
    Study more = tiny::study();
    for (const char* id : {"C1", "C2", "C3"}) {
        tiny::add_loan(more, {.id = id, .claim = 900.0, .months_in_state = 1});
        tiny::add_collateral(more, {.id = std::string(id) + "h", .value = 1000.0, .index = 1});
    }
    const PreparedStudy a(few);
    const PreparedStudy b(more);
    tiny::Runner run_a(a);
    tiny::Runner run_b(b);
    for (std::uint32_t path = 0; path < 8; ++path) {
        const auto in_a = run_a.run(path);
        const auto in_b = run_b.run(path);
        for (std::size_t option = 0; option < 3; ++option) {
            for (std::uint32_t loan = 0; loan < few.portfolio.loans.size(); ++loan) {
                ASSERT_EQ(moves_of(in_a, option, loan), moves_of(in_b, option, loan)) << path << ' ' << loan;
            }
        }
    }
}

TEST(CommonDraws, AddingAScenarioChangesNoOtherScenario) {
    const Study one = tiny::study();
    Study two = one;
    two.scenarios.insert(two.scenarios.begin(), {.name = "adverse", .path = {{9.0, -0.1}, {10.0, -0.1}}});
    const PathTotals a = totals_of(one);
    const PathTotals b = totals_of(two);
    const std::size_t width = a.totals.size() / 8;
    bool differ = false;
    for (std::size_t path = 0; path < 8; ++path) {
        for (std::size_t i = 0; i < width; ++i) {
            ASSERT_EQ(a.totals[path * width + i], b.totals[(2 * path + 1) * width + i]);
            differ = differ || b.totals[2 * path * width + i] != a.totals[path * width + i];
        }
    }
    EXPECT_TRUE(differ) << "the other scenario is another";
}

TEST(CommonDraws, APathAloneIsThePathOfARun) {
    const Study study = tiny::study();
    const PathTotals all = totals_of(study);
    const std::size_t width = all.totals.size() / 8;
    LedgerSums sums = totals_of(study, 0, 1).ledgers;
    for (std::int64_t path = 0; path < 8; ++path) {
        const PathTotals alone = totals_of(study, path, 1);
        const auto first =
            all.totals.begin() + static_cast<std::ptrdiff_t>(path) * static_cast<std::ptrdiff_t>(width);
        ASSERT_TRUE(std::equal(alone.totals.begin(), alone.totals.end(), first)) << path;
        if (path > 0) {
            sums.append(alone.ledgers);
        }
    }
    EXPECT_EQ(sums.money_sums, all.ledgers.money_sums);
}

TEST(CommonDraws, PartsInOrderAppendToTheRun) {
    const Study study = tiny::study();
    const PathTotals all = totals_of(study, 0, 8);
    PathTotals parts = totals_of(study, 0, 3);
    parts.append(totals_of(study, 3, 5));
    expect_same(parts, all, "parts");
    EXPECT_EQ(parts.macro, all.macro);
    EXPECT_EQ(parts.index_levels, all.index_levels);
}

template <typename T>
void permute(std::vector<T>& column, const std::vector<std::size_t>& order) {
    std::vector<T> moved;
    for (const std::size_t i : order) moved.push_back(column[i]);
    column = moved;
}

/// The same study with its loans in another order.
Study reordered(const Study& study, const std::vector<std::size_t>& order) {
    Study other = study;
    LoanColumns& l = other.portfolio.loans;
    permute(l.loan_identifier, order);
    permute(l.entity, order);
    permute(l.segment, order);
    permute(l.profile, order);
    permute(l.claim, order);
    permute(l.gross_carrying_amount, order);
    permute(l.annual_rate, order);
    permute(l.effective_rate, order);
    permute(l.months_to_maturity, order);
    permute(l.state, order);
    permute(l.months_in_state, order);
    permute(l.months_since_npe, order);
    permute(l.months_since_concession, order);
    permute(l.restructurings, order);
    for (auto& eligible : other.portfolio.eligible) permute(eligible, order);
    const CollateralColumns& from = study.portfolio.collateral;
    std::vector<std::size_t> rows;
    CollateralColumns& c = other.portfolio.collateral;
    c.first = {0};
    for (const std::size_t loan : order) {
        for (std::uint32_t row = from.first[loan]; row < from.first[loan + 1]; ++row) rows.push_back(row);
        c.first.push_back(static_cast<std::uint32_t>(rows.size()));
    }
    permute(c.entity, rows);
    permute(c.collateral_class, rows);
    permute(c.index, rows);
    permute(c.value, rows);
    permute(c.prior_claims, rows);
    permute(c.valuation_month, rows);
    permute(c.valuation_calendar_month, rows);
    return other;
}

TEST(CommonDraws, TheOrderOfRowsChangesNoTotal) {
    for (std::uint64_t number = 201; number <= 215; ++number) {
        const Study study = tiny::random_study(number);
        std::vector<std::size_t> order(study.portfolio.loans.size());
        std::iota(order.rbegin(), order.rend(), 0U);
        std::rotate(order.begin(), order.begin() + 2, order.end());
        expect_same(totals_of(study, 0, 3), totals_of(reordered(study, order), 0, 3), std::to_string(number));
    }
}

TEST(CommonDraws, TableAndDirectThresholdsGiveTheSameBits) {
    for (std::uint64_t number = 301; number <= 330; ++number) {
        Study study = tiny::random_study(number);
        study.threshold_mode = ThresholdMode::table;
        const PathTotals a = totals_of(study, 0, 3);
        study.threshold_mode = ThresholdMode::direct;
        expect_same(a, totals_of(study, 0, 3), std::to_string(number));
    }
}

/// Loans that ask for nothing until long after the horizon: the ones that move in bulk.
void make_loans_calm(Study& study) {
    LoanColumns& loans = study.portfolio.loans;
    for (SegmentDefinition& segment : study.segments) {
        segment.parameters.contract.repayment = Repayment::bullet;
    }
    for (std::size_t loan = 0; loan < loans.size(); loan += loan % 3 == 0 ? 1 : 2) {
        loans.annual_rate[loan] = 0.0;
        loans.months_to_maturity[loan] = 600;
    }
}

TEST(CommonDraws, LoansInBulkAndOneByOneGiveTheSameBits) {
    int moved_in_bulk = 0;
    for (std::uint64_t number = 401; number <= 440; ++number) {
        Study study = tiny::random_study(number);
        make_loans_calm(study);
        const PreparedStudy prepared(study);
        for (const EventLog& log : tiny::Runner(prepared).run(0).events.logs) {
            moved_in_bulk +=
                static_cast<int>(std::count_if(log.records().begin(), log.records().end(),
                                               [](const Event& e) { return e.amounts == no_amounts; }));
        }
        expect_plain_twins_agree(study, 3, std::to_string(number));
    }
    EXPECT_GT(moved_in_bulk, 50) << "the test is about them";
}

TEST(CommonDraws, ShippedStudiesInBulkAndOneByOneGiveTheSameBits) {
    for (const char* name : {"chain_10k", "sba_2025"}) {
        const std::string file = std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/" + name + ".toml";
        expect_plain_twins_agree(load_study(file), 1, name);
    }
}

/// Performing loans run once for all options; a loan in default is under its option's clock from the start.
TEST(CommonDraws, PerformingLoansAreTheTrunkOfTheDemo) {
    const Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/sba_2025.toml");
    const PreparedStudy prepared(study);
    ASSERT_TRUE(prepared.has_trunk);
    for (const PreparedSegment& segment : prepared.segments) {
        for (std::size_t option = 0; option < segment.graphs.size(); ++option) {
            const WorkoutGraph& first = segment.graphs[0];
            const auto start = [&](State state) { return first.start[static_cast<std::size_t>(state)]; };
            ASSERT_TRUE(segment.trunk.holds(start(State::current)));
            ASSERT_FALSE(segment.trunk.holds(start(State::defaulted)));
            const std::uint16_t there = segment.trunk.node_in[option][start(State::current)];
            EXPECT_EQ(segment.graphs[option].nodes[there].name, "current");
        }
    }
}

TEST(CommonDraws, TheSameSaleNoiseUnderEveryOption) {
    // Two options that sell in the same month by the same rule get the same price.
    Study study = tiny::study();
    study.options = {tiny::court(), tiny::court()};
    study.options[1].name = "court again";
    study.portfolio.eligible.resize(2);
    const PathTotals totals = totals_of(study);
    const std::size_t width = study.segments.size() * total_count;
    for (std::size_t path = 0; path < 8; ++path) {
        for (std::size_t i = 0; i < width; ++i) {
            ASSERT_EQ(totals.totals[2 * path * width + i], totals.totals[(2 * path + 1) * width + i]);
        }
    }
}

TEST(CommonDraws, AnotherSeedIsAnotherRun) {
    Study study = tiny::study();
    const PathTotals a = totals_of(study);
    ++study.seed;
    EXPECT_NE(a.totals, totals_of(study).totals);
    study.seed += std::uint64_t{1} << 40;
    const PathTotals high = totals_of(study);
    study.seed -= std::uint64_t{1} << 40;
    EXPECT_NE(high.totals, totals_of(study).totals) << "the high word of the seed counts";
}

}  // namespace
}  // namespace recoup::sim
