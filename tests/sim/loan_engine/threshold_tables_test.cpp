// Thresholds tabulated and evaluated directly: the same exit in every cell and at every draw, and bounds that
// let no exit slip.
#include "sim/loan_engine/threshold_tables.hpp"

#include <gtest/gtest.h>

#include <random>

#include "models/deterministic_math.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

/// The tiny segment with betas, a copula, removed staying, a profile.
Study study_with_everything() {
    Study study = tiny::empty_study({tiny::hold(), tiny::restructure(), tiny::court()});
    SegmentParameters p = tiny::segment_parameters();
    p.hazards["default"].exits[0].beta = {{"unemployment", 0.6}};
    p.hazards["default"].exits[1].delta["industry"] = {{"retail", -0.7}};
    p.hazards["default"].latest = 30;
    p.hazards["court"].exits[0].beta = {{"house_price", -40.0}};
    testing_models::add_row(
        p, testing_models::row_from(State::current, {testing_models::exit_with(State::defaulted, {0.0}),
                                                     testing_models::exit_with(State::arrears_1_30, {0.05}),
                                                     testing_models::exit_with(State::repaid, {0.01})}));
    p.hazards["current"].copula =
        CopulaSpec{.pd_annual = 0.05, .rho = 0.2, .weights = {{"unemployment", -1.0}}};
    tiny::add_segment(study, "one", p);
    study.portfolio.profiles[0].push_back({{{"industry", "retail"}}});
    tiny::add_loan(study, {.id = "A"});
    tiny::add_loan(study, {.id = "B", .state = State::current, .profile = 1});
    return study;
}

struct Pair {
    ThresholdTables table, direct;

    Pair(const PreparedSegment& segment, int profile) {
        table.prepare(segment, profile, true);
        direct.prepare(segment, profile, false);
    }
    void update(const std::vector<double>& deviation, const std::vector<double>& defaults) {
        table.update(deviation, defaults);
        direct.update(deviation, defaults);
    }
};

/// The highest draw of 32 bits leaves only where staying is removed, by the last exit. True where it is.
bool expect_highest_draw(Pair& pair, const PreparedSegment& segment, std::uint16_t cell) {
    const auto highest = [] { return std::uint16_t{0xFFFF}; };
    const bool removed = segment.table.staying_removed[cell] != 0;
    const auto exits = static_cast<int>(segment.table.rows[segment.table.cell_row[cell]].exits.size());
    EXPECT_EQ(pair.table.exit_taken(cell, 0xFFFF, highest), removed ? exits - 1 : -1) << "cell " << cell;
    EXPECT_EQ(pair.direct.exit_taken(cell, 0xFFFF, highest), removed ? exits - 1 : -1) << "cell " << cell;
    return removed;
}

TEST(ThresholdTables, TableAndDirectGiveTheSameExitAtEveryDraw) {
    const Study study = study_with_everything();
    const PreparedStudy prepared(study);
    const PreparedSegment& segment = prepared.segments[0];
    std::mt19937_64 engine(41);
    std::normal_distribution<double> normal;
    std::int64_t ties = 0;
    int without_staying = 0;
    for (int profile = 0; profile < 2; ++profile) {
        Pair pair(segment, profile);
        for (int state = 0; state < 12; ++state) {
            const double p = 0.4 * static_cast<double>(engine() % 1000) / 1000.0;
            pair.update({3.0 * normal(engine), 0.05 * normal(engine)},
                        std::vector<double>(segment.table.rows.size(), p / (1.0 - p)));
            for (std::uint16_t cell = 0; cell < segment.table.cells(); ++cell) {
                without_staying += expect_highest_draw(pair, segment, cell) ? 1 : 0;
                for (int draw = 0; draw < 1000; ++draw) {
                    // Half of the draws low, where exits are; each with a low half of its own.
                    const auto high =
                        static_cast<std::uint32_t>(draw % 2 == 0 ? engine() % 65536 : engine() % 4096);
                    const auto low = static_cast<std::uint16_t>(engine());
                    const auto read = [&] {
                        ++ties;
                        return low;
                    };
                    const int by_table = pair.table.exit_taken(cell, high, read);
                    ASSERT_EQ(by_table, pair.direct.exit_taken(cell, high, read))
                        << "cell " << cell << ", draw " << high << ' ' << low;
                    if (by_table >= 0) {
                        ASSERT_LT(high, pair.table.bounds()[cell]) << cell;
                        ASSERT_LT(high, pair.direct.bounds()[cell]) << cell;
                    }
                }
            }
        }
    }
    EXPECT_GT(ties, 200) << "ties were met";
    EXPECT_GT(without_staying, 0) << "rows whose staying is removed were met";
}

