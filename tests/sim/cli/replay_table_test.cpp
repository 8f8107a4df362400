#include "sim/cli/replay_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace recoup::sim::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ReplayMonth month(int number, const std::string& node, std::vector<std::pair<Account, Minor>> cash) {
    ReplayMonth line;
    line.month = number;
    line.node = node;
    line.ltv = std::nan("");
    for (const auto& [account, amount] : cash) {
        line.net_cash += is_cash_out(account) ? -amount : amount;
    }
    line.cash = std::move(cash);
    return line;
}

/// Three months of the same payments, one silent month, a move.
ReplayOption sample() {
    ReplayOption option;
    option.option = "hold";
    for (int number = 1; number <= 3; ++number) {
        option.months.push_back(
            month(number, "default", {{Account::borrower, 100000}, {Account::servicing, 1000}}));
    }
    option.months.push_back(month(4, "default", {}));
    option.months.push_back(month(5, "default", {}));
    option.months.back().entered = "cured";
    option.months.back().cause = "draw";
    option.months.back().claim_after = 12345678;
    option.months.back().ltv = 0.5;
    for (const ReplayMonth& line : option.months) {
        option.net_cash += line.net_cash;
    }
    option.pv_hurdle = 290000;
    return option;
}

TEST(ReplayTable, DrawsLikeMonthsTogetherAndLeavesSilentOnesOut) {
    const std::string text =
        replay_table(sample(), {.currency = "EUR", .cut_off_calendar_month = 12 * 2020 + 11});
    EXPECT_THAT(text, HasSubstr("1..3"));
    EXPECT_THAT(text, HasSubstr("2021-01..2021-03"));
    EXPECT_THAT(text, HasSubstr("2,970.00  borrower 3,000.00, servicing -30.00"));
    EXPECT_THAT(text, HasSubstr("draw -> cured"));
    EXPECT_THAT(text, HasSubstr("123,456.78  50.0 %"));
    EXPECT_THAT(text, Not(HasSubstr("2021-04")));
    EXPECT_THAT(text, HasSubstr("hurdle rate  2,900.00"));
}

TEST(ReplayTable, ShowsEveryMonthOnRequest) {
    const std::string text = replay_table(
        sample(), {.currency = "EUR", .cut_off_calendar_month = 12 * 2020 + 11, .all_months = true});
    EXPECT_THAT(text, HasSubstr("2021-04"));
    EXPECT_THAT(text, Not(HasSubstr("..")));
}

TEST(ReplayTable, MonthOfTheCalendar) {
    EXPECT_EQ(month_text(12 * 2006 + 11), "2006-12");
    EXPECT_EQ(month_text(12 * 2006 + 12), "2007-01");
}

}  // namespace
}  // namespace recoup::sim::cli
