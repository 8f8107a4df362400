// The claim and its parts from the tape.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A loan X of 800 EUR (1,000 in the reporting currency) with further columns.
struct WithColumns : StudyFolder {
    WithColumns(const std::string& names, const std::string& values) {
        append("loans.csv", "X,BX,800,3,,0.04,2011-06-30,EUR,2003-01-01,N,retail,\n");
        std::istringstream lines(read("loans.csv"));
        const std::string empty(static_cast<std::size_t>(std::count(names.begin(), names.end(), ',')), ',');
        std::string loans;
        for (std::string line; std::getline(lines, line);) {
            const bool header = line.rfind("loan_identifier", 0) == 0;
            loans += line + "," + (header ? names : line[0] == 'X' ? values : empty) + "\n";
        }
        write("loans.csv", loans);
    }
};

ClaimComponents parts_with(const std::string& names, const std::string& values) {
    const LoanColumns loans = WithColumns(names, values).load().portfolio.loans;
    return loans.components(loans.row_of("X"));
}

TEST(ClaimBalances, ATapeWithoutPartsIsAllPrincipal) {
    EXPECT_EQ(parts_with("gross_carrying_amount", "700"), ClaimComponents{.principal = 100000});
    EXPECT_EQ(parts_with("legal_balance", "640"), ClaimComponents{.principal = 80000})
        << "written down already: less than the principal balance";
}

TEST(ClaimBalances, PartsSumToTheClaimByTheNamesOfTheTemplates) {
    const ClaimComponents parts{.principal = 100000, .interest = 12500, .fees = 2500};
    EXPECT_EQ(parts_with("accrued_interest_balance_on_book,other_balances", "100,20"), parts);
    EXPECT_EQ(parts_with("3.10,3.11,3.12", "100,20,920"), parts);
    EXPECT_EQ(parts_with("accrued_interest_balance_on_book,other_balances", "100,").fees, 0);
}

TEST(ClaimBalances, WhatALegalBalanceIsAboveItsPartsIsInterestOffTheBooks) {
    EXPECT_EQ(parts_with("legal_balance", "900"), (ClaimComponents{.principal = 100000, .interest = 12500}));
    EXPECT_EQ(parts_with("3.10,3.11,3.12", "100,20,1000"),
              (ClaimComponents{.principal = 100000, .interest = 22500, .fees = 2500}));
}

TEST(ClaimBalances, ALegalBalanceBelowItsPartsIsNamed) {
    const std::string names = "accrued_interest_balance_on_book,other_balances,legal_balance";
    EXPECT_THAT(WithColumns(names, "100,20,900").errors(),
                AllOf(HasSubstr("legal_balance"), HasSubstr("is less than its parts"), HasSubstr("920.00"),
                      HasSubstr("ignore_columns")));
    EXPECT_EQ(WithColumns(names, "100,20,919.99").errors(), "") << "rounded";
    WithColumns advised(names, "100,20,900");
    advised.replace("study.toml", "[portfolio]", "[portfolio]\nignore_columns = [\"legal_balance\"]");
    EXPECT_EQ(advised.errors(), "");
}

}  // namespace
}  // namespace recoup::sim
