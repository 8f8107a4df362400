// Amounts that fit and amounts that do not.
#include "models/units.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace recoup {
namespace {

TEST(Units, NearestMinorUnitHalvesToEven) {
    EXPECT_EQ(round_to_minor(2.5), 2);
    EXPECT_EQ(round_to_minor(3.5), 4);
    EXPECT_EQ(round_to_minor(-2.5), -2);
    EXPECT_EQ(round_to_minor(0x1.fffffffffffffp61), 0x1fffffffffffff << 9);
}

TEST(Units, WhatDoesNotFitIsRefused) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double amount :
         {0x1p62, -0x1p62, 1e300, -1e300, infinity, -infinity, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_THROW(round_to_minor(amount), AmountOutOfRange) << amount;
    }
    try {
        round_to_minor(-1e20);
        FAIL();
    } catch (const AmountOutOfRange& error) {
        EXPECT_EQ(error.amount(), -1e20);
        EXPECT_STREQ(error.what(),
                     "an amount of -1000000000000000000.000000 currency units does not fit into 64 bits");
    }
}

}  // namespace
}  // namespace recoup
