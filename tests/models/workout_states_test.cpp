// States: names, rank and kinds.
#include "models/workout_states.hpp"

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

TEST(WorkoutStates, EveryStateIsOneOfPerformingNonPerformingWrittenOffOrClosed) {
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        const int kinds = (is_performing(state) ? 1 : 0) + (is_non_performing(state) ? 1 : 0) +
                          (is_closed(state) ? 1 : 0) + (state == State::written_off ? 1 : 0);
        EXPECT_EQ(kinds, 1) << name_of(state);
    }
    EXPECT_TRUE(is_non_performing(State::forborne_npe)) << "S3-18: a restructured loan is non-performing";
    EXPECT_FALSE(is_non_performing(State::written_off)) << "S3-26: off the books";
    EXPECT_FALSE(is_closed(State::written_off)) << "S3-26: the claim lives on";
    EXPECT_TRUE(is_closed(State::settled)) << "S3-26: nothing more is claimed";
}

TEST(WorkoutStates, WhoPaysByContractAndWhoIsLate) {
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        EXPECT_EQ(pays_contract(state), is_performing(state) || state == State::forborne_npe)
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
