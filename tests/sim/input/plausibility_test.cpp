// Silent mistakes of a tape: each gives one warning that names it; a tape without them gives none.
#include "sim/input/plausibility.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <sstream>

#include "sim/input/plausibility_checks.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct LoanLine {
    std::string identifier;
    double balance = 0.0;
    std::string date_of_default = {};
    int days = 0;
    double rate = 0.0525;
    std::string currency = "USD";
    std::string origination = "2003-01-15";
};

/// Loans between 10,000 and 40,000 USD, every fourth in default, every second with an office.
class Book {
  public:
    explicit Book(int loans = 120) {
        for (int i = 0; i < loans; ++i) {
            LoanLine line{fmt::format("L{:03}", i), 10000.13 + 251.37 * (i % 120)};
            if (i % 4 == 0) {
                line.date_of_default = "2006-08-15";
                line.days = 130;
            }
            lines.push_back(line);
        }
    }

    std::vector<LoanLine> lines;
    double collateral_share = 1.2;
    std::string valuation_date = "2005-12-31";
    bool has_collateral = true;

    void each(const std::function<void(LoanLine&)>& f) { std::for_each(lines.begin(), lines.end(), f); }

    /// What is doubted of the tape, not what is said of the other files.
    std::vector<std::string> doubts(const std::string& settings = "") const {
        const LaidOut folder(*this, settings);
        std::vector<std::string> texts;
        for (const Problem& problem : folder.load().warnings) {
            if (problem.where.find(".csv") != std::string::npos) {
                texts.push_back(problem.text());
            }
        }
        return texts;
    }

    void lay_out(StudyFolder& folder, const std::string& settings) const {
        std::string loans =
            "loan_identifier,counterparty_identifier,principal_balance,days_in_pastdue,date_of_default,"
            "current_interest_rate,current_maturity_date,loan_currency,date_of_origination,real_estate_"
            "backed,"
            "industry\n";
        std::string collateral =
            "collateral_identifier,loan_identifier,collateral_class,collateral_value,valuation_date,region\n";
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const LoanLine& line = lines[i];
            loans += fmt::format("{},B{},{:.2f},{},{},{:.12g},2012-12-31,{},{},{},retail\n", line.identifier,
                                 i, line.balance, line.days, line.date_of_default, line.rate, line.currency,
                                 line.origination, i % 2 == 0 ? "Y" : "N");
            if (i % 2 == 0 && has_collateral) {
                collateral += fmt::format(
                    "K{},{},office,{:.2f},{},US\n", i, line.identifier,
                    (10000.13 + 251.37 * (static_cast<double>(i % 120))) * collateral_share, valuation_date);
            }
        }
        folder.write("loans.csv", loans);
        folder.write("collateral.csv", collateral);
        folder.append("base.toml",
                      "[costs.default]\nservicing_per_month = 20.0\ninternal_workout_per_month = 30.0\n");
        folder.replace("workout.toml", " and ltv_forced_sale < 2", "");
        folder.append("study.toml", settings.empty() ? "" : "[plausibility]\n" + settings + "\n");
    }

    class LaidOut : public StudyFolder {
      public:
        explicit LaidOut(const Book& book, const std::string& settings = "") {
            book.lay_out(*this, settings);
        }
    };
};

std::string only(const std::vector<std::string>& doubts) {
    EXPECT_EQ(doubts.size(), 1u) << testing::PrintToString(doubts);
    return doubts.empty() ? "" : doubts.front();
}

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

TEST(Plausibility, ARateDividedByAHundredTwice) {
    Book book;
    book.each([](LoanLine& line) { line.rate /= 100.0; });
    EXPECT_THAT(
        only(book.doubts()),
        AllOf(HasSubstr(
                  "loans.csv:2 (L000), current_interest_rate, 0.000525: all 120 rates above zero are below "
                  "0.2 % a year"),
              HasSubstr("If the value stands for 5.25 %, write 0.0525")));
    book.lines[3].rate = 0.0525;
    EXPECT_THAT(book.doubts(), IsEmpty()) << "not all";
    book.each([](LoanLine& line) { line.rate = 0.0; });
    EXPECT_THAT(book.doubts(), IsEmpty()) << "a book without interest is meant so";
}

