// A loan restructured up to three times, each time with an extension: what both engines pay, against the
// months counted one by one, for every set of the measures that a loan may take.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>

#include "tests/models/parameter_builders.hpp"
#include "tests/sim/expected_engine/expected_pair.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

using testing_models::exit_with;
using testing_models::row_from;

constexpr double hardly_ever = 1e-12;
constexpr int horizon = 96;
constexpr int kept = 4;  ///< months that a restructured contract is kept before it fails again
constexpr double claim_at_cut_off = 1e6;
constexpr double share_in_default = 0.03;

/// Steps of the lattice are 12 months: none of these is short, and neither they nor their sums are steps.
const std::vector<int> extensions = {13, 17, 23};

/// A restructured loan defaults again in month kept + 1 after it.
SegmentParameters always_fails() {
    SegmentParameters p;
    p.file = "extensions.toml";
    testing_models::add_row(p, row_from(State::defaulted, {exit_with(State::written_off, {hardly_ever})}));
    testing_models::add_row(p, row_from(State::current, {exit_with(State::defaulted, {1.0 - hardly_ever})}));
    testing_models::add_row(
        p, row_from(State::forborne_npe, {exit_with(State::defaulted, {0.0, 1.0 - hardly_ever})}, {0, kept}));
    testing_models::add_row(p, row_from(State::written_off, {exit_with(State::abandoned, {hardly_ever})}));
    HazardRowSpec stays = row_from(State::forborne_npe, {exit_with(State::defaulted, {hardly_ever})});
    stays.name = "stays";
    p.hazards["stays"] = stays;
    p.cash[State::defaulted] = {.share_of_claim_per_month = share_in_default};
    p.cash[State::forborne_npe] = {.share_of_instalment = 1.0};
    return p;
}

/// Restructured after each default; the measure in place `last` of the option lasts.
OptionSpec one_after_the_other(std::size_t last) {
    OptionSpec option{.name = "again"};
    for (std::size_t m = 0; m < extensions.size(); ++m) {
        MeasureSpec measure = testing_models::modify(0, {.extend_months = extensions[m]});
        measure.name = "modify" + std::to_string(m);
        measure.when.kind = m == 0 ? TriggerKind::after_months : TriggerKind::on_redefault;
        if (m == last) {
            measure.hazards = {{State::forborne_npe, "stays"}};
        }
        option.measures.push_back(measure);
    }
    return option;
}

/// Bits of the measures that the loan may take: `last` is the highest one.
std::vector<int> taken(unsigned eligible) {
    std::vector<int> months;
    for (std::size_t m = 0; m < extensions.size(); ++m) {
        if ((eligible >> m & 1U) != 0) months.push_back(extensions[m]);
    }
    return months;
}

/// Month by month: `first_default` 0 = at cut-off.
double counted(const std::vector<int>& months_added, int maturity, int first_default, double annual_rate,
               double hurdle) {
    const double i = annual_rate / 12.0;
    double claim = claim_at_cut_off, instalment = 0.0, value = 0.0;
    std::size_t restructured = 0;
    int entered = -1;  // the month of the last restructuring
    const auto annuity = [i](double amount, int months) {
        return amount * i / (1.0 - std::pow(1.0 + i, -months));
    };
    bool in_default = first_default == 0;
    if (!in_default) {
        instalment = annuity(claim, maturity);
    }
    for (int month = 1; month <= horizon; ++month) {
        double cash = 0.0;
        const bool workout = month > first_default;
        if (in_default) {
            cash = share_in_default * claim * (1.0 + i);
        } else {
            cash = month == maturity ? claim * (1.0 + i) : instalment;
        }
        claim = claim * (1.0 + i) - cash;
        value += workout ? cash * std::pow(1.0 + hurdle, -month / 12.0) : 0.0;
        if (!in_default && month == maturity) {
            return value;
        }
        if (in_default && restructured < months_added.size()) {
            maturity = std::max(maturity, month) + months_added[restructured++];
            instalment = annuity(claim, maturity - month);
            in_default = false;
            entered = month;
        } else if (!in_default) {
            const bool lasts = restructured == months_added.size();
            const bool fails = restructured > 0 && !lasts && month == entered + kept + 1;
            in_default = fails || month == first_default;
        }
    }
    return value;
}

