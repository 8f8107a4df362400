// Silent mistakes of a tape: each gives one warning that names it; a tape without them gives none.
#include "sim/input/plausibility/plausibility.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/input/plausibility/plausibility_checks.hpp"
#include "tests/sim/input/plausibility/doubted_book.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Plausibility, ATapeWithoutMistakesIsNotDoubted) {
    EXPECT_THAT(Book().doubts(), IsEmpty());
    EXPECT_THAT(Book(12).doubts(), IsEmpty());
}

// Recovery -516 %: claims of 25 beside costs of 100 and a threshold of 2,500.
TEST(Plausibility, AmountsInLakhAreNamedOnceWithWhatFollows) {
    Book book;
    book.each([](LoanLine& line) { line.balance /= 1e5; });
    const std::string doubt = only(book.doubts());
    EXPECT_THAT(doubt,
                AllOf(HasSubstr("loans.csv, principal_balance, 0.25: the median claim of 120 loans looks too "
                                "small for the costs of the study"),
                      HasSubstr("Write amounts in whole units of USD"), HasSubstr("100,000 in lakh")));
    EXPECT_THAT(
        doubt,
        AllOf(HasSubstr("\n    so 0 of 120 loans reach the principal_balance of 2500 that measure 'modify' "
                        "of option 'workout' asks for"),
              HasSubstr("\n    so a year of servicing and workout costs more than the claim of 120 of "
                        "120 loans"),
              HasSubstr("\n    so collateral is worth 1.19e+05 times the claim that it secures")));
    EXPECT_THAT(book.doubts("cost_to_claim = false\nmost_collateral_to_claim = false"), IsEmpty());
    EXPECT_THAT(only(book.doubts("cost_to_claim = 1e6")), HasSubstr("collateral is worth 1.19e+05 times"))
        << "a consequence stands for itself where its cause is not doubted";
}

TEST(Plausibility, AFixedCostAboveTheClaimsOfThoseWhoMayTakeTheMeasure) {
    Book book;
    book.each([](LoanLine& line) { line.balance /= 100.0; });  // 100 to 400; a year of workout costs 600
    book.collateral_share = 0.012;
    EXPECT_THAT(only(book.doubts()),
                HasSubstr("a year of servicing and workout costs more than the claim of 120 of 120"));
    Book::LaidOut folder(book);
    folder.replace("workout.toml", "principal_balance >= 2500", "principal_balance >= 0");
    folder.replace("workout.toml", "fixed = 100.0", "fixed = 500.0");
    EXPECT_THAT(folder.warnings(),
                HasSubstr("measure 'modify' of option 'workout' costs 500.00, above the median claim "
                          "of those who may take it, 249.56"));
}

TEST(Plausibility, AFixedCostIsComparedByTheLimitOfTheStudy) {
    Book book;
    book.each([](LoanLine& line) { line.balance /= 100.0; });
    book.collateral_share = 0.012;
    const auto warnings = [&](const std::string& settings) {  // twice the median claim is 499.12
        Book::LaidOut folder(book, settings);
        folder.replace("workout.toml", "principal_balance >= 2500", "principal_balance >= 0");
        folder.replace("workout.toml", "fixed = 100.0", "fixed = 500.0");
        return folder.warnings();
    };
    EXPECT_THAT(warnings("cost_to_claim = 2.0"), HasSubstr("costs 500.00, above the median claim"));
    EXPECT_THAT(warnings("cost_to_claim = 2.01"), Not(HasSubstr("costs 500.00, above the median claim")));
}

TEST(Plausibility, AThresholdThatPartOfTheLoansReachIsMeant) {
    const auto warnings = [](const char* least) {
        Book::LaidOut folder{Book()};
        folder.replace("workout.toml", "principal_balance >= 2500",
                       "principal_balance >= " + std::string(least));
        return folder.warnings();
    };
    EXPECT_THAT(warnings("32000"), Not(HasSubstr("looks too small"))) << "a fourth of them";
    EXPECT_THAT(warnings("38407"), Not(HasSubstr("looks too small"))) << "6 of 120";
    EXPECT_THAT(warnings("38659"), HasSubstr("so 5 of 120 loans reach the principal_balance of 38659"));
}

TEST(Plausibility, OneRowInAnotherUnitIsNamedFromAHundredLoansOn) {
    Book book;
    book.lines[57].balance *= 83.0;
    EXPECT_THAT(only(book.doubts()), AllOf(HasSubstr("loans.csv:59 (L057), principal_balance, 2019"),
                                           HasSubstr("one of 120 loans holds 40.5 % of all claims")));
    EXPECT_THAT(only(book.doubts("largest_claim_share = 0.4")), HasSubstr("one of 120 loans"));
    EXPECT_THAT(book.doubts("largest_claim_share = 0.41"), IsEmpty());
    EXPECT_THAT(book.doubts("largest_claim_share = false"), IsEmpty());
    EXPECT_THAT(book.doubts("concentration_from_loans = 121"), IsEmpty());
    Book small(99);
    small.lines[57].balance *= 83.0;
    EXPECT_THAT(small.doubts(), IsEmpty()) << "a small book is concentrated";
}

