// The collateral of a tape: whose it is, how it is shared, what becomes of it where rows are bad.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/input/tape/collateral_rows.hpp"
#include "sim/random/draw_address.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Values of the collateral of a loan, minor units.
std::vector<Minor> collateral_of(const Portfolio& p, const std::string& loan) {
    const std::size_t row = p.loans.row_of(loan);
    return {p.collateral.value.begin() + p.collateral.first.at(row),
            p.collateral.value.begin() + p.collateral.first.at(row + 1)};
}

TEST(TapeCollateral, CollateralIsSharedByClaimsToTheMinorUnit) {
    const Portfolio p = StudyFolder().load().portfolio;
    EXPECT_THAT(p.collateral.first, ElementsAre(0, 1, 3, 4, 4, 4, 4));
    // C1 secures L1 (claim 100000.50) and L3 (3000): 103000.01 in proportion, and the shares add up.
    EXPECT_EQ(p.collateral.value[0] + p.collateral.value[1], 10300001);
    EXPECT_EQ(p.collateral.value[0], 10000002);
    EXPECT_EQ(p.collateral.value[2], 1000000);
    EXPECT_THAT(p.collateral_classes, ElementsAre("land", "office"));
    EXPECT_THAT(p.price_indices, ElementsAre("constant", "property", "property_us"));
    // C1 lies in the US, which has its own index; C2 has no region; land has none.
    EXPECT_THAT(p.collateral.index, ElementsAre(2, 2, 1, 0));
    EXPECT_THAT(p.collateral.valuation_month, ElementsAre(-12, -12, -6, 0));
}

TEST(TapeCollateral, CollateralFollowsItsLoanIntoItsSegmentAndTakesItsDiscount) {
    StudyFolder folder;
    // L2 owes 2500: with the discount of its own segment, none, its forced-sale LTV is 1.92; with the secured
    // segment's 0.50 it would be 3.85 and not eligible.
    folder.append("collateral.csv", "C4,L2,land,1300,2006-12-31,\nC5,L10,land,70,2006-12-31,\n");
    const Portfolio p = folder.load().portfolio;
    EXPECT_THAT(collateral_of(p, "L1"), ElementsAre(10000002));
    EXPECT_THAT(collateral_of(p, "L3"), ElementsAre(299999, 1000000));
    EXPECT_THAT(collateral_of(p, "L5"), ElementsAre(800000));
    EXPECT_THAT(collateral_of(p, "L10"), ElementsAre(7000));
    EXPECT_THAT(collateral_of(p, "L2"), ElementsAre(130000));
    EXPECT_THAT(collateral_of(p, "L4"), ElementsAre());
    EXPECT_EQ(p.collateral.entity.at(p.collateral.first.at(p.loans.row_of("L2"))), entity_of("C4"));
    EXPECT_EQ(p.eligible[1].at(p.loans.row_of("L2")), 3u);
}

TEST(TapeCollateral, LoansOfLinesThatCannotBeReadAreNotMissed) {
    StudyFolder folder;
    folder.replace("loans.csv", ",retail,Carol", ",retail,Carol,and one too many");
    EXPECT_THAT(folder.errors(), HasSubstr("loans.csv:2: the line has 13 fields"));
    EXPECT_THAT(folder.errors(), Not(HasSubstr("no loan has this identifier")));
    folder.append("collateral.csv", "C1,L1,office,1,2006-12-31,\n");
    EXPECT_THAT(folder.errors(), HasSubstr("this collateral is given for this loan twice"));
}

TEST(TapeCollateral, LeadingZerosThatASpreadsheetDroppedAreTold) {
    StudyFolder folder;
    folder.append("loans.csv", "007,B7,500,0,,0.05,2010-01-01,USD,,N,retail,\n");
    folder.append("collateral.csv",
                  "C7,7,land,70,2006-12-31,\nC8,0007,land,70,2006-12-31,\nC9,8,land,1,2006-12-31,\n");
    EXPECT_EQ(
        folder.errors(),
        "collateral.csv:6 (C7), loan_identifier, 7: no loan has this identifier, but for its leading zeros "
        "(2 rows, next collateral.csv:7 (C8); spreadsheets drop them where a column is not a text). Write it "
        "alike in both tables: the loans have 007.\n"
        "collateral.csv:8 (C9), loan_identifier, 8: no loan has this identifier. Remove the row, or add the "
        "loan.");
}