TEST(ThresholdTables, CertainExitsAreSplitAlikeByTableAndDirect) {
    Study study = tiny::empty_study({tiny::hold()});
    SegmentParameters p;
    ExitSpec bad = testing_models::exit_with(State::written_off, {0.02});
    ExitSpec good = testing_models::exit_with(State::repaid, {0.01});
    bad.shift = good.shift = 800.0;
    bad.beta = good.beta = {{"unemployment", 30.0}};
    testing_models::add_row(p, testing_models::row_from(State::defaulted, {bad, good}));
    tiny::add_segment(study, "one", p);
    tiny::add_loan(study, {.id = "A"});
    const PreparedStudy prepared(study);
    Pair pair(prepared.segments[0], 0);
    for (const double deviation : {0.0, 20.0, -20.0}) {  // log-odds of 800, 1400, 200
        pair.update({deviation, 0.0}, {0.0});
        int taken[2] = {0, 0};
        for (std::uint32_t high = 0; high < 65536; ++high) {
            const auto low = [] { return std::uint16_t{0x8000}; };
            const int exit = pair.direct.exit_taken(0, high, low);
            ASSERT_EQ(exit, pair.table.exit_taken(0, high, low)) << high;
            ASSERT_LT(high, pair.table.bounds()[0]);
            ASSERT_LT(high, pair.direct.bounds()[0]);
            ASSERT_GE(exit, 0) << "somebody goes for certain";
            ++taken[exit];
        }
        EXPECT_NEAR(taken[0], 65536 * 2.0 / 3.0, 1.0) << deviation;
    }
}

TEST(ThresholdTables, ATieIsDecidedByTheLowBits) {
    // One exit with p = 3 / 2^17: its threshold is 0x00018000, half-way through the high half-word 1.
    Study study = tiny::empty_study({tiny::hold()});
    SegmentParameters p;
    testing_models::add_row(
        p, testing_models::row_from(State::defaulted,
                                    {testing_models::exit_with(State::written_off, {3.0 / 131072.0})}));
    tiny::add_segment(study, "one", p);
    tiny::add_loan(study, {.id = "A"});
    const PreparedStudy prepared(study);
    Pair pair(prepared.segments[0], 0);
    pair.update({0.0, 0.0}, {0.0});
    for (ThresholdTables* tables : {&pair.table, &pair.direct}) {
        const auto exit = [&](std::uint32_t high, std::uint16_t low) {
            return tables->exit_taken(0, high, [&] { return low; });
        };
        EXPECT_EQ(exit(0, 0xFFFF), 0);
        EXPECT_EQ(exit(1, 0x7FFE), 0);
        EXPECT_EQ(exit(1, 0x8001), -1);
        EXPECT_EQ(exit(2, 0), -1);
    }
}

TEST(ThresholdTables, TheMacroStateMultipliesTheOddsByExpOfBetaTimesTheDeviation) {
    const Study study = study_with_everything();
    const PreparedStudy prepared(study);
    const PreparedSegment& segment = prepared.segments[0];
    const auto& graph = segment.graphs[0];
    const HazardRow& row =
        segment.table.rows[graph.nodes[graph.start[static_cast<std::size_t>(State::defaulted)]].row];
    Pair pair(segment, 0);
    pair.update({1.5, 0.02}, std::vector<double>(segment.table.rows.size(), 0.0));
    // The reference bucket at duration 0 has p = 0, .08, .02; at duration 6 p = .03, .04, .01, of which the
    // write-off has a beta of .6 by unemployment: its odds are e^.9 times as high.
    const auto cell = static_cast<std::uint16_t>(
        segment.table.track_cell[static_cast<std::size_t>(row.first_track) + 6] + 1);
    const double weight = 0.03 * exp_ieee(0.9);
    const double total = 0.92 + weight + 0.04 + 0.01;
    const double cumulative[] = {weight / total, (weight + 0.04) / total, (weight + 0.05) / total};
    for (ThresholdTables* tables : {&pair.table, &pair.direct}) {
        for (int exit = 0; exit < 3; ++exit) {
            const auto edge = static_cast<std::uint32_t>(cumulative[exit] * 65536.0);
            const auto taken = [&](std::uint32_t high) {
                return tables->exit_taken(cell, high, [] { return std::uint16_t{0}; });
            };
            EXPECT_EQ(taken(edge - 1), exit);
            EXPECT_EQ(taken(edge + 1), exit == 2 ? -1 : exit + 1);
        }
    }
}

TEST(ThresholdTables, E5TheCopulaGivesItsDefaultProbabilityAndTheOthersShareTheRest) {
    const Study study = study_with_everything();
    const PreparedStudy prepared(study);
    const PreparedSegment& segment = prepared.segments[0];
    const std::uint16_t row =
        segment.graphs[0].nodes[segment.graphs[0].start[static_cast<std::size_t>(State::current)]].row;
    ASSERT_TRUE(segment.table.rows[row].copula.has_value());
    Pair pair(segment, 0);
    for (const double p : {0.0, 0.01, 0.3, 0.999999, 1.0}) {
        std::vector<double> defaults(segment.table.rows.size(), 0.0);
        defaults[row] = default_odds(p);
        pair.update({0.0, 0.0}, defaults);
        // the share of draws that leave by each exit, on a grid of the high half-word
        std::vector<double> share(3, 0.0);
        for (std::uint32_t high = 0; high < 65536; ++high) {
            const int exit = pair.direct.exit_taken(segment.table.rows[row].first_cell, high,
                                                    [] { return std::uint16_t{0x8000}; });
            if (exit >= 0) share[static_cast<std::size_t>(exit)] += 1.0 / 65536.0;
        }
        EXPECT_NEAR(share[0], p, 2.0 / 65536.0);
        EXPECT_NEAR(share[1], (1.0 - p) * 0.05, 2.0 / 65536.0);
        EXPECT_NEAR(share[2], (1.0 - p) * 0.01, 2.0 / 65536.0);
    }
}

}  // namespace
}  // namespace recoup::sim