TEST(Plausibility, ARateAtTheLowestIsNotBelowIt) {
    Book book;
    book.each([](LoanLine& line) { line.rate = 0.002; });
    EXPECT_THAT(book.doubts(), IsEmpty());
    EXPECT_THAT(only(book.doubts("lowest_rate = 0.0021")), HasSubstr("all 120 rates above zero are below"));
}

TEST(Plausibility, RatesInPerCentBelowOneAreDoubtedAsAShareOfRows) {
    Book book;
    book.lines[5].rate = 0.9;
    EXPECT_THAT(book.doubts(), IsEmpty()) << "one in 120 is below 1 %";
    book.lines[9].rate = 0.75;
    EXPECT_THAT(
        only(book.doubts()),
        AllOf(HasSubstr(
                  "loans.csv:7 (L005), current_interest_rate, 0.9: 2 of 120 rates are above 60 % a year; the "
                  "median of all is 5.25 %"),
              HasSubstr("If the value stands for 0.9 %, write 0.009")));
    EXPECT_THAT(book.doubts("highest_rate = 0.95"), IsEmpty());
    EXPECT_THAT(book.doubts("share_of_rows = 0.02"), IsEmpty());
}

/// The warnings of a tape that gives effective rates beside the contract's.
std::string rate_doubts(const std::string& rate, const std::string& effective, const std::string& settings) {
    Book::LaidOut folder{Book()};
    std::string text, line;
    for (std::istringstream lines(folder.read("loans.csv")); std::getline(lines, line);) {
        const std::size_t at = line.find(",0.0525,");
        text += (at == std::string::npos
                     ? line + ",effective_interest_rate"
                     : line.substr(0, at) + "," + rate + line.substr(at + 7) + "," + effective) +
                "\n";
    }
    folder.write("loans.csv", text);
    folder.replace("study.toml", "[portfolio]", "[portfolio]\n" + settings);
    return folder.warnings();
}

TEST(Plausibility, EffectiveRatesAreDoubtedAsThoseOfTheContract) {
    EXPECT_THAT(
        rate_doubts("0.0525", "0.000535", ""),
        HasSubstr("(L000), effective_interest_rate, 0.000535: all 120 rates above zero are below 0.2 %"));
    EXPECT_THAT(
        rate_doubts("0.0525", "0.9", ""),
        AllOf(HasSubstr("(L000), effective_interest_rate, 0.9: 120 of 120 rates are above 60 % a year; the "
                        "median of all is 90 %"),
              HasSubstr("write 0.009")));
    EXPECT_THAT(rate_doubts("0.000525", "", ""), Not(HasSubstr("effective_interest_rate")))
        << "what follows from the contract's rate is not doubted again";
    EXPECT_THAT(rate_doubts("0.0525", "0.0538", ""), Not(HasSubstr("interest_rate")));
}

TEST(Plausibility, AdviceOnRatesInPerCentIsInPerCent) {
    EXPECT_THAT(
        rate_doubts("0.0525", "", "percent = true"),
        AllOf(
            HasSubstr("current_interest_rate, 0.0525: all 120 rates above zero are below 0.2 %"),
            HasSubstr("If the value stands for 5.25 %, remove `percent` under [portfolio]; if it is right")));
    EXPECT_THAT(
        rate_doubts("0.0525", "5.38", "percent = true"),
        HasSubstr("stands for 5.25 %, set `percent = [\"effective_interest_rate\"]` under [portfolio]"));
    EXPECT_THAT(rate_doubts("0.0525", "0.0538", "percent = true"),
                AllOf(HasSubstr("stands for 5.25 %, remove `percent`"),
                      HasSubstr("stands for 5.38 %, remove `percent`")));
    EXPECT_THAT(rate_doubts("65", "", "percent = true"),
                AllOf(HasSubstr("current_interest_rate, 65: 120 of 120 rates are above 60 % a year"),
                      HasSubstr("If the value stands for 0.65 %, write 0.65; if it is right")));
    EXPECT_THAT(rate_doubts("0.0525%", "", "percent = true"),
                HasSubstr("If the value stands for 5.25 %, write 5.25; if it is right"));
}

