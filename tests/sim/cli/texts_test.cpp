// Numbers, tables, progress and the rows left out, as text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cli/problem_list.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/output/excluded_rows.hpp"

namespace recoup::sim::cli {
namespace {

using ::testing::HasSubstr;

TEST(UnitsText, Money) {
    EXPECT_EQ(money_text(0), "0.00");
    EXPECT_EQ(money_text(-5), "-0.05");
    EXPECT_EQ(money_text(123456789), "1,234,567.89");
    EXPECT_EQ(money_text(-100000), "-1,000.00");
    EXPECT_EQ(whole_money_text(99950), "1,000");
    EXPECT_EQ(with_separators(999), "999");
    EXPECT_EQ(with_separators(-1234567), "-1,234,567");
}

TEST(UnitsText, DurationAndSize) {
    EXPECT_EQ(duration_text(0.04), "under 0.1 s");
    EXPECT_EQ(duration_text(9.94), "9.9 s");
    EXPECT_EQ(duration_text(59.4), "59 s");
    EXPECT_EQ(duration_text(59.6), "1 min 00 s");
    EXPECT_EQ(duration_text(3599.6), "1 h 00 min");
    EXPECT_EQ(duration_text(7500), "2 h 05 min");
    EXPECT_EQ(gigabytes_text(0.0003), "1 MB");
    EXPECT_EQ(gigabytes_text(2.25), "2.2 GB");
    EXPECT_EQ(gigabytes_text(25.1), "25 GB");
}

TEST(TextTable, ColumnsLineUpByCharactersNotBytes) {
    TextTable table({{"name", TextTable::Align::left}, {"amount"}});
    table.row({"Müller", "1.00"});
    table.row({"Lee", "1,000.00"});
    table.rule();
    table.row({"", "x"});
    EXPECT_EQ(table.text(" "),
              " name      amount\n"
              " ----------------\n"
              " Müller      1.00\n"
              " Lee     1,000.00\n"
              " ----------------\n"
              "                x\n");
}

TEST(RunningText, IsCutBetweenWordsByCharactersNotBytes) {
    std::string words;
    for (int i = 0; i < 20; ++i) {  // nine fill a line
        words += "üüüüüüüüü ";
    }
    const std::string text = wrapped(words, 2);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    EXPECT_EQ(wrapped(" a\n b ", 1), " a b\n");
    EXPECT_EQ(wrapped(std::string(120, 'x') + " y", 0), std::string(120, 'x') + "\ny\n");
}

TEST(Progress, TellsShareCountTimeAndWhatIsLeft) {
    EXPECT_EQ(progress_text(Work::paths, 128, 512, 10.0), " 25 %  128 of 512 paths  10 s, about 30 s left");
    EXPECT_EQ(progress_text(Work::paths, 512, 512, 40.0),
              "100 %  512 of 512 paths  40 s, writing the results");
    EXPECT_THAT(progress_text(Work::paths, 0, 512, 1.0), ::testing::Not(HasSubstr("left")));
    EXPECT_EQ(progress_text(Work::policies, 2, 8, 10.0), " 25 %  2 of 8 policies  10 s, about 30 s left");
    EXPECT_EQ(progress_text(Work::policies, 1, 1, 40.0), "100 %  1 of 1 policy  40 s");
}

TEST(ProblemList, ShowsFiftyCountsAll) {
    std::vector<Problem> problems(120, Problem{.where = "loans.csv:2", .problem = "is wrong"});
    const std::string text = problem_list(problems, Severity::error);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 51);
    EXPECT_THAT(text, HasSubstr("120 errors, the first 50 shown."));
    problems.resize(1);
    EXPECT_EQ(problem_list(problems, Severity::warning), "warning: loans.csv:2: is wrong.\n");
    EXPECT_EQ(problem_list({}, Severity::warning), "");
}

TEST(ExcludedRows, CsvHoldsIdPlaceAndReasonOnly) {
    const std::vector<ExcludedRow> rows = {{.file = "loans.csv",
                                            .row = 7,
                                            .identifier = "a,\"b\"",
                                            .reason = "x: is wrong; y: too",
                                            .principal_balance = 5}};
    EXPECT_EQ(excluded_rows_csv(rows),
              "identifier,file,row,reason\n"
              "\"a,\"\"b\"\"\",loans.csv,7,x: is wrong; y: too\n");
}

TEST(ExcludedRows, WhatASpreadsheetWouldRunStandsBehindAnApostrophe) {
    const auto line = [](const std::string& identifier) {
        const std::string csv =
            excluded_rows_csv({{.file = "f.csv", .row = 2, .identifier = identifier, .reason = "r"}});
        return csv.substr(csv.find('\n') + 1);
    };
    EXPECT_EQ(line("=HYPERLINK(1)"), "'=HYPERLINK(1),f.csv,2,r\n");
    EXPECT_EQ(line("+1+cmd|' /C calc'!A0"), "'+1+cmd|' /C calc'!A0,f.csv,2,r\n");
    EXPECT_EQ(line("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\",f.csv,2,r\n");
    EXPECT_EQ(line("-x"), "'-x,f.csv,2,r\n");
    EXPECT_EQ(line("\t=1"), "'\t=1,f.csv,2,r\n");
    EXPECT_EQ(line("\r=1"), "\"'\r=1\",f.csv,2,r\n");
    for (const char* plain : {"-5", "+5", "-1.5e3", "L-1", "1=2", ""}) {
        EXPECT_EQ(line(plain), plain + std::string(",f.csv,2,r\n"));
    }
}

TEST(TextTable, ACellStaysInItsLineAndCannotSteer) {
    TextTable table({{"name", TextTable::Align::left}, {"n"}});
    table.row({"a\nb\x1b[2J", "1"});
    const std::string text = table.text();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
    EXPECT_THAT(text, HasSubstr("a\\nb\\x1b[2J  1"));
}

}  // namespace
}  // namespace recoup::sim::cli
