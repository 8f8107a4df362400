// Two ways to the same run: everything that a run keeps of its paths, to the bit.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "sim/aggregation/batch_totals.hpp"

namespace recoup::sim {

inline void expect_same(const PathTotals& a, const PathTotals& b, const std::string& what) {
    EXPECT_EQ(a.totals, b.totals) << what;
    EXPECT_EQ(a.portfolio_cash, b.portfolio_cash) << what;
    EXPECT_EQ(a.ledgers.money_sums, b.ledgers.money_sums) << what;
    EXPECT_EQ(a.ledgers.cash_sums, b.ledgers.cash_sums) << what;
    EXPECT_EQ(a.transitions, b.transitions) << what;
    EXPECT_EQ(a.ineligible, b.ineligible) << what;
}

}  // namespace recoup::sim
