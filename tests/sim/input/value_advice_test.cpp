// What a value that cannot be read should be written as: the same number, the same day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/input/toml/text_values.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string advice(const std::string& text, bool decimal_comma) {
    return number_problem(text, decimal_comma).suggestion;
}

TEST(ValueAdvice, WhatPartsThousandsIsTakenOutAndDecimalsStay) {
    for (const char* text :
         {"6 657 000,50", "6'657'000,50", "6\u00a0657\u00a0000,50", "6\u202f657\u202f000,50",
          "6\u2019657\u2019000,50", "6 657 000.50", "6'657'000.50", "66 57 000.50"}) {
        EXPECT_THAT(advice(text, false), HasSubstr("with a decimal point: 6657000.50")) << text;
        EXPECT_THAT(advice(text, true), EndsWith("with a decimal comma: 6657000,50")) << text;
    }
    for (const char* text : {"6,657,000.50", "66,57,000.50"}) {
        EXPECT_THAT(advice(text, false), EndsWith("with a decimal point: 6657000.50")) << text;
        EXPECT_THAT(advice(text, true), EndsWith("with a decimal comma: 6657000,50")) << text;
    }
    EXPECT_THAT(advice("4,26,28,100", false), EndsWith(": 42628100"));
    EXPECT_THAT(advice("-1 234,567", false), HasSubstr("point: -1234.567")) << "blanks part the thousands";
}

TEST(ValueAdvice, BothConventionsAreNamedWhereAnotherColumnMayAskForTheComma) {
    EXPECT_THAT(advice("6 657 000,50", false), EndsWith("; with decimal_comma = true, 6657000,50"));
    EXPECT_THAT(advice("6 657 000.50", false), Not(HasSubstr("decimal_comma")));
}

TEST(ValueAdvice, NoNumberIsMadeOfWhatIsNone) {
    for (const char* text : {"1 2", "100 20", "12,34,5", "1,23,45", "1.5,2", "12,34.5", "6 657,000,00",
                             "(1 234)", "1 234 567,8,9", "2024 12", "0 123"}) {
        EXPECT_THAT(advice(text, false), EndsWith("decimal point")) << text;
        EXPECT_THAT(advice(text, true), EndsWith("decimal comma")) << text;
    }
}

TEST(ValueAdvice, TheMarkIsTheOneThatTheTableIsReadWith) {
    EXPECT_THAT(advice("6657000.50", true),
                EndsWith("Write a decimal comma, as in the other rows: 6657000,50"));
    EXPECT_THAT(advice("0.05", true), EndsWith(": 0,05"));
    EXPECT_THAT(advice("12.500,40", false), EndsWith("decimal point: 12500.40"));
    EXPECT_THAT(advice("5,25 %", true), EndsWith("0,0525 for 5,25 %"));
    EXPECT_THAT(advice("5.25\u00a0%", false), EndsWith("0.0525 for 5.25 %"));
    EXPECT_THAT(advice("about 5 %", false), EndsWith("0.065 for 6.5 %"));
}

TEST(ValueAdvice, BlanksAroundANumberAreTold) {
    for (const char* text : {" 0,05", "0,05 ", "0,05\u00a0"}) {
        const ValueProblem problem = number_problem(text, true);
        EXPECT_EQ(problem.problem, "has blanks before or behind it") << text;
        EXPECT_EQ(problem.suggestion, "Write the number alone: 0,05") << text;
    }
    EXPECT_THAT(advice(" 1,000", false), EndsWith("1000 or 1.000"));
}

TEST(ValueAdvice, ACommaThatOtherRowsDecideIsRewrittenAsTheySay) {
    EXPECT_THAT(number_problem("1,000", false, ProblemCause::thousands).suggestion, EndsWith("point: 1000"));
    EXPECT_THAT(number_problem("1,000", false, ProblemCause::decimal_comma).suggestion,
                EndsWith("point: 1.000"));
    StudyFolder folder;
    folder.replace("loans.csv", "3000.00,0", "\"3,000\",0")
        .replace("loans.csv", "2000,45", "\"2,000.50\",45");
    EXPECT_THAT(folder.errors(), AllOf(HasSubstr("has thousands separators (2 rows"),
                                       HasSubstr("point: 3000."), Not(HasSubstr(" or "))));
}

TEST(ValueAdvice, ARateInPerCentBesideDecimalCommasIsWrittenWithOne) {
    StudyFolder folder;
    folder.replace("study.toml", "[portfolio]", "[portfolio]\ndecimal_comma = true");
    EXPECT_THAT(folder.errors(), HasSubstr("as in the other rows: 0,07"));
    folder.replace("loans.csv", "0.07,", "\"5,25\",");
    EXPECT_THAT(folder.errors(), HasSubstr("Write 0,0525 for 5,25 %"));
}

TEST(ValueAdvice, ASignOfPerCentIsNoProblemWhereTheStudySaysPerCent) {
    StudyFolder folder;
    folder.replace("study.toml", "[portfolio]", "[portfolio]\npercent = true");
    folder.replace("loans.csv", "0.07,", "\"5,25 %\",");
    EXPECT_THAT(folder.errors(), AllOf(HasSubstr("point: 5.25"), Not(HasSubstr("has a per cent sign"))));
    folder.replace("loans.csv", "\"5,25 %\"", "5.25\u00a0%");
    EXPECT_EQ(folder.errors(), "");
}

TEST(ValueAdvice, ADateIsRewrittenWhereOnlyOneDayCanBeMeant) {
    for (const char* text : {"24/02/2024", "24.2.2024", "2/24/2024", "2024/02/24", "2024.2.24"}) {
        EXPECT_EQ(date_suggestion(text), "Write dates as 2006-12-31: 2024-02-24") << text;
    }
    EXPECT_THAT(date_suggestion("5/5/2024"), EndsWith("2024-05-05"));
    for (const char* text : {"03/04/2024", "24/02/24", "3.4.24", "31/02/2024", "1/2/3/2024", "a/b"}) {
        EXPECT_THAT(date_suggestion(text), HasSubstr("cannot be told from this one")) << text;
    }
    EXPECT_EQ(date_suggestion("46000"), "Write dates as 2006-12-31");
    EXPECT_THAT(date_suggestion("2024-02-24 00:00:00"), HasSubstr("without the time of day"));
}

TEST(ValueAdvice, WordsForNoValueAreAddedToThoseThatTheStudyHas) {
    StudyFolder folder;
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nmissing = [\"NA\"]");
    std::string loans = folder.read("loans.csv");
    loans.insert(loans.find('\n'), ",grade");
    for (std::size_t at = loans.find('\n') + 1, row = 0; at < loans.size(); ++row) {
        at = loans.find('\n', at);
        const std::string grade = row == 2 ? ",null" : ",3";
        loans.insert(at, grade);
        at += grade.size() + 1;
    }
    folder.write("loans.csv", loans);
    folder.replace("study.toml", "when = \"", "when = \"grade > 1 and ");
    EXPECT_THAT(folder.errors(), HasSubstr("set `missing = [\"NA\", \"null\"]` under [portfolio]"));
}

}  // namespace
}  // namespace recoup::sim
