// Rows that are totals of others, and currencies that change in the middle.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/input/plausibility/doubted_book.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

}  // namespace
}  // namespace recoup::sim