TEST(Plausibility, ATotalWithAnIdentifierIsNoLoan) {
    for (const std::size_t at : {std::size_t{120}, std::size_t{0}, std::size_t{40}}) {
        Book book;
        double sum = 0.0;
        book.each([&](LoanLine& line) { sum += line.balance; });
        book.lines.insert(book.lines.begin() + static_cast<std::ptrdiff_t>(at), LoanLine{"TOTAL", sum + 0.3});
        EXPECT_THAT(only(book.doubts("no_collateral = false\nmost_collateral_to_claim = false")),
                    AllOf(HasSubstr("(TOTAL), principal_balance"),
                          HasSubstr("the row looks like a total: it is the sum of the other 120"),
                          HasSubstr("so 50 % of all claims are counted again")));
        EXPECT_THAT(only(book.doubts("totals = false")),
                    HasSubstr("one of 121 loans holds 50 % of all claims"));
        book.lines[at].balance += 1.0;
        EXPECT_THAT(only(book.doubts()), HasSubstr("one of 121 loans")) << "not the sum, but large";
    }
}

TEST(Plausibility, ATotalCountsTheRowsThatAreLeftOut) {
    Book book;
    double sum = 0.0;
    book.each([&](LoanLine& line) { sum += line.balance; });
    book.lines.push_back({"TOTAL", sum});
    book.lines[40].rate = 7.0;
    Book::LaidOut folder(book);
    folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
    EXPECT_THAT(folder.warnings(),
                AllOf(HasSubstr("(TOTAL), principal_balance"),
                      HasSubstr("the row looks like a total: it is the sum of the other 120, excluded rows "
                                "among them"),
                      Not(HasSubstr("holds 50"))));
    book.lines.back().balance -= book.lines[40].balance;
    Book::LaidOut without(book);
    without.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
    EXPECT_THAT(without.warnings(), HasSubstr("it is the sum of the other 119, within rounding"));
    Book of_excluded;
    of_excluded.lines.push_back({"", sum});
    Book::LaidOut unnamed(of_excluded);
    unnamed.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
    EXPECT_THAT(unnamed.warnings(), Not(HasSubstr("looks like a total"))) << "it is left out already";
}

TEST(Plausibility, ATotalIsThatOfTheAmountsBeforeTheyWereRounded) {
    // Lakh with two decimals, times 100,000; the total of what was rounded lies within half a hundredth a
    // row.
    const double grain = 1000.0;
    Book book;
    double sum = 0.0;
    book.each([&](LoanLine& line) {
        line.balance = grain * std::round(line.balance / 10.0);
        sum += line.balance;
    });
    const char* const others_off = "no_collateral = false\nleast_collateral_to_claim = false";
    for (const double off : {grain, -60.0 * grain, 4.37}) {
        Book with = book;
        with.lines.insert(with.lines.begin() + 70, LoanLine{"TOTAL", sum + off});
        EXPECT_THAT(only(with.doubts(others_off)),
                    HasSubstr("it is the sum of the other 120, within rounding"))
            << off;
    }
    book.lines.push_back(LoanLine{"LARGE", sum + 62.0 * grain});
    EXPECT_THAT(only(book.doubts(others_off)), HasSubstr("one of 121 loans holds 50"));
}

