// The tape of a study: what is read, what is refused, what does not matter (the order of rows).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "sim/input/tape/shared_entities.hpp"
#include "sim/random/draw_address.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Tape, LoansAreOrderedBySegmentThenIdentifierWithStateAndClocks) {
    const Portfolio p = StudyFolder().load().portfolio;
    EXPECT_THAT(p.loans.loan_identifier, ElementsAre("L1", "L3", "L5", "L10", "L2", "L4"));
    EXPECT_THAT(p.loans.state, ElementsAre(State::defaulted, State::current, State::defaulted,
                                           State::arrears_1_30, State::arrears_31_60, State::defaulted));
    // L1 from its date of default, L3 from its origination, L4 from 100 days past due, L5 in its first month.
    EXPECT_THAT(p.loans.months_in_state, ElementsAre(4, 30, 0, 0, 0, 0));
    EXPECT_THAT(p.loans.months_since_npe, ElementsAre(4, -1, 0, -1, -1, 0));
    EXPECT_THAT(p.loans.months_to_maturity, ElementsAre(24, 42, 61, 1, 3, 1));
    EXPECT_THAT(p.loans.claim, ElementsAre(10000050, 300000, 500000, 100000, 250000, 400000))
        << "L2 is in EUR";
    EXPECT_THAT(p.loans.segment, ElementsAre(0, 0, 0, 1, 1, 1));
    EXPECT_EQ(p.loans.entity[0], entity_of("L1"));
}

TEST(Tape, ProfilesAreTheCombinationsThatMatter) {
    const Portfolio p = StudyFolder().load().portfolio;
    // Both segments have deltas for retail and mining; trade and no value are the reference.
    ASSERT_EQ(p.profiles[0].size(), 3u);
    EXPECT_TRUE(p.profiles[0][0].values.empty());
    EXPECT_EQ(p.profiles[0][1].values[0].second, "mining");
    EXPECT_THAT(p.loans.profile, ElementsAre(1, 2, 0, 1, 2, 0));
}

TEST(Tape, EligibilityIsOneBitAMeasure) {
    const Portfolio p = StudyFolder().load().portfolio;
    ASSERT_EQ(p.eligible.size(), 2u);
    EXPECT_THAT(p.eligible[0], ElementsAre(0, 0, 0, 0, 0, 0)) << "hold has no measure";
    // modify: at least 2500 and forced-sale LTV below 2. L10 is too small, L2 and L4 have no collateral
    // (null).
    EXPECT_THAT(p.eligible[1], ElementsAre(3, 3, 3, 2, 2, 2));
    EXPECT_THAT(
        StudyFolder().warnings(),
        HasSubstr("workout.toml:7, who of measure 'modify': 2 of 6 loans are not eligible because a value is "
                  "empty (principal_balance >= 2500 and ltv_forced_sale < 2)."));
}

TEST(Tape, ResultsDoNotDependOnTheOrderOfRows) {
    StudyFolder folder;
    const Study first = folder.load();
    for (const char* name : {"loans.csv", "collateral.csv"}) {
        std::istringstream text(folder.read(name));
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);) {
            lines.push_back(line);
        }
        for (int turn = 0; turn < 5; ++turn) {
            std::rotate(lines.begin() + 1, lines.begin() + 2, lines.end());
            std::string shuffled;
            for (const std::string& line : lines) {
                shuffled += line + "\r\n";
            }
            folder.write(name, shuffled);
            const Study again = folder.load();
            EXPECT_EQ(again.portfolio_sha256, first.portfolio_sha256);
            EXPECT_EQ(again.identity, first.identity);
            EXPECT_EQ(again.portfolio.collateral.value, first.portfolio.collateral.value);
        }
    }
}