TEST(TapeCollateral, NoLoanIsNamedWhereSeveralDifferInLeadingZeros) {
    StudyFolder folder;
    folder.append(
        "loans.csv",
        "07,B7,500,0,,0.05,2010-01-01,USD,,N,retail,\n007,B7,500,0,,0.05,2010-01-01,USD,,N,retail,\n");
    folder.append("collateral.csv", "C7,7,land,70,2006-12-31,\n");
    EXPECT_THAT(folder.errors(), HasSubstr("not a text). Write it as its loan does."));
}

TEST(TapeCollateral, ATotalAndEmptyLinesAreNoCollateral) {
    StudyFolder folder;
    folder.append("collateral.csv", "Total,,,123456,,\n,,,,,\n,,,,,\n");
    EXPECT_EQ(
        folder.errors(),
        "collateral.csv:6 (Total): the row looks like a total or a footer (collateral_class, valuation_date "
        "are empty, and collateral_identifier, loan_identifier are not both there). Remove the row; if it "
        "is none, fill in what is empty.\n"
        "collateral.csv:7: the row is empty (2 rows, next collateral.csv:8; no column that is read has a "
        "value in it). Remove the row.");
}

TEST(TapeCollateral, SharesAddUpToTheMinorUnitAndGoByIdentifier) {
    std::vector<CollateralRow> rows;
    for (const char* loan : {"B", "C", "A"}) {
        CollateralRow& row = rows.emplace_back();
        row.identifier = "house";
        row.loan_identifier = loan;
        row.value = 10000;
        row.prior_claims = 1;
    }
    for (int turn = 0; turn < 3; ++turn) {
        std::rotate(rows.begin(), rows.begin() + 1, rows.end());
        const auto shares = shared_out(rows, {{"A", 500}, {"B", 500}, {"C", 500}});
        ASSERT_EQ(shares.size(), 3u);
        EXPECT_THAT(
            (std::vector{shares[0].loan_identifier, shares[1].loan_identifier, shares[2].loan_identifier}),
            ElementsAre("A", "B", "C"));
        EXPECT_THAT((std::vector{shares[0].value, shares[1].value, shares[2].value}),
                    ElementsAre(3333, 3334, 3333));
        EXPECT_THAT((std::vector{shares[0].prior_claims, shares[1].prior_claims, shares[2].prior_claims}),
                    ElementsAre(0, 1, 0));
    }
    EXPECT_EQ(shared_out(rows, {{"A", 0}, {"B", 0}, {"C", 0}})[0].value, 0) << "nobody's claim can be read";
}

TEST(TapeCollateral, CollateralMustFitTheLoans) {
    StudyFolder folder;
    folder.append(
        "collateral.csv",
        "C4,L99,office,10,2006-01-31,\nC2,L3,office,10000,2006-06-30,\nC3,L1,land,9000,2006-12-31,\n"
        "C5,L1,ofice,-5,2007-01-31,\nC1,L3,office,103000.01,2005-12-31,US\n");
    const std::string errors = folder.errors();
    EXPECT_THAT(errors,
                HasSubstr("collateral.csv:6 (C4), loan_identifier, L99: no loan has this identifier"));
    EXPECT_THAT(
        errors,
        HasSubstr("collateral.csv:2 (C2), loan_identifier, L3: this collateral is given for this loan "
                  "twice (4 rows, next collateral.csv:4 (C1), collateral.csv:7 (C2); also at "
                  "collateral.csv:7)"))
        << "the fourth is at 10: also where the loan is not the first of the collateral";
    EXPECT_THAT(
        errors,
        HasSubstr(
            "collateral.csv:5 (C3), collateral_identifier, C3: class, region, value, date or prior "
            "claims differ from another row of this collateral (2 rows, next collateral.csv:8 (C3); the "
            "one at collateral.csv:8; several rows"));
    EXPECT_THAT(errors, HasSubstr("collateral.csv:9 (C5), collateral_value, -5: is negative"));
    EXPECT_THAT(errors, HasSubstr("valuation_date, 2007-01-31: lies after the cut-off"));
}

TEST(TapeCollateral, ClassesWithoutParametersAreRefused) {
    EXPECT_EQ(StudyFolder().replace("collateral.csv", "C3,L5,land", "C3,L5,lend").errors(),
              "secured.toml, collateral.lend: the class has no parameters, but secures loans of segment "
              "'secured' (its "
              "sale needs a discount, costs and an error). Did you mean 'land'?");
}

