// Rates of a tape that are legal and hardly right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "sim/input/plausibility/plausibility_checks.hpp"
#include "tests/sim/input/plausibility/doubted_book.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

}  // namespace
}  // namespace recoup::sim