TEST(Tape, EveryBadRowIsReportedAtOnceWithItsReason) {
    StudyFolder folder;
    folder.append("loans.csv",
                  "L6,B6,NaN,0,,650,2010-01-01,USD,,N,,\n"
                  "L7,B7,-50,0,,6.5,2010-01-01,USD,,N,,\n"
                  "L8,B8,\"1,000\",0,2007-01-15,0.05,2010-01-01,GBP,,N,,\n"
                  "L9,,1000,-3,15/08/2006,0.05,2006-11-30,USD,,N,,\n"
                  "L3,B3,10,0,,0.05,2010-01-01,USD,,N,,\n");
    const std::string errors = folder.errors();
    EXPECT_THAT(
        errors,
        HasSubstr("loans.csv:8 (L6), principal_balance, NaN: is a word for no value, not a number, and every "
                  "row needs one. Fill in the value, or leave the row out"));
    EXPECT_THAT(errors, HasSubstr("loans.csv:9 (L7), principal_balance, -50: is negative"));
    EXPECT_THAT(errors,
                HasSubstr("loans.csv:9 (L7), current_interest_rate, 6.5: is above 1 and looks like percent "
                          "(rates are fractions a year). Write 0.065 for 6.5 %."));
    EXPECT_THAT(
        errors,
        HasSubstr("loans.csv:8 (L6), current_interest_rate, 650: is above 1, also if it is percent (rates "
                  "are fractions a year, at most 1). Check the unit of the column."));
    EXPECT_THAT(errors,
                HasSubstr("loans.csv:10 (L8), principal_balance, 1,000: has a comma, of thousands or before "
                          "decimals. Write "
                          "numbers without thousands separators and with a decimal point: 1000 or 1."));
    EXPECT_THAT(
        errors,
        HasSubstr("loans.csv:10 (L8), date_of_default, 2007-01-15: lies after the cut-off 2006-12-31"));
    EXPECT_THAT(errors, HasSubstr("loans.csv:10 (L8), loan_currency, GBP: has no exchange rate"));
    EXPECT_THAT(errors, HasSubstr("`GBP = <USD for one GBP>` under [exchange_rates]"));
    EXPECT_THAT(errors, HasSubstr("loans.csv:11 (L9), counterparty_identifier: is empty"));
    EXPECT_THAT(errors,
                HasSubstr("loans.csv:11 (L9), days_in_pastdue, -3: must be a number of days, at least 0"));
    EXPECT_THAT(errors,
                HasSubstr("loans.csv:11 (L9), date_of_default, 15/08/2006: is not a date. Write dates as "
                          "2006-12-31"));
    EXPECT_THAT(errors,
                HasSubstr("loans.csv:2 (L3), loan_identifier, L3: the identifier stands twice (2 rows, next "
                          "loans.csv:12 (L3); also at loans.csv:12). Keep one row, or tell the two apart."));
    EXPECT_THAT(errors, Not(HasSubstr("Carol"))) << "never a neighbouring field";
}

TEST(Tape, MaturedLoansAndNothingOwedAreRefused) {
    StudyFolder folder;
    folder.append("loans.csv",
                  "L6,B6,100,20,,0.05,2006-12-15,USD,,N,,\nL7,B7,0,0,,0.05,2010-01-01,USD,,N,,\n");
    const std::string errors = folder.errors();
    EXPECT_THAT(errors, HasSubstr("the loan has matured but its state is 'arrears_1_30'"));
    EXPECT_THAT(errors, HasSubstr("loans.csv:9 (L7), principal_balance, 0: nothing is owed"));
}

TEST(Tape, GivenStatesAreCheckedAndKept) {
    StudyFolder folder;
    folder.replace("loans.csv", "borrower_name", "workout_state");
    folder.replace("loans.csv", "Carol", "forborne_npe");
    folder.replace("loans.csv", "Ann", "cuort");
    folder.replace("loans.csv", "Bob", "repaid");
    for (const char* name : {"Dan", "Eve", "Ann"}) {
        folder.replace("loans.csv", name, "");
    }
    EXPECT_THAT(folder.errors(),
                HasSubstr("workout_state, cuort: there is no such state. Did you mean 'court'?"));
    EXPECT_THAT(folder.errors(), HasSubstr("workout_state, repaid: the loan is closed"));
    folder.replace("loans.csv", "cuort", "court").replace("loans.csv", "repaid", "");
    const Study study = folder.load();
    EXPECT_EQ(study.portfolio.loans.state[0], State::court);
    EXPECT_EQ(study.portfolio.loans.months_since_npe[0], 4) << "L1 from its date of default";
    const std::size_t restructured = study.portfolio.loans.row_of("L3");
    EXPECT_EQ(study.portfolio.loans.state.at(restructured), State::forborne_npe);
    EXPECT_EQ(study.portfolio.loans.restructurings.at(restructured), 1);
    EXPECT_THAT(folder.warnings(), HasSubstr("months_in_state: is not given and taken as 0 (2 rows, first"));
}

