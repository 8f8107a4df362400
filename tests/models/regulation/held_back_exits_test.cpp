// Exits closed before a jurisdiction's clock: which, until when, and what the hazard table makes of them.
#include "models/regulation/held_back_exits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/hazard_table.hpp"
#include "tests/models/parameter_builders.hpp"

namespace recoup {
namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;

const ClassificationRules rules{.cure_months = 3, .observation_months = 12, .probation_months = 24};

SegmentParameters with_row(HazardRowSpec row) {
    SegmentParameters parameters;
    add_row(parameters, std::move(row));
    return parameters;
}

/// Whether an exit of the first row can be taken after so many completed months.
bool is_open(const SegmentParameters& parameters, State to, int months) {
    const std::string name = parameters.hazards.begin()->first;
    HazardTableBuilder builder(parameters, {}, {}, {});
    const std::uint16_t row = builder.row(name, {});
    const HazardTable& table = builder.table();
    const auto cell = static_cast<std::size_t>(table.track_cell[table.track(row, months)]);
    const auto& exits = table.rows[row].exits;
    std::size_t j = 0;
    while (exits.at(j).to != to) ++j;
    return std::isfinite(table.log_odds[0][cell * static_cast<std::size_t>(table.stride) + j]);
}

TEST(HeldBackExits, S320UpgradeIsAStructuralZeroBeforeMonthTwelve) {
    SegmentParameters p = with_row(row_from(
        State::forborne_npe, {exit_with(State::forborne_pe, {0.5}), exit_with(State::defaulted, {0.1})}));
    EXPECT_TRUE(is_open(p, State::forborne_pe, 0));
    const auto held = held_back_exits(p, rules);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].row, "forborne_npe");
    EXPECT_EQ(held[0].to, State::forborne_pe);
    EXPECT_EQ(held[0].months, 12);
    p = with_clocks_of(rules, p);
    EXPECT_FALSE(is_open(p, State::forborne_pe, 0));
    EXPECT_FALSE(is_open(p, State::forborne_pe, 11));
    EXPECT_TRUE(is_open(p, State::forborne_pe, 12));
    EXPECT_TRUE(is_open(p, State::defaulted, 0)) << "redefault is never held back";
}

TEST(HeldBackExits, ACureOfDefaultWaitsForItsMonths) {
    SegmentParameters p = with_row(
        row_from(State::defaulted, {exit_with(State::cured, {0.05}), exit_with(State::repaid, {0.01}),
                                    exit_with(State::written_off, {0.01})}));
    p = with_clocks_of(rules, p);
    EXPECT_FALSE(is_open(p, State::cured, 2));
    EXPECT_TRUE(is_open(p, State::cured, 3));
    EXPECT_TRUE(is_open(p, State::repaid, 0));
    EXPECT_TRUE(is_open(p, State::written_off, 0));
}

TEST(HeldBackExits, ARowOfAMeasureIsHeldBackByTheStateThatItLeaves) {
    HazardRowSpec modified = row_from(State::forborne_npe, {exit_with(State::forborne_pe, {0.5})});
    modified.name = "modified";
    SegmentParameters p = with_row(modified);
    EXPECT_EQ(held_back_exits(p, rules).at(0).row, "modified");
    EXPECT_FALSE(is_open(with_clocks_of(rules, p), State::forborne_pe, 11));
}

TEST(HeldBackExits, WhatTheFileClosesItselfIsNotTold) {
    const auto held_of = [](std::vector<double> p, int earliest, std::vector<int> edges = {0, 3}) {
        SegmentParameters parameters =
            with_row(row_from(State::defaulted, {exit_with(State::cured, std::move(p))}, std::move(edges)));
        parameters.hazards["default"].exits[0].earliest = earliest;
        EXPECT_EQ(with_clocks_of(rules, parameters).hazards["default"].exits[0].earliest,
                  std::max(earliest, 3));
        return held_back_exits(parameters, rules).size();
    };
    EXPECT_EQ(held_of({0.05, 0.02}, 0), 1U);
    EXPECT_EQ(held_of({0.05, 0.02}, 2), 1U) << "month 2 is open";
    EXPECT_EQ(held_of({0.05, 0.02}, 3), 0U);
    EXPECT_EQ(held_of({0.05, 0.02}, 6), 0U) << "later than the clock: stays so";
    EXPECT_EQ(held_of({0.0, 0.02}, 0), 0U) << "nothing is possible before month 3";
    EXPECT_EQ(held_of({0.05, 0.0}, 0), 1U);
    EXPECT_EQ(held_of({0.05, 0.0}, 2, {0, 2}), 0U) << "closed by the file, then impossible";
}

TEST(HeldBackExits, AnExitGivenAsLogOddsIsOpenHoweverSmall) {
    SegmentParameters p = with_row(row_from(State::defaulted, {exit_with(State::cured, {-900.0})}));
    p.hazards["default"].exits[0].scale = LevelScale::log_odds;
    EXPECT_EQ(held_back_exits(p, rules).size(), 1U);
}

TEST(HeldBackExits, WithoutAJurisdictionRowsStayAsTheyAre) {
    const SegmentParameters p = with_row(row_from(State::forborne_npe, {exit_with(State::cured, {0.5})}));
    EXPECT_TRUE(held_back_exits(p, {}).empty());
    EXPECT_EQ(with_clocks_of({}, p).hazards["forborne_npe"].exits[0].earliest, 0);
}

}  // namespace
}  // namespace recoup
