// States: names, rank and kinds.
#include "models/workout_states.hpp"
#include "models/node_rules.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace recoup {
namespace {

TEST(WorkoutStates, NamesAreUniqueAndReadBack) {
    std::set<std::string> names;
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        names.insert(std::string(name_of(state)));
        EXPECT_EQ(state_named(name_of(state)), state);
    }
    EXPECT_EQ(static_cast<int>(names.size()), state_count);
    EXPECT_FALSE(state_named("defaulted").has_value()) << "it is called default";
}

TEST(WorkoutStates, ClosedStatesAreReportedAsClosed) {
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_EQ(is_closed(state), reported_class(state) == ReportedClass::closed) << name_of(state);
    }
    EXPECT_EQ(reported_class(State::forborne_npe), ReportedClass::non_performing)
        << "S3-18: a restructured loan is non-performing";
    EXPECT_EQ(reported_class(State::written_off), ReportedClass::written_off)
        << "S3-26: off the books, and the claim lives on";
    EXPECT_EQ(reported_class(State::settled), ReportedClass::closed) << "S3-26: nothing more is claimed";
}

TEST(WorkoutStates, WhoPaysByContractAndWhoIsLate) {
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_EQ(pays_contract(state),
                  reported_class(state) == ReportedClass::performing || state == State::forborne_npe)
            << name_of(state);
        EXPECT_EQ(is_arrears(state), name_of(state).starts_with("arrears_")) << name_of(state);
    }
}

TEST(WorkoutStates, RankRunsFromLossToRepayment) {
    EXPECT_LT(State::written_off, State::court);
    EXPECT_LT(State::defaulted, State::forborne_npe);
    EXPECT_LT(State::arrears_61_90, State::arrears_31_60);
    EXPECT_LT(State::forborne_npe, State::forborne_pe);
    EXPECT_LT(State::cured, State::current);
    EXPECT_LT(State::current, State::repaid);
}

}  // namespace
}  // namespace recoup
