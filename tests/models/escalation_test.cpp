// The order of measures: by name where a measure says so, else down the list; loops and unknown names are
// refused.
#include "models/escalation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/parameter_builders.hpp"

namespace recoup {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Three measures a, b, c, in default after three months.
OptionSpec three() {
    OptionSpec option{.name = "three"};
    for (const char* name : {"a", "b", "c"}) {
        MeasureSpec measure = testing_models::modify(3, {});
        measure.name = name;
        option.measures.push_back(measure);
    }
    return option;
}

TEST(Escalation, GoesDownTheListWhereNothingElseIsSaid) {
    const OptionSpec option = three();
    const Escalation escalation(option);
    EXPECT_EQ(escalation.when_taken(0), 1);
    EXPECT_EQ(escalation.when_failed(1), 2);
    EXPECT_EQ(escalation.when_taken(2), escalation.hold());
    EXPECT_THAT(escalation.tried(0, State::defaulted), ElementsAre(0, 1, 2))
        << "each where the one before refuses";
    EXPECT_THAT(escalation.tried(2, State::defaulted), ElementsAre(2));
    EXPECT_THAT(escalation.tried(3, State::defaulted), IsEmpty());
    EXPECT_THAT(escalation.tried(0, State::court), IsEmpty()) << "none of them acts there";
}

TEST(Escalation, NamedSuccessorsByOutcome) {
    OptionSpec option = three();
    option.measures[0].on_refused = "c";
    option.measures[0].on_taken = "hold";
    option.measures[0].on_failed = "b";
    const Escalation escalation(option);
    EXPECT_THAT(escalation.tried(0, State::defaulted), ElementsAre(0, 2));
    EXPECT_EQ(escalation.when_taken(0), escalation.hold());
    EXPECT_EQ(escalation.when_failed(0), 1);
}

TEST(Escalation, AMeasureActsOnTheStatesThatItNames) {
    OptionSpec option = three();
    option.measures[1].when.from = {State::court};
    const Escalation escalation(option);
    EXPECT_THAT(escalation.tried(0, State::court), ElementsAre(1));
    EXPECT_THAT(escalation.tried(1, State::defaulted), ElementsAre(2));
}

TEST(Escalation, ASuccessorThatDoesNotExistIsNamed) {
    OptionSpec option = three();
    option.measures[1].on_failed = "d";
    const std::vector<Problem> problems = Escalation::problems(option);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].field, "measure 'b' on_failed");
    EXPECT_EQ(problems[0].suggestion, "Write 'a', 'b', 'c', or 'hold'");
    EXPECT_THROW(Escalation{option}, InputError);
}

TEST(Escalation, MeasuresThatCouldFollowEachOtherForEverAreRefused) {
    for (const char* key : {"on_taken", "on_refused", "on_failed"}) {
        OptionSpec option = three();
        MeasureSpec& last = option.measures[2];
        (key == std::string("on_taken")     ? last.on_taken
         : key == std::string("on_refused") ? last.on_refused
                                            : last.on_failed) = "a";
        const std::vector<Problem> problems = Escalation::problems(option);
        ASSERT_EQ(problems.size(), 1u) << key;
        EXPECT_THAT(problems[0].problem, HasSubstr("for ever"));
    }
    OptionSpec back = three();
    back.measures[0].on_taken = back.measures[0].on_refused = back.measures[0].on_failed = "c";
    back.measures[2].on_taken = back.measures[2].on_refused = back.measures[2].on_failed = "b";
    back.measures[1].on_taken = back.measures[1].on_refused = back.measures[1].on_failed = "hold";
    EXPECT_THAT(Escalation::problems(back), IsEmpty()) << "back in the list, and no loop";
}

// A name that leads back, and a measure passed over because it does not act in the state.
TEST(Escalation, LoopsPastMeasuresThatDoNotActAreRefused) {
    OptionSpec option = three();
    option.measures.pop_back();
    MeasureSpec& early = option.measures[0];
    MeasureSpec& last = option.measures[1];
    early.when.from = {State::arrears_31_60};
    early.on_taken = early.on_refused = early.on_failed = "hold";
    last.on_taken = last.on_failed = "hold";
    last.on_refused = "a";  // from default: past a to itself
    EXPECT_THAT(Escalation::problems(option), testing::SizeIs(1));
    last.on_refused = "hold";
    EXPECT_THAT(Escalation::problems(option), IsEmpty());
    std::swap(option.measures[0],
              option.measures[1]);  // b from default, then a from arrears, whose successor is b
    option.measures[1].on_taken = "b";
    EXPECT_THAT(Escalation::problems(option), testing::SizeIs(1))
        << "restructured again and again in arrears";
}

}  // namespace
}  // namespace recoup
