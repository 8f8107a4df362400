// The columns of a tape: by which names they are found, and that each is read from its own place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "sim/input/tables/column_names.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

TEST(TapeColumns, EbaIndicesAndMappedNamesReadTheSame) {
    const Study first = StudyFolder().load();
    StudyFolder folder;
    folder.replace(
        "loans.csv",
        "loan_identifier,counterparty_identifier,principal_balance,days_in_pastdue,date_of_default",
        "3.01,2.00,UPB,3.13,3.23");
    folder.replace("study.toml", "collateral = \"collateral.csv\"",
                   "collateral = \"collateral.csv\"\n[portfolio.columns]\nprincipal_balance = \"UPB\"");
    folder.replace("collateral.csv", "collateral_identifier", "4.00");
    const Study second = folder.load();
    EXPECT_EQ(second.identity, first.identity);
    EXPECT_THAT(second.column_mapping,
                IsSupersetOf({"loans.principal_balance = UPB", "loans.loan_identifier = 3.01",
                              "loans.current_interest_rate = current_interest_rate",
                              "collateral.collateral_identifier = 4.00"}));
}

TEST(TapeColumns, FramesReadTheSameAsFiles) {
    const StudyFolder folder;
    const Study first = folder.load();
    Problems problems;
    const auto keep = [](const std::vector<std::string>& header) { return header; };
    Tables frames;
    frames.loans = read_csv(folder.read("loans.csv"), "loans frame", keep, false, problems);
    frames.loans->rows_are_lines = false;
    // Balances as a frame has them: numbers.
    for (Column& column : frames.loans->columns) {
        if (column.name == "principal_balance") {
            Column numbers;
            numbers.name = column.name;
            numbers.kind = Column::Kind::number;
            for (std::size_t row = 0; row < column.size(); ++row) {
                numbers.push_number(std::stod(column.value_text(row)));
            }
            column = numbers;
        }
    }
    const Study again = folder.load({}, &frames);
    EXPECT_EQ(again.portfolio_sha256, first.portfolio_sha256);
    EXPECT_EQ(again.identity, first.identity);
}

TEST(TapeColumns, EveryColumnIsReadFromItsOwnPlace) {
    StudyFolder folder;
    folder.append("loans.csv", "X,BX,800,3,,0.04,2011-06-30,EUR,2003-01-01,N,retail,\n");
    std::string loans = folder.read("loans.csv");
    const std::string more =
        ",legal_balance,gross_carrying_amount,effective_interest_rate,workout_state,months_in_state,"
        "months_since_npe,months_since_last_concession,number_of_restructurings,number_of_loans";
    std::istringstream lines(loans);
    loans.clear();
    for (std::string line; std::getline(lines, line);) {
        const bool header = line.rfind("loan_identifier", 0) == 0;
        loans += line + (header           ? more
                         : line[0] == 'X' ? ",900,700,0.05,forborne_npe,7,19,11,2,1"
                                          : ",,,,,,,,,");
        loans += '\n';
    }
    folder.write("loans.csv", loans);
    folder.write(
        "collateral.csv",
        "collateral_identifier,loan_identifier,collateral_class,collateral_value,valuation_date,region,"
        "prior_claims,collateral_currency\nCX,X,land,6000,2005-09-30,,1600,EUR\n");
    const Portfolio p = folder.load().portfolio;
    const std::size_t x = p.loans.row_of("X");
    ASSERT_LT(x, p.loans.size());
    EXPECT_EQ(p.loans.claim[x], 112500) << "legal_balance at 1.25";
    EXPECT_EQ(p.loans.gross_carrying_amount[x], 87500);
    EXPECT_EQ(p.loans.annual_rate[x], 0.04);
    EXPECT_EQ(p.loans.effective_rate[x], 0.05);
    EXPECT_EQ(p.loans.months_to_maturity[x], 54);
    EXPECT_EQ(p.loans.state[x], State::forborne_npe);
    EXPECT_EQ(p.loans.months_in_state[x], 7);
    EXPECT_EQ(p.loans.months_since_npe[x], 19);
    EXPECT_EQ(p.loans.months_since_concession[x], 11);
    EXPECT_EQ(p.loans.restructurings[x], 2);
    const std::size_t of_x = p.collateral.first[x];
    ASSERT_EQ(p.collateral.first[x + 1], of_x + 1);
    EXPECT_EQ(p.collateral.value[of_x], 750000);
    EXPECT_EQ(p.collateral.prior_claims[of_x], 200000);
    EXPECT_EQ(p.collateral.valuation_month[of_x], -15);
}

TEST(TapeColumns, MissingColumnsAreNamedWithTheirLikeness) {
    StudyFolder folder;
    folder.replace("loans.csv", "principal_balance", "principal_balance_2006");
    folder.replace("loans.csv", "current_maturity_date", "end_of_contract");
    const std::string errors = folder.errors();
    EXPECT_THAT(
        errors,
        HasSubstr("loans.csv, principal_balance: the column is missing (every loan needs it). Did you mean "
                  "'principal_balance_2006'? Map it: `principal_balance = \"principal_balance_2006\"` under "
                  "[portfolio.columns]."));
    EXPECT_THAT(errors, HasSubstr("loans.csv, current_maturity_date: the column is missing"));

    StudyFolder nameless;
    nameless.replace("loans.csv", "loan_identifier", "name");
    EXPECT_THAT(nameless.errors(), HasSubstr("loans.csv, loan_identifier: the column is missing"));
    EXPECT_THAT(nameless.errors(), Not(HasSubstr("collateral.csv")))
        << "its rows name loans, which have none";
}

TEST(TapeColumns, MappingIsChecked) {
    StudyFolder folder;
    folder.replace(
        "study.toml", "[[segment]]",
        "[portfolio.columns]\nprincipal_balanse = \"industry\"\nlegal_balance = \"legal\"\n[[segment]]");
    const std::string errors = folder.errors();
    EXPECT_THAT(errors,
                HasSubstr("study.toml:17, portfolio.columns.principal_balanse: no such column is read and no "
                          "rule names it. Did you mean 'principal_balance'?"));
    EXPECT_THAT(errors,
                HasSubstr("portfolio.columns.legal_balance, \"legal\": loans.csv has no such column"));
    folder.write("loans.csv", "3.09,principal_balance\n");
    EXPECT_THAT(folder.errors(), HasSubstr("two columns hold it, '3.09' and 'principal_balance'"));
}

TEST(TapeColumns, ColumnsThatNothingNamesAreDiscardedOnReading) {
    Problems problems;
    const ColumnNaming naming = column_naming(collateral_columns(), {}, {"wanted"}, "t.csv", problems);
    EXPECT_THAT(
        naming({"4.00", "loan_identifier", "wanted", "owner_name", "collateral_class", "4.19", "4.20"}),
        ElementsAre("collateral_identifier", "loan_identifier", "wanted", "", "collateral_class",
                    "collateral_value", "valuation_date"));
    EXPECT_FALSE(problems.has_errors());
}

}  // namespace
}  // namespace recoup::sim