struct Case {
    unsigned eligible;
    int maturity, first_default;
};

/// `split` is what the lattice may be off where a contract ends between two of its nodes.
void expect_counted(const Case& c, double split = 1e-6) {
    const auto last = static_cast<std::size_t>(std::bit_width(c.eligible)) - 1;
    Study study = tiny::empty_study({one_after_the_other(last)});
    study.recovery_horizon_months = horizon;
    tiny::add_segment(study, "one", always_fails());
    tiny::add_loan(study, {.id = "A",
                           .state = c.first_default == 0 ? State::defaulted : State::current,
                           .claim = claim_at_cut_off,
                           .annual_rate = 0.06,
                           .months_to_maturity = c.maturity});
    study.portfolio.eligible[0][0] = c.eligible;
    const PreparedRun ready(study);
    const Total total = c.first_default == 0 ? Total::pv_hurdle_npe : Total::pv_hurdle_inflow;
    const auto pair = tiny::paired_totals(ready, {}, 1)[static_cast<std::size_t>(total)];
    const double value = counted(taken(c.eligible), c.maturity, c.first_default, 0.06, study.hurdle_rate);
    EXPECT_NEAR(pair.loan / value, 1.0, 1e-6)
        << "measures " << c.eligible << ", maturity " << c.maturity << ", default " << c.first_default;
    EXPECT_NEAR(pair.expected / value, 1.0, split)
        << "measures " << c.eligible << ", maturity " << c.maturity << ", default " << c.first_default;
}

TEST(RepeatedExtensions, EverySetOfMeasuresEndsOnItsOwnSideOfTheHorizon) {
    for (unsigned eligible = 1; eligible < 1U << extensions.size(); ++eligible) {
        const std::vector<int> months = taken(eligible);
        const int sum = std::accumulate(months.begin(), months.end(), 0);
        for (const int beyond : {0, 1}) {
            for (const int first_default : {0, 1}) {
                expect_counted({eligible, horizon + beyond - sum, first_default});
            }
        }
    }
}

TEST(RepeatedExtensions, AContractPastItsEndIsExtendedFromTheMonthOfTheMeasure) {
    // Months 1, 7 and 13: the first counts from now, the next ones from where the contract then ends.
    for (unsigned eligible = 1; eligible < 1U << extensions.size(); ++eligible) {
        expect_counted({eligible, -5, 0}, 3e-3);
    }
}

TEST(RepeatedExtensions, ContractsOfTheTapeHaveANodeBeforeEverySumThatBringsThemToTheHorizon) {
    Study study = tiny::empty_study({one_after_the_other(extensions.size() - 1)});
    study.recovery_horizon_months = horizon;
    tiny::add_segment(study, "one", always_fails());
    tiny::add_loan(study, {.id = "A", .months_to_maturity = 200});
    const PreparedStudy prepared(study);
    const ExpectedStudy expected(prepared, {});
    const ContractClasses& classes = expected.segments.front().classes.front();
    for (const auto& nodes : {classes.maturities, classes.workout_maturities, classes.monthly_maturities}) {
        for (unsigned some = 0; some < 1U << extensions.size(); ++some) {
            const std::vector<int> months = taken(some);
            const int before = horizon - std::accumulate(months.begin(), months.end(), 0);
            EXPECT_TRUE(std::ranges::binary_search(nodes, before)) << before;
            EXPECT_TRUE(std::ranges::binary_search(nodes, before + 1)) << before + 1;
        }
        EXPECT_EQ(nodes.back(), 200 + std::accumulate(extensions.begin(), extensions.end(), 0));
    }
}

}  // namespace
}  // namespace recoup::sim
