// Pools on a tape: for which engine, what their rows may say, and the rows that they stand for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/input/identity.hpp"
#include "sim/study/pools.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The small study with a column number_of_loans for L2 and L3; where it is not 1 they have no borrower.
class PoolFolder : public StudyFolder {
  public:
    PoolFolder(const std::string& l2, const std::string& l3) {
        replace("loans.csv", "borrower_name", "number_of_loans");
        replace("loans.csv", "Bob", l2).replace("loans.csv", "Carol", l3);
        if (l2 != "1") replace("loans.csv", "L2,B2", "L2,");
        if (l3 != "1") replace("loans.csv", "L3,B3", "L3,");
        for (const char* name : {"Dan", "Ann", "Eve", "Ann"}) replace("loans.csv", name, "");
    }
};

TEST(TapePools, AreReadForEitherEngineAndHaveNoBorrower) {
    PoolFolder folder("40", "2");
    for (const char* engine : {"loan", "expected", "both"}) {
        const Study study = folder.load({.set = {{"engine", engine}}});
        const LoanColumns& loans = study.portfolio.loans;
        EXPECT_EQ(loans.count.at(loans.row_of("L2")), 40);
        EXPECT_EQ(loans.row_of("no such loan"), loans.size());
        EXPECT_TRUE(loans.has_pools());
        EXPECT_EQ(study.portfolio.collateral.identifier.size(), study.portfolio.collateral.size());
    }
    folder.replace("loans.csv", "L2,", "L2,B2");
    EXPECT_THAT(folder.errors(),
                HasSubstr("counterparty_identifier, B2: the row is a pool of loans, but names a borrower"));
}

TEST(TapePools, NumbersThatAreNoneAreRefusedWithWhatToDo) {
    const std::string errors = PoolFolder("2.5", "0").errors();
    EXPECT_THAT(errors, HasSubstr("loans.csv:4 (L2), number_of_loans, 2.5: must be a whole number (a row "
                                  "stands for one loan or for several). Write how many they are, or leave "
                                  "the field empty for one."));
    EXPECT_THAT(errors, HasSubstr("number_of_loans, 0: must be a number of loans from 1 to"));
    EXPECT_THAT(PoolFolder("5e9", "1").errors(), HasSubstr("must be a number of loans from 1 to"));
}

// 2,000 EUR are 250,000 minor units of the study's USD.
TEST(TapePools, OweAMinorUnitALoanInTheLoanEngine) {
    EXPECT_EQ(PoolFolder("250000", "2").errors(), "");
    PoolFolder folder("250001", "2");
    EXPECT_THAT(folder.errors(),
                HasSubstr("number_of_loans, 250001: the pool has more loans than minor units"));
    EXPECT_EQ(folder.errors({.set = {{"engine", "expected"}}}), "");
}

// 300.30 / 3 is not 100.10 where 300.30 was rounded before.
TEST(TapePools, RulesSeeTheMeanLoanAsALoanOfThatAmount) {
    PoolFolder folder("1", "3");
    folder.replace("loans.csv", "3000.00", "300.30").replace("study.toml", "base.toml", "secured.toml");
    folder.replace("study.toml", "when = \"real_estate_backed\"",
                   "when = \"principal_balance >= 100.1 and principal_balance <= 100.1\"");
    const Study study = folder.load();
    const LoanColumns& loans = study.portfolio.loans;
    EXPECT_EQ(loans.segment.at(loans.row_of("L3")), 0);
    EXPECT_EQ(loans.segment.at(loans.row_of("L1")), 1);
}

TEST(TapePools, NamesOfTheirLoansAreTheirOwn) {
    PoolFolder folder("40", "2");
    folder.append("loans.csv", "L2#40,B7,4000,100,,0.09,2005-12-31,USD,2001-01-01,N,,\n");
    folder.append("loans.csv", "L2#41,B7,4000,100,,0.09,2005-12-31,USD,2001-01-01,N,,\n");
    folder.append("loans.csv", "L2#01,B7,4000,100,,0.09,2005-12-31,USD,2001-01-01,N,,\n");
    folder.append("collateral.csv", "C1#2,L5,land,8000,2006-12-31,\nC3#1,L5,land,8000,2006-12-31,\n");
    const std::string errors = folder.errors();
    EXPECT_THAT(errors,
                HasSubstr("loans.csv:8 (L2#40), loan_identifier, L2#40: a pool has this name for one of "
                          "its loans (the loan engine runs loans.csv:4 as L2#1 to L2#40). Rename one "
                          "of the two."));
    EXPECT_THAT(errors, HasSubstr("loans.csv:4 (L2), loan_identifier, L2: the pool has a name for one of its "
                                  "loans that another row has, too (L2#40 at loans.csv:8)"));
    EXPECT_THAT(errors, HasSubstr("C1#2: a pool has this name for one of its loans"));
    EXPECT_THAT(errors, Not(HasSubstr("L2#41")));
    EXPECT_THAT(errors, Not(HasSubstr("L2#01")));
    EXPECT_THAT(errors, Not(HasSubstr("C3#1")));
    EXPECT_EQ(folder.errors({.set = {{"engine", "expected"}}}), "");
    EXPECT_EQ(folder.errors({.set = {{"on_error_rows", "exclude"}}}), "");
}

// Every column, in its order: amounts, addresses, segments, profiles, collateral of its own and shared.
TEST(TapePools, WrittenOutAreTheTapeThatStatesTheirLoans) {
    const Study pools = PoolFolder("1", "3").load();
    PoolFolder rows("1", "1");
    rows.replace("loans.csv", "L3,B3,3000.00,0,,0.07,2010-06-30,USD,2004-06-15,Y,retail,1\n", "");
    rows.write(
        "collateral.csv",
        "collateral_identifier,loan_identifier,collateral_class,collateral_value,valuation_date,region\n"
        "C3,L5,land,8000,2006-12-31,\nC1,L1,office,100000.02,2005-12-31,US\n");
    const char* c1[] = {"1000.00", "1000.00", "999.99"};
    const char* c2[] = {"3333.34", "3333.33", "3333.33"};
    for (const int k : {3, 1, 2}) {
        const std::string number = "#" + std::to_string(k);
        rows.append("loans.csv", "L3" + number + ",B3" + number +
                                     ",1000.00,0,,0.07,2010-06-30,USD,2004-06-15,Y,retail,\n");
        rows.append("collateral.csv", "C2" + number + ",L3" + number + ",office," + c2[k - 1] +
                                          ",2006-06-30,\nC1" + number + ",L3" + number + ",office," +
                                          c1[k - 1] + ",2005-12-31,US\n");
    }
    const Study by_row = rows.load();
    const Portfolio made = written_out(pools.portfolio);
    EXPECT_EQ(made.loans.loan_identifier, by_row.portfolio.loans.loan_identifier);
    EXPECT_EQ(made.collateral.value, by_row.portfolio.collateral.value);
    EXPECT_EQ(portfolio_hash(made), by_row.portfolio_sha256);
    EXPECT_NE(pools.portfolio_sha256, by_row.portfolio_sha256);
}

}  // namespace
}  // namespace recoup::sim
