#include "sim/files/text_parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextParts, WordsStandBetweenBlanksOfAnyKind) {
    EXPECT_THAT(words_of("  option\tscenario \n segment"), ElementsAre("option", "scenario", "segment"));
    EXPECT_THAT(words_of(""), IsEmpty());
    EXPECT_THAT(words_of(" \n "), IsEmpty());
}

TEST(TextParts, LinesMayBeEmptyAndTheLastNeedsNoEnd) {
    EXPECT_THAT(lines_of("a b\n\nc"), ElementsAre("a b", "", "c"));
    EXPECT_THAT(lines_of("a\n"), ElementsAre("a"));
    EXPECT_THAT(lines_of("\n"), ElementsAre(""));
    EXPECT_THAT(lines_of(""), IsEmpty());
}

}  // namespace
}  // namespace recoup::sim