TEST(Plausibility, ConcentrationIsJudgedFromTheVeryNumberOfLoansOn) {
    Book book(100);
    book.lines[57].balance *= 83.0;
    EXPECT_THAT(only(book.doubts()), HasSubstr("one of 100 loans"));
    EXPECT_THAT(book.doubts("concentration_from_loans = 101"), IsEmpty());
}

TEST(Plausibility, DatesThatContradictEachOther) {
    Book book;
    book.lines[8].origination = "2006-09-01";
    EXPECT_THAT(only(book.doubts()),
                HasSubstr("loans.csv:10 (L008), date_of_default, 2006-08-15: 1 of 120 loans "
                          "defaulted before they began, here on 2006-09-01"));
    EXPECT_THAT(book.doubts("default_before_origination = false"), IsEmpty());
    book.lines[8].origination = "2006-08-15";
    EXPECT_THAT(book.doubts(), IsEmpty()) << "on the same day";
    book.lines[8].days = 0;
    EXPECT_THAT(only(book.doubts()),
                HasSubstr("loans.csv:10 (L008), days_in_pastdue, 0: 1 of 30 loans with a date of "
                          "default are 0 days past due"));
    EXPECT_THAT(book.doubts("days_beside_default = false"), IsEmpty());
    EXPECT_THAT(book.doubts("share_of_rows = 0.05"), IsEmpty()) << "unlikely to pay: legal in single rows";
}

TEST(Plausibility, CollateralOutOfProportionOrMissing) {
    Book book;
    book.collateral_share = 1e-3;
    EXPECT_THAT(only(book.doubts()),
                AllOf(HasSubstr("collateral.csv, collateral_value: collateral is worth 0.001 times "
                                "the claim that it secures, in the median (below 0.05)"),
                      HasSubstr("plausibility.least_collateral_to_claim = false")));
    book.collateral_share = 25.0;
    EXPECT_THAT(only(book.doubts()), HasSubstr("in the median (above 20)"));
    EXPECT_THAT(book.doubts("most_collateral_to_claim = 30"), IsEmpty());
    book.has_collateral = false;
    EXPECT_THAT(only(book.doubts()),
                HasSubstr("no loan has collateral, and measure 'legal' of option 'workout'"));
    EXPECT_THAT(book.doubts("no_collateral = false"), IsEmpty());
}

TEST(Plausibility, OldValuations) {
    Book book;
    book.valuation_date = "1991-11-30";
    EXPECT_THAT(only(book.doubts()),
                AllOf(HasSubstr("collateral.csv:2 (K0), valuation_date, 1991-11-30: 60 of 60 "
                                "valuations are more than 15 years old"),
                      HasSubstr("plausibility.oldest_valuation_years = false")));
    book.valuation_date = "1991-12-31";
    EXPECT_THAT(book.doubts(), IsEmpty()) << "15 years to the month";
}

TEST(Plausibility, ThresholdsAreStrictSettingsThatChangeNoFigure) {
    const Book::LaidOut folder{Book()};
    const Study usual = folder.load();
    const Study moved =
        folder.load({{{"plausibility.highest_rate", "0.5"}, {"plausibility.totals", "false"}}});
    EXPECT_EQ(usual.identity, moved.identity);
    EXPECT_THAT(usual.text_resolved,
                AllOf(HasSubstr("\"highest_rate\": 0.6"), HasSubstr("\"totals\": true")));
    EXPECT_THAT(moved.text_resolved,
                AllOf(HasSubstr("\"highest_rate\": 0.5"), HasSubstr("\"totals\": false")));
    EXPECT_THAT(folder.errors({{{"plausibility.higest_rate", "0.5"}}}),
                HasSubstr("Did you mean 'highest_rate'?"));
    EXPECT_THAT(folder.errors({{{"plausibility.highest_rate", "true"}}}),
                HasSubstr("must be a number, or false"));
    EXPECT_THAT(folder.errors({{{"plausibility.highest_rate", "60"}}}),
                HasSubstr("must be a rate a year, as a fraction, from 0 to 1"));
}

TEST(Plausibility, WarningsDoNotDependOnTheOrderOfTheRowsSaveWhereItIsTheMatter) {
    Book book;
    book.each([](LoanLine& line) { line.rate = 0.7; });
    Book turned = book;
    std::swap(turned.lines.front(), turned.lines.back());
    EXPECT_THAT(only(book.doubts()), HasSubstr("loans.csv:2 (L000)"));
    EXPECT_THAT(only(turned.doubts("most_collateral_to_claim = false")), HasSubstr("loans.csv:2 (L119)"));
}

TEST(Plausibility, TheMedianIsTheMiddle) {
    EXPECT_EQ(median({3.0}), 3.0);
    EXPECT_EQ(median({4.0, 1.0}), 2.5);
    EXPECT_EQ(median({9.0, 1.0, 4.0}), 4.0);
    EXPECT_EQ(median({9.0, 1.0, 4.0, 5.0}), 4.5);
}

TEST(Plausibility, StudiesThatShipAreNotDoubted) {
    const std::filesystem::path folder = std::filesystem::path(RECOUP_SOURCE_DIR) / "scenarios/studies";
    for (const char* name : {"sba_2025.toml", "sba_2026.toml", "chain_10k.toml"}) {
        for (const Problem& warning : load_study(folder / name).warnings) {
            EXPECT_EQ(warning.where, "scenario") << name << ": " << warning.text();
        }
    }
}

}  // namespace
}  // namespace recoup::sim