TEST(TapeCollateral, AnExcludedLoanKeepsItsShareOfTheCollateral) {
    // On reading (a rate in percent) or by its segment's rule (a value is missing): L3 gets nothing of it.
    for (const auto& [old_text, new_text] : {std::pair("2006-08-15,0.065", "2006-08-15,6.5"),
                                             std::pair("2003-01-01,Y,mining", "2003-01-01,,mining")}) {
        StudyFolder folder;
        folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
        folder.replace("loans.csv", old_text, new_text);
        const Study study = folder.load();
        const Portfolio& p = study.portfolio;
        EXPECT_EQ(p.loans.row_of("L1"), p.loans.size());
        EXPECT_THAT(collateral_of(p, "L3"), ElementsAre(299999, 1000000));
        EXPECT_THAT(collateral_of(p, "L5"), ElementsAre(800000));
        EXPECT_EQ(p.collateral.size(), 3u);
        EXPECT_THAT(study.repairs,
                    Contains("loan_identifier: collateral of an excluded loan is left out (1 row)"));
    }
}

TEST(TapeCollateral, RowsOfOneCollateralThatDifferAreAllExcluded) {
    const std::string header = StudyFolder().read("collateral.csv");
    const std::string first_line = header.substr(0, header.find('\n') + 1);
    std::vector<std::string> lines = {"C1,L1,office,100,2005-12-31,US\n", "C1,L3,office,200,2005-12-31,US\n",
                                      "C1,L5,office,100,2005-12-31,US\n", "C2,L3,office,50,2005-12-31,US\n",
                                      "C2,L3,office,60,2005-12-31,US\n",  "C3,L5,land,8000,2006-12-31,\n"};
    for (std::size_t turn = 0; turn < lines.size(); ++turn) {
        std::rotate(lines.begin(), lines.begin() + 1, lines.end());
        StudyFolder folder;
        folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
        std::string text = first_line;
        for (const std::string& line : lines) {
            text += line;
        }
        folder.write("collateral.csv", text);
        const Study study = folder.load();
        EXPECT_EQ(study.excluded.size(), 5u);
        EXPECT_THAT(study.portfolio.collateral.value, ElementsAre(800000)) << "whichever row came first";
    }
}

TEST(TapeCollateral, ACollateralWithABrokenRowIsNotSharedOut) {
    // The same loan twice, a loan that does not exist, a date after cut-off, and a loan whose claim is
    // unreadable.
    const char* const second_rows[] = {
        "C1,L3,office,103000.01,2005-12-31,US\nC1,L3,office,103000.01,2005-12-31,US\n",
        "C1,L99,office,103000.01,2005-12-31,US\n", "C1,L3,office,103000.01,2007-12-31,US\n"};
    for (const char* const rows : second_rows) {
        StudyFolder folder;
        folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
        folder.replace("collateral.csv", "C1,L3,office,103000.01,2005-12-31,US\n", rows);
        const Portfolio p = folder.load().portfolio;
        EXPECT_THAT(collateral_of(p, "L1"), ElementsAre()) << rows;
        EXPECT_THAT(collateral_of(p, "L3"), ElementsAre(1000000)) << rows;
    }
    StudyFolder folder;
    folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
    folder.replace("loans.csv", "L1,B1,100000.50", "L1,B1,");
    const Study study = folder.load();
    EXPECT_THAT(collateral_of(study.portfolio, "L3"), ElementsAre(1000000)) << "L1's share is not known";
    EXPECT_EQ(study.excluded.size(), 3u) << "L1 and both rows of C1";
}

TEST(TapeCollateral, EveryRowNeedsAnIdentifier) {
    StudyFolder folder;
    const auto first = std::ranges::count(folder.read("collateral.csv"), '\n') + 1;
    const std::string given = folder.read("collateral.csv");
    const std::string last = given.substr(given.rfind('\n', given.size() - 2) + 1);
    const std::string nameless = last.substr(last.find(','));
    folder.append("collateral.csv", nameless + nameless);
    const std::string errors = folder.errors();
    EXPECT_THAT(errors, HasSubstr("collateral.csv:" + std::to_string(first) +
                                  ", collateral_identifier: is empty (2 rows, next collateral.csv:" +
                                  std::to_string(first + 1) + "; every row needs it)."));
    EXPECT_THAT(errors, Not(HasSubstr("twice"))) << "what has no name is not the same";
}

}  // namespace
}  // namespace recoup::sim
