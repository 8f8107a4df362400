// Totals of a batch against a recount of the same paths, event by event and ledger by ledger.
#include "sim/aggregation/batch_totals.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/errors.hpp"
#include "sim/pipeline.hpp"
#include "tests/sim/studies/random_study.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

constexpr std::int64_t paths = 3;

TEST(BatchTotals, TransitionsAreTheEvents) {
    for (std::uint64_t number = 401; number <= 430; ++number) {
        const Study study = tiny::random_study(number);
        const PreparedRun ready(study);
        const PreparedStudy& prepared = ready.prepared;
        const TotalsShape shape(prepared);
        const PathTotals totals = Pipeline(ready).run_batch(0, paths);
        std::vector<std::int64_t> recount(totals.transitions.size(), 0);
        tiny::Runner runner(prepared);
        for (std::uint32_t path = 0; path < paths; ++path) {
            const auto result = runner.run(path);
            for (std::size_t option = 0; option < study.options.size(); ++option) {
                for (const Event& event : result.events.logs[option].records()) {
                    const std::size_t segment = study.portfolio.loans.segment[event.loan];
                    const auto& nodes = prepared.segments[segment].graphs[option].nodes;
                    const auto pair =
                        std::find(shape.pairs.begin(), shape.pairs.end(),
                                  std::pair{nodes[event.from_node].state, nodes[event.to_node].state});
                    ASSERT_NE(pair, shape.pairs.end()) << number << ": a move that no graph has";
                    const std::size_t row =
                        (option * study.segments.size() + segment) * static_cast<std::size_t>(shape.months) +
                        event.month - 1U;
                    ++recount[row * shape.pairs.size() +
                              static_cast<std::size_t>(pair - shape.pairs.begin())];
                }
            }
        }
        ASSERT_EQ(totals.transitions, recount) << number;
    }
}

/// [option][segment] of one total of a path.
double total_at(const PathTotals& totals, const Study& study, std::size_t path, std::size_t option,
                std::size_t segment, Total total) {
    const std::size_t row = (path * study.options.size() + option) * study.segments.size() + segment;
    return totals.totals[row * total_count + static_cast<std::size_t>(total)];
}

TEST(BatchTotals, TotalsAreTheLedgersInUnitsOfCurrency) {
    for (std::uint64_t number = 431; number <= 440; ++number) {
        const Study study = tiny::random_study(number);
        const PreparedRun ready(study);
        const PreparedStudy& prepared = ready.prepared;
        const PathTotals totals = Pipeline(ready).run_batch(0, paths);
        tiny::Runner runner(prepared);
        for (std::size_t path = 0; path < paths; ++path) {
            const auto result = runner.run(static_cast<std::uint32_t>(path));
            for (std::size_t option = 0; option < study.options.size(); ++option) {
                for (std::size_t segment = 0; segment < study.segments.size(); ++segment) {
                    const auto booked = [&](Account account) {
                        return result.ledgers[option].total(static_cast<int>(segment), account);
                    };
                    const auto given = [&](Total total) {
                        return total_at(totals, study, path, option, segment, total);
                    };
                    const auto units = [](Minor amount) { return static_cast<double>(amount) / 100.0; };
                    using enum Account;
                    ASSERT_EQ(given(Total::net_cash_npe), units(booked(net_cash_npe)));
                    ASSERT_EQ(given(Total::net_cash_inflow), units(booked(net_cash_inflow)));
                    ASSERT_EQ(given(Total::claim_inflow), units(booked(claim_inflow)));
                    ASSERT_EQ(given(Total::pv_hurdle_npe), units(booked(pv_hurdle_npe)));
                    ASSERT_EQ(given(Total::pv_hurdle_inflow),
                              units(booked(pv_hurdle) - booked(pv_hurdle_npe)));
                    ASSERT_EQ(given(Total::pv_effective_inflow),
                              units(booked(pv_effective) - booked(pv_effective_npe)));
                    ASSERT_EQ(given(Total::pv_investor_inflow),
                              units(booked(pv_investor) - booked(pv_investor_npe)));
                    ASSERT_EQ(given(Total::terminal_claim), units(booked(terminal_claim)));
                    ASSERT_EQ(given(Total::claim_months_to_resolution),
                              static_cast<double>(booked(claim_months_to_resolution)) / 100.0);
                    ASSERT_EQ(given(Total::unresolved_claim), units(booked(unresolved_claim)));
                }
            }
        }
    }
}

TEST(BatchTotals, CashByPathAddsUpToCashBySegment) {
    const Study study = tiny::study();
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const TotalsShape shape(prepared);
    const PathTotals totals = Pipeline(ready).run_batch(0, paths);
    const auto months = static_cast<std::size_t>(shape.months);
    for (std::size_t option = 0; option < study.options.size(); ++option) {
        for (std::size_t month = 0; month < months; ++month) {
            std::int64_t by_path = 0;
            for (std::size_t path = 0; path < paths; ++path) {
                by_path += totals.portfolio_cash[(path * study.options.size() + option) * months + month];
            }
            std::int64_t by_segment = 0;
            for (std::size_t segment = 0; segment < study.segments.size(); ++segment) {
                by_segment +=
                    static_cast<std::int64_t>(totals.ledgers.cash(0, option, segment, month).total());
            }
            ASSERT_EQ(by_path, by_segment) << "month " << month + 1;
        }
    }
}

TEST(BatchTotals, TheFirstPathsKeepTheirMacroAndIndexPaths) {
    const Study study = tiny::study();  // keeps four
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    const PathTotals totals = Pipeline(ready).run_batch(2, 6);
    tiny::Runner runner(prepared);
    std::vector<double> macro;
    std::vector<double> levels;
    for (const std::uint32_t path : {2U, 3U}) {
        const auto result = runner.run(path);
        macro.insert(macro.end(), result.macro.x.begin(), result.macro.x.end());
        const auto& level = result.macro.indices.level;
        levels.insert(levels.end(), level.begin(), level.end());
    }
    EXPECT_EQ(totals.macro, macro);
    EXPECT_EQ(totals.index_levels, levels);
}

TEST(BatchTotals, PartsThatDoNotFollowOneAnotherAreRefused) {
    const Study study = tiny::study();
    const PreparedRun ready(study);
    Pipeline pipeline(ready);
    PathTotals first = pipeline.run_batch(0, 2);
    EXPECT_THROW(first.append(pipeline.run_batch(3, 2)), ContractViolation);
    EXPECT_THROW(first.append(pipeline.run_batch(1, 2)), ContractViolation);
}

}  // namespace
}  // namespace recoup::sim