TEST(Tape, ClocksThatTheTapeLeavesOutCountFromTheEntryOfTheState) {
    StudyFolder folder;
    folder.replace("loans.csv", "real_estate_backed,industry,borrower_name",
                   "real_estate_backed,industry,workout_state,months_in_state");
    folder.replace("loans.csv", "Carol", "forborne_npe,7").replace("loans.csv", "Dan", "court,9");
    for (const char* name : {"Ann", "Bob", "Eve", "Ann"}) {
        folder.replace("loans.csv", name, ",");
    }
    const LoanColumns loans = folder.load().portfolio.loans;
    const std::size_t restructured = loans.row_of("L3");
    EXPECT_EQ(loans.months_in_state.at(restructured), 7);
    EXPECT_EQ(loans.months_since_concession.at(restructured), 7);
    EXPECT_EQ(loans.months_since_npe.at(restructured), 7) << "no date of default";
    const std::size_t sued = loans.row_of("L4");
    EXPECT_EQ(loans.months_since_npe.at(sued), 9);
    EXPECT_EQ(loans.months_since_concession.at(sued), -1);
    EXPECT_EQ(loans.restructurings.at(sued), 0);
}

TEST(Tape, EmptyTapeIsRefused) {
    StudyFolder folder;
    const std::string header = folder.read("loans.csv").substr(0, folder.read("loans.csv").find('\n') + 1);
    folder.write("loans.csv", header);
    EXPECT_THAT(folder.errors(),
                HasSubstr("loans.csv: the tape holds no loans (there is nothing to simulate)."));
    folder.write("loans.csv", "");
    EXPECT_THAT(folder.errors(), HasSubstr("loans.csv: the file is empty"));
}

TEST(Tape, BadRowsAreExcludedOnRequestAndCounted) {
    StudyFolder folder;
    folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
    folder.append(
        "loans.csv",
        "L6,B6,700.25,0,2007-05-01,6.5,2010-01-01,USD,,N,,\nL7,B7,800,0,,0.05,2010-01-01,USD,,,,\n");
    folder.append("collateral.csv", "C9,L6,office,10,2006-01-31,\n");
    const Study study = folder.load();
    EXPECT_EQ(study.portfolio.loans.size(), 6u);
    ASSERT_EQ(study.excluded.size(), 2u);
    EXPECT_EQ(study.excluded[0].identifier, "L6");
    EXPECT_EQ(study.excluded[0].row, 8u);
    EXPECT_EQ(study.excluded[0].principal_balance, 70025);
    EXPECT_THAT(study.excluded[0].reason, HasSubstr("current_interest_rate: is above 1"));
    EXPECT_THAT(study.excluded[0].reason, HasSubstr("date_of_default: lies after the cut-off"));
    EXPECT_EQ(study.excluded[1].reason, "a value that the rule of segment 'secured' needs is empty");
    EXPECT_THAT(folder.warnings(),
                HasSubstr("loans.csv: 2 of 8 rows excluded, principal balance 1500.25 USD"));
    EXPECT_THAT(folder.warnings(), HasSubstr("collateral of an excluded loan is left out (1 row, first"));
    EXPECT_THAT(study.repairs,
                Contains("loan_identifier: collateral of an excluded loan is left out (1 row)"));
    EXPECT_EQ(study.identity != StudyFolder().load().identity, false)
        << "the loans left are those of the clean tape";
}