TEST(Plausibility, FewRoundBalancesAreNoSumOfTheOthersButForRounding) {
    Book book(6);
    book.has_collateral = false;
    book.each([](LoanLine& line) { line.balance = 10000.0; });
    book.lines[3].balance = 70000.0;
    for (const std::string& doubt : book.doubts()) {
        EXPECT_THAT(doubt, Not(HasSubstr("looks like a total")));
    }
}

TEST(Plausibility, SumsOfGroupsAreNoLoansEither) {
    Book book(0), whole(120);
    double sum = 0.0, all = 0.0;
    for (std::size_t i = 0; i < whole.lines.size(); ++i) {
        book.lines.push_back(whole.lines[i]);
        sum += whole.lines[i].balance;
        if (i % 30 == 29) {
            book.lines.push_back({fmt::format("SUM{}", i / 30), sum});
            all += std::exchange(sum, 0.0);
        }
    }
    EXPECT_THAT(only(book.doubts()), AllOf(HasSubstr("(SUM3)"), HasSubstr("4 rows look like totals"),
                                           HasSubstr("so 50 % of all claims are counted again")));
    book.lines.push_back({"ALL", all});
    EXPECT_THAT(only(book.doubts()), AllOf(HasSubstr("(ALL)"), HasSubstr("5 rows look like totals")));
}

TEST(Plausibility, RoundBalancesThatAddUpAreLoans) {
    Book book;
    book.each([](LoanLine& line) { line.balance = 10000.0; });
    book.lines[3].balance = 30000.0;
    book.lines[90].balance = 50000.0;
    EXPECT_THAT(book.doubts(), IsEmpty());
    Book three(3);
    three.each([](LoanLine& line) { line.balance = 10000.0; });
    three.lines[2].balance = 20000.0;
    EXPECT_THAT(three.doubts(), IsEmpty());
}

TEST(Plausibility, ATotalHasFourSummandsOrMore) {
    const auto doubts = [](int summands) {
        Book book(summands);
        double sum = 0.0;
        book.each([&](const LoanLine& line) { sum += line.balance; });
        book.lines.push_back({"SUM", sum});
        return book.doubts();
    };
    EXPECT_THAT(doubts(3), IsEmpty());
    EXPECT_THAT(only(doubts(4)), HasSubstr("(SUM)"));
}

TEST(Plausibility, ACurrencyThatChangesInTheMiddle) {
    Book book;
    for (std::size_t i = 0; i < book.lines.size(); ++i) {
        book.lines[i].currency = i < 4 ? "EUR" : "USD";
    }
    EXPECT_THAT(
        only(book.doubts()),
        HasSubstr(
            "loans.csv:6, loan_currency, USD: the currency changes in the middle: 4 rows in EUR, then 116 "
            "in USD"));
    EXPECT_THAT(book.doubts("currency_change = false"), IsEmpty());
    book.each([](LoanLine& line) { line.currency = line.currency == "EUR" ? "EUR" : ""; });
    EXPECT_THAT(only(book.doubts()), HasSubstr("then 116 in USD"))
        << "an empty field is the study's currency";
    book.lines[60].currency = "EUR";
    EXPECT_THAT(book.doubts(), IsEmpty()) << "a tape of two currencies";
}

TEST(Plausibility, ACurrencyThatChangesAndEndsAgain) {
    const auto doubts = [](std::size_t from, std::size_t to) {
        Book book;
        for (std::size_t i = from; i < to; ++i) {
            book.lines[i].currency = "EUR";
        }
        return book.doubts();
    };
    EXPECT_THAT(only(doubts(40, 80)),
                HasSubstr("loans.csv:42, loan_currency, EUR: the currency changes in the "
                          "middle: 40 rows in USD, then 40 in EUR, then 40 in USD"));
    EXPECT_THAT(only(doubts(4, 119)), HasSubstr("then 115 in EUR, then 1 in USD")) << "the last row is empty";
    EXPECT_THAT(only(doubts(40, 45)), HasSubstr("then 5 in EUR"));
    EXPECT_THAT(doubts(40, 44), IsEmpty()) << "a few loans in another currency";
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
