// Rules of a jurisdiction: the boundary of default (S4-01 to S4-04, S4-13), clocks (S3-20), concessions
// (S3-18, S3-21, S3-24), redefault (S4-14).
#include "models/regulation/classification_rules.hpp"

#include <gtest/gtest.h>

#include "models/parameters.hpp"
#include "models/units.hpp"

namespace recoup {
namespace {

ClassificationRules days(int days_past_due, DayBoundary boundary) {
    return {.days_past_due = days_past_due, .boundary = boundary};
}

const ClassificationRules at_least_90 = days(90, DayBoundary::at_least);
const ClassificationRules more_than_90 = days(90, DayBoundary::more_than);

State state_after(int days_in_pastdue, const ClassificationRules& rules) {
    return state_by_days_past_due(days_in_pastdue, rules.default_from_days());
}

ClassificationRules clocks(int cure, int observation, int probation) {
    return {.cure_months = cure, .observation_months = observation, .probation_months = probation};
}

TEST(ClassificationRules, S401BothReadingsOfTheNinetiethDay) {
    EXPECT_EQ(state_after(89, at_least_90), State::arrears_61_90);
    EXPECT_EQ(state_after(90, at_least_90), State::defaulted) << "90 days or more";
    EXPECT_EQ(state_after(90, more_than_90), State::arrears_61_90) << "beyond 90 days";
    EXPECT_EQ(state_after(91, more_than_90), State::defaulted);
    EXPECT_EQ(state_after(180, days(180, DayBoundary::more_than)), State::arrears_61_90);
    EXPECT_EQ(state_after(181, days(180, DayBoundary::more_than)), State::defaulted);
}

TEST(ClassificationRules, S402AndS403NinetyFiveDaysAreDefaultEitherWay) {
    for (const ClassificationRules& rules : {at_least_90, more_than_90}) {
        EXPECT_EQ(state_after(95, rules), State::defaulted);
        EXPECT_TRUE(is_in_stock(state_after(95, rules)));
    }
}

// What the books accrue on is the contract that is paid (recovery_cash_flows_test): from default on none is.
TEST(ClassificationRules, S404IncomeStopsWithTheDayOfDefault) {
    const auto pays = [](int days_in_pastdue, const ClassificationRules& rules) {
        const State state = state_after(days_in_pastdue, rules);
        return pays_contract(state) && cash_of(SegmentParameters(), state).share_of_instalment > 0.0;
    };
    EXPECT_TRUE(pays(89, at_least_90));
    EXPECT_FALSE(pays(90, at_least_90));
    EXPECT_TRUE(pays(90, more_than_90));
    EXPECT_FALSE(pays(91, more_than_90));
}

TEST(ClassificationRules, S413SpecialMentionBuckets) {
    for (const ClassificationRules& rules : {at_least_90, more_than_90}) {
        EXPECT_EQ(state_after(0, rules), State::current);
        EXPECT_EQ(state_after(1, rules), State::arrears_1_30);
        EXPECT_EQ(state_after(30, rules), State::arrears_1_30);
        EXPECT_EQ(state_after(31, rules), State::arrears_31_60);
        EXPECT_EQ(state_after(60, rules), State::arrears_31_60);
        EXPECT_EQ(state_after(61, rules), State::arrears_61_90);
    }
    EXPECT_EQ(state_after(45, days(45, DayBoundary::at_least)), State::defaulted) << "an early boundary";
}

TEST(ClassificationRules, WithoutAJurisdictionNothingIsHeldBack) {
    const ClassificationRules none;
    EXPECT_FALSE(none.is_named());
    EXPECT_EQ(none.default_from_days(), 90);
    for (int from = 0; from < state_count; ++from) {
        for (int to = 0; to < state_count; ++to) {
            EXPECT_EQ(least_months(none, static_cast<State>(from), static_cast<State>(to)), 0);
        }
    }
    EXPECT_EQ(after_concession(none, {}).state, State::forborne_npe) << "S3-18";
}

TEST(ClassificationRules, S320ObservationOfTwelveMonthsAndThenOnlyWithPerformance) {
    const ClassificationRules rules = clocks(3, 12, 24);
    const auto may = [&](int months, bool performed) {
        return may_upgrade(rules, State::forborne_npe, State::forborne_pe, months, performed);
    };
    EXPECT_FALSE(may(11, true)) << "not before month 12";
    EXPECT_TRUE(may(12, true)) << "at 12 if performance is satisfied";
    EXPECT_FALSE(may(12, false));
    EXPECT_TRUE(may(13, true));
}

TEST(ClassificationRules, EachStateHasItsClockAndItsSuccessor) {
    const ClassificationRules rules = clocks(3, 12, 24);
    EXPECT_EQ(upgrade_of(rules, State::defaulted)->to, State::cured);
    EXPECT_EQ(upgrade_of(rules, State::defaulted)->months, 3);
    EXPECT_EQ(upgrade_of(rules, State::forborne_npe)->to, State::forborne_pe);
    EXPECT_EQ(upgrade_of(rules, State::forborne_npe)->months, 12);
    EXPECT_EQ(upgrade_of(rules, State::forborne_pe)->to, State::current);
    EXPECT_EQ(upgrade_of(rules, State::forborne_pe)->months, 24);
    EXPECT_FALSE(upgrade_of(rules, State::current).has_value());
    EXPECT_FALSE(upgrade_of(rules, State::court).has_value());
}

TEST(ClassificationRules, ClocksHoldBackUpgradesAndNothingElse) {
    const ClassificationRules rules = clocks(3, 12, 24);
    EXPECT_EQ(least_months(rules, State::defaulted, State::cured), 3);
    EXPECT_EQ(least_months(rules, State::defaulted, State::current), 3);
    EXPECT_EQ(least_months(rules, State::defaulted, State::arrears_1_30), 3) << "performing, though late";
    EXPECT_EQ(least_months(rules, State::defaulted, State::forborne_pe), 12);
    EXPECT_EQ(least_months(rules, State::court, State::cured), 3) << "in default whoever works it out";
    EXPECT_EQ(least_months(rules, State::forborne_npe, State::forborne_pe), 12);
    EXPECT_EQ(least_months(rules, State::forborne_npe, State::cured), 36) << "no way around probation";
    EXPECT_EQ(least_months(rules, State::forborne_pe, State::current), 24);
    EXPECT_EQ(least_months(rules, State::forborne_pe, State::cured), 24);
    for (const State from : {State::defaulted, State::forborne_npe, State::forborne_pe, State::court}) {
        for (const State to : {State::repaid, State::written_off, State::court, State::liquidated,
                               State::settled, State::sold}) {
            EXPECT_EQ(least_months(rules, from, to), 0) << name_of(from) << " " << name_of(to);
        }
    }
    EXPECT_EQ(least_months(rules, State::forborne_pe, State::arrears_31_60), 0);
    EXPECT_EQ(least_months(rules, State::forborne_pe, State::defaulted), 0);
    EXPECT_EQ(least_months(rules, State::current, State::arrears_1_30), 0);
    EXPECT_EQ(least_months(rules, State::arrears_61_90, State::current), 0);
    EXPECT_EQ(least_months(rules, State::cured, State::current), 0);
    EXPECT_EQ(least_months(clocks(18, 12, 0), State::defaulted, State::forborne_pe), 18);
}

TEST(ClassificationRules, S318ARestructuredPerformingLoanIsNonPerformingAtOnce) {
    const ClassificationRules rules{.downgrade = Downgrade::always};
    for (const State before : {State::current, State::arrears_1_30, State::arrears_61_90, State::cured}) {
        const AfterConcession after = after_concession(rules, {.before = before});
        EXPECT_EQ(after.state, State::forborne_npe) << name_of(before);
        EXPECT_EQ(after.restructurings, 1);
        EXPECT_FALSE(after.is_fresh_stress);
    }
}

TEST(ClassificationRules, S318JurisdictionsThatAskWhatItCostsOrKeepTheClass) {
    const ClassificationRules on_loss{.downgrade = Downgrade::on_loss, .downgrade_above_loss = 0.01};
    EXPECT_EQ(after_concession(on_loss, {.loss_share = 0.01}).state, State::forborne_pe);
    EXPECT_EQ(after_concession(on_loss, {.loss_share = 0.0101}).state, State::forborne_npe);
    EXPECT_EQ(after_concession(on_loss, {.before = State::defaulted}).state, State::forborne_npe)
        << "a loan in default stays non-performing whatever it costs";
    const ClassificationRules never{.downgrade = Downgrade::never};
    EXPECT_EQ(after_concession(never, {.loss_share = 0.5}).state, State::forborne_pe);
    EXPECT_EQ(after_concession(never, {.before = State::defaulted}).state, State::forborne_npe);
}

TEST(ClassificationRules, S324ASpecialWindowKeepsTheClassFromItsFirstToItsLastMonth) {
    const SpecialWindow window{.name = "stress",
                               .first_month = calendar_month(2020, 8),
                               .last_month = calendar_month(2020, 12),
                               .most_days_in_pastdue = 30};
    const ClassificationRules rules{.downgrade = Downgrade::always, .windows = {window}};
    const auto state = [&](int year, int month, int days_in_pastdue, State before = State::current) {
        return after_concession(rules, {.before = before,
                                        .calendar_month = calendar_month(year, month),
                                        .days_in_pastdue = days_in_pastdue})
            .state;
    };
    EXPECT_EQ(state(2020, 7, 0), State::forborne_npe) << "the month before";
    EXPECT_EQ(state(2020, 8, 0), State::forborne_pe);
    EXPECT_EQ(state(2020, 12, 0), State::forborne_pe);
    EXPECT_EQ(state(2021, 1, 0), State::forborne_npe) << "the month after";
    EXPECT_EQ(state(2020, 10, 30), State::forborne_pe);
    EXPECT_EQ(state(2020, 10, 31), State::forborne_npe) << "not eligible";
    EXPECT_EQ(state(2020, 10, 0, State::defaulted), State::forborne_npe) << "for performing loans alone";
}

TEST(ClassificationRules, ASpecialWindowWithoutALimitOfDaysHoldsForAll) {
    const SpecialWindow window{.first_month = 10, .last_month = 10};
    EXPECT_TRUE(window.holds(10, 89));
    EXPECT_FALSE(window.holds(9, 0));
    EXPECT_FALSE(window.holds(11, 0));
}

TEST(ClassificationRules, S321ASecondConcessionDuringObservationIsAFreshStressEvent) {
    const AfterConcession again = after_concession({}, {.before = State::forborne_npe, .restructurings = 1});
    EXPECT_EQ(again.state, State::forborne_npe);
    EXPECT_EQ(again.restructurings, 2);
    EXPECT_TRUE(again.is_fresh_stress);
    const AfterConcession first = after_concession({}, {.before = State::defaulted});
    EXPECT_EQ(first.restructurings, 1);
    EXPECT_FALSE(first.is_fresh_stress) << "the stress of the default itself";
}

TEST(ClassificationRules, S321OnProbationTheJurisdictionDecides) {
    ClassificationRules rules{.downgrade = Downgrade::never, .concession_in_probation_is_npe = true};
    const Concession came_back{.before = State::forborne_pe, .restructurings = 1};
    Concession always_performed = came_back;
    always_performed.was_non_performing = false;
    EXPECT_EQ(after_concession(rules, came_back).state, State::forborne_npe);
    EXPECT_TRUE(after_concession(rules, came_back).is_fresh_stress);
    EXPECT_EQ(after_concession(rules, always_performed).state, State::forborne_pe) << "EBA Q&A 2015_1842";
    EXPECT_EQ(after_concession(rules, always_performed).restructurings, 2);
    rules.concession_in_probation_is_npe = false;
    EXPECT_EQ(after_concession(rules, came_back).state, State::forborne_pe);
    EXPECT_FALSE(after_concession(rules, came_back).is_fresh_stress);
}

TEST(ClassificationRules, S414RedefaultGoesToTheAppropriateStage) {
    ClassificationRules rules{.npe_clock_resumes_in_probation = false};
    EXPECT_EQ(months_since_npe_at_redefault(rules, State::forborne_npe, 9), 9) << "never left NPE";
    EXPECT_EQ(months_since_npe_at_redefault(rules, State::forborne_pe, 20), 0) << "a new classification";
    rules.npe_clock_resumes_in_probation = true;
    EXPECT_EQ(months_since_npe_at_redefault(rules, State::forborne_pe, 20), 20)
        << "doubtful, not substandard";
    EXPECT_EQ(months_since_npe_at_redefault(rules, State::forborne_pe, -1), 0) << "restructured in a window";
    EXPECT_EQ(months_since_npe_at_redefault(rules, State::current, 60), 0) << "after probation";
}

}  // namespace
}  // namespace recoup
