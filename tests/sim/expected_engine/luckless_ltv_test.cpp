// Hazards by LTV on books without luck (luckless_book.hpp): the month in which the LTV passes an edge
// decides.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/measures/restructure.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/models/primitive_outcomes.hpp"
#include "tests/sim/studies/luckless_book.hpp"

namespace recoup::sim {
namespace {

using testing_models::add_row;
using testing_models::exit_with;
using testing_models::row_from;
using namespace luckless;

/// After `completed` months in default a loan is written off or cured, by its LTV.
Study closed_above_the_edge(int completed, LevelScale scale, std::vector<double> written_off,
                            std::vector<double> cured) {
    SegmentParameters p = sure_parameters();
    leaves_after(p, State::defaulted, completed, State::written_off);
    HazardRowSpec& row = p.hazards["default"];
    row.ltv_edges = {1.0};
    row.exits.push_back(exit_with(State::cured, {0.0}));
    row.exits[0].level = {std::move(written_off)};
    row.exits[1].level = {std::move(cured)};
    for (ExitSpec& exit : row.exits) {
        exit.scale = scale;
        exit.earliest = completed;
    }
    stays(p, State::written_off);
    p.cash[State::written_off] = {.share_of_claim_per_month = 0.01, .interest_accrues = false};
    Study study = sure_study(tiny::hold(), p);
    study.scenarios[0].path = {{5.5, 0.06}, {6.0, -0.24}, {7.0, 0.06}};
    tiny::add_loan(study, {.id = "L", .claim = claim, .annual_rate = 0.12, .months_to_maturity = 44});
    tiny::add_collateral(study, {.id = "H", .value = claim / 0.92, .index = 1});
    return study;
}

// The LTV of the month decides where a loan goes: claims in arrears of interest, at the month's index, grow
// past the edge in the second quarter.
TEST(LtvWithoutLuck, DecidesByThatOfTheMonth) {
    int closed = 0;
    for (int completed = 1; completed < 9; ++completed) {
        SCOPED_TRACE(completed);
        const Study study = closed_above_the_edge(completed, LevelScale::probability, {0.0, 0.5}, {0.5, 0.0});
        expect_engines_agree(study);
        const PreparedStudy prepared(study);
        const auto lines = tiny::story(prepared, tiny::Runner(prepared).run(0), 0, 0);
        closed += lines.at(0).find("written_off") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(closed, 1);
    EXPECT_LT(closed, 7) << "both ways are taken";
}

// Odds that both buckets have past the range of a double: which is the larger one decides.
TEST(LtvWithoutLuck, OddsThatOnlyTheirLogarithmsTell) {
    for (const int completed : {1, 8}) {
        SCOPED_TRACE(completed);
        expect_engines_agree(
            closed_above_the_edge(completed, LevelScale::log_odds, {1000.0, 2000.0}, {2000.0, 1000.0}));
    }
}

/// Who is in the state leaves in the first month in which the LTV is on this side of the edge.
enum class Side { below, above };
void leaves_by_ltv(SegmentParameters& p, State from, State to, Side side, double edge) {
    constexpr double sure = 1.0 - 1e-12;
    HazardRowSpec row = row_from(from, {exit_with(to, {0.0})});
    row.ltv_edges = {edge};
    row.exits[0].level = {side == Side::below ? std::vector{sure, 0.0} : std::vector{0.0, sure}};
    add_row(p, row);
}

constexpr int maturity_on_tape = 18;

Study restructured(const SegmentParameters& p, int after, const RestructureTerms& terms,
                   int maturity = maturity_on_tape) {
    Study study = sure_study({.name = "modify", .measures = {testing_models::modify(after, terms)}}, p);
    tiny::add_loan(study, {.id = "L", .claim = claim, .months_to_maturity = maturity});
    tiny::add_collateral(study, {.id = "H", .value = claim});
    return study;
}

/// Half way between the LTVs of two quarter ends, of a loan restructured after `after` months.
double edge_between(int after, const RestructureTerms& terms, int month) {
    constexpr double rate = 0.06;
    const int now = after + 1;
    const Contract old{.annual_rate = rate, .maturity = maturity_on_tape};
    const double owed = claim * std::pow(1.0 + rate / 12.0, now);
    const RestructuredClaim made = restructure(old, round_to_minor(owed * minor_units_per_unit), now, terms);
    const ClaimSchedule schedule = claim_schedule(made.contract, {.share_of_instalment = 1.0});
    const auto ltv = [&](int at) {
        return claim_after(schedule, static_cast<double>(made.claim), now, at) / minor_units_per_unit / claim;
    };
    return std::sqrt(ltv(month) * ltv(month + months_per_quarter));
}

// The claim grows while nothing is due and then falls, for as long as the loan stays where it is.
TEST(LtvWithoutLuck, FallsAfterAHolidayThatNoClockEnds) {
    for (const int holiday : {0, 1, 2, 4, 6, 9}) {
        for (const int after : {2, 3, 4}) {
            SCOPED_TRACE(testing::Message() << "holiday " << holiday << " after " << after);
            const RestructureTerms terms{.extend_months = 24, .holiday_months = holiday};
            SegmentParameters p = sure_parameters();
            const double edge = edge_between(after, terms, 24);
            leaves_by_ltv(p, State::forborne_npe, State::abandoned, Side::below, edge);
            expect_engines_agree(restructured(p, after, terms));
        }
    }
}

TEST(LtvWithoutLuck, FallsAfterAHolidayLongerThanTheClock) {
    for (const int after : {2, 3, 4}) {
        SCOPED_TRACE(after);
        const RestructureTerms terms{.extend_months = 24, .holiday_months = 11};
        SegmentParameters p = sure_parameters();
        stays(p, State::forborne_npe);
        p.clocks[State::forborne_npe] = {.after_months = 6, .to = State::forborne_pe};
        const double edge = edge_between(after, terms, 24);
        leaves_by_ltv(p, State::forborne_pe, State::abandoned, Side::below, edge);
        expect_engines_agree(restructured(p, after, terms));
    }
}

// Instalments of a short contract are a fifth of the claim: what enters inside a quarter stands at its own
// LTV, 1.03, until the quarter ends.
TEST(LtvWithoutLuck, OfAShortContractIsItsOwnFromTheEntryOn) {
    for (const int after : {2, 3, 4, 5}) {
        for (const auto& [side, edge] : {std::pair{Side::above, 1.12}, std::pair{Side::below, 0.85}}) {
            SCOPED_TRACE(testing::Message() << edge << " after " << after);
            SegmentParameters p = sure_parameters();
            leaves_by_ltv(p, State::forborne_npe, State::abandoned, side, edge);
            expect_engines_agree(restructured(p, after, {.extend_months = 3}, 6));
        }
    }
}

}  // namespace
}  // namespace recoup::sim