TEST(Tape, LoansWithoutASegmentAreRefused) {
    StudyFolder folder;
    folder.replace("study.toml", "name = \"unsecured\"",
                   "name = \"unsecured\"\nwhen = \"principal_balance < 3000\"");
    EXPECT_THAT(folder.errors(), HasSubstr("loans.csv:5 (L4): the loan belongs to no segment"));
    EXPECT_THAT(
        StudyFolder().replace("loans.csv", "USD,2001-01-01,N", "USD,2001-01-01,").errors(),
        HasSubstr(
            "loans.csv:5 (L4): a value that the rule of segment 'secured' needs is empty "
            "(real_estate_backed). Fill in the value, or write the rule so that the next segment gets the "
            "loan: real_estate_backed is not empty and real_estate_backed."));
}

TEST(Tape, ControlTotalsNoticeAMissingLoan) {
    StudyFolder folder;
    folder.append("study.toml",
                  "[control_totals.secured]\nprincipal_balance = 108000.50\ntolerance = 0.01\n");
    EXPECT_NEAR(folder.load().control_totals_difference.at("secured"), 0.0, 1e-9);
    folder.replace("loans.csv", "L5,B5,5000", "L5,B5,4000");
    EXPECT_THAT(folder.errors(),
                HasSubstr("control_totals.secured, 108000.50: the loans read add up to 107000.50, "
                          "-1000.00 away"));
}

TEST(Tape, AdviceOnControlTotalsGoesByTheSignOfTheDifference) {
    const auto with = [](const std::string& rows, const char* total) {
        StudyFolder folder;
        folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
        folder.replace("study.toml", "when = \"real_estate_backed\"", "when = \"principal_balance >= 0\"");
        folder.append("study.toml", std::string("[control_totals.secured]\nprincipal_balance = ") + total +
                                        "\ntolerance = 0.01\n");
        folder.append("loans.csv", rows);
        const std::string errors = folder.errors();
        return errors.empty() ? folder.warnings() : errors;
    };
    const std::string total = "115500.50";
    EXPECT_THAT(with("", total.c_str()), Not(HasSubstr("control_totals")));
    EXPECT_THAT(
        with(",,115500.50,,,,,,,,,\n", total.c_str()),
        AllOf(HasSubstr("+115500.50 away"), HasSubstr("115500.50 of excluded rows is counted in"),
              HasSubstr("Check that no row is a total or stands twice, the excluded ones among them.")));
    EXPECT_THAT(with("", "115500.00"), HasSubstr("Check that no row is a total or stands twice."));
    const std::string unread = "L6,B6,7O0,0,,0.05,2010-01-01,USD,,N,,\n";
    EXPECT_THAT(
        with(unread, "116200.50"),
        AllOf(HasSubstr("-700.00 away"),
              HasSubstr("; the amount of 1 excluded row is negative or cannot be read, and is not counted"),
              HasSubstr("Mend the amounts of the excluded rows, and check that the tape is complete.")));
    EXPECT_THAT(
        with(unread, total.c_str()),
        HasSubstr("met by what was read: 0.00 of it is in rows that are left out (0.00 more is in rows "
                  "whose segment cannot be told; the amount of 1 excluded row is negative or cannot be read, "
                  "and is not counted)"));
    EXPECT_THAT(with("L6,B6,700,0,,0.05,2010-01-01,XYZ,,N,,\n", "116200.50"),
                HasSubstr("the amount of 1 excluded row is negative or cannot be read"))
        << "nor can it without a rate of its currency";
    EXPECT_THAT(
        with("L6,B6,-700,0,,0.05,2010-01-01,USD,,N,,\n", total.c_str()),
        AllOf(HasSubstr("met by what was read"), HasSubstr("0.00 more is in rows"),
              HasSubstr("the amount of 1 excluded row is negative or cannot be read, and is not counted")))
        << "a claim that is below zero is no part of the stock";
}

TEST(Tape, CollidingHashesAreFound) {
    const std::vector<std::string> ids = {"a", "b", "c", "d", "a", "d"};
    const auto shared = shared_entities({7, 8, 7, 9, 7, 9}, ids);
    ASSERT_THAT(shared,
                ElementsAre(ElementsAre(ElementsAre(0, 4), ElementsAre(2)), ElementsAre(ElementsAre(3, 5))));
    Table table{.source = "loans.csv", .row_number = {2, 3, 4, 5, 6, 7}};
    RowIssues issues(table, "loan_identifier");
    check_collisions(shared, ids, table.field("loan_identifier"), issues);
    EXPECT_EQ(issues.excluded([](std::size_t) { return Minor(0); }).size(), 3u)
        << "the same identifier twice is a duplicate, not a collision";
    Problems problems;
    issues.report_errors(problems);
    std::vector<std::string> lines;
    for (const Problem& problem : problems.of(Severity::error)) {
        lines.push_back(problem.text());
    }
    EXPECT_THAT(
        lines,
        ElementsAre(
            "loans.csv:2, loan_identifier, a: the hash of the identifier equals that of another one (3 "
            "rows, next loans.csv:4, loans.csv:6; 'c' would share its random numbers). Rename one of the "
            "two."));
}

TEST(Tape, DuplicatesAreOneProblemWithTheFirstRowsInTheirOrder) {
    StudyFolder folder;
    std::string loans = folder.read("loans.csv");
    loans +=
        "T2,B7,500,0,,0.05,2010-01-01,USD,,N,,\nT1,B7,500,0,,0.05,2010-01-01,USD,,N,,\n"
        "T1,B7,500,0,,0.05,2010-01-01,USD,,N,,\n,B7,500,0,,0.05,2010-01-01,USD,,N,,\n"
        "T2,B7,500,0,,0.05,2010-01-01,USD,,N,,\n,B7,500,0,,0.05,2010-01-01,USD,,N,,\n"
        "T1,B7,500,0,,0.05,2010-01-01,USD,,N,,\n";
    folder.write("loans.csv", loans);
    EXPECT_EQ(
        folder.errors(),
        "loans.csv:8 (T2), loan_identifier, T2: the identifier stands twice (5 rows, next loans.csv:9 (T1), "
        "loans.csv:10 (T1); also at loans.csv:12). Keep one row, or tell the two apart.\n"
        "loans.csv:11, loan_identifier: is empty (2 rows, next loans.csv:13; every row needs it). Fill in "
        "the "
        "value, or leave the row out: on_error_rows = \"exclude\" leaves out every row with an error.");
}

TEST(Tape, ATotalAFooterAndEmptyLinesAreToldAsWhatTheyAre) {
    for (const char* total :
         {",,115000.50,,,,,,,,,", "Total,,115000.50,,,0.07,,USD,,,,", ",Sum,115000.50,,,,,,,,,"}) {
        StudyFolder folder;
        folder.append("loans.csv",
                      std::string(total) + "\n,,,,,,,,,,,\n,,,,,,,,,,,\n,,,,,,,,,,,Prepared by Eve\n");
        const std::string name = std::string(total).starts_with("Total") ? " (Total)" : "";
        EXPECT_EQ(
            folder.errors(),
            "loans.csv:8" + name +
                ": the row looks like a total or a footer (days_in_pastdue, current_maturity_date are "
                "empty, and loan_identifier, counterparty_identifier are not both there). Remove the row; if "
                "it is none, fill in what is empty.\n"
                "loans.csv:9: the row is empty (3 rows, next loans.csv:10, loans.csv:11; no column that is "
                "read has a value in it). Remove the row.");
        StudyFolder mapped;
        mapped.append("loans.csv", std::string(total) + "\n").replace("loans.csv", "days_in_pastdue", "DPD");
        mapped.replace("study.toml", "[[segment]]",
                       "[portfolio.columns]\ndays_in_pastdue = \"DPD\"\n[[segment]]");
        EXPECT_THAT(mapped.errors(), HasSubstr("(DPD, current_maturity_date are empty"));
        folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
        EXPECT_EQ(folder.load().portfolio_sha256, StudyFolder().load().portfolio_sha256);
    }
}

TEST(Tape, CovariatesMustBeThere) {
    StudyFolder folder;
    folder.replace("base.toml", "delta = { industry", "delta = { sector");
    EXPECT_THAT(folder.errors(), HasSubstr("base.toml, delta.sector: loans.csv has no such column"));
    EXPECT_THAT(StudyFolder().replace("base.toml", "retail = 0.3", "retial = 0.3").warnings(),
                HasSubstr("delta.industry, \"retial\": no loan has this value. Did you mean 'retail'?"));
}

}  // namespace
}  // namespace recoup::sim
