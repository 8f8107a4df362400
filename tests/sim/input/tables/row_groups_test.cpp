// Problems of rows by column and cause, with the setting that reads them where it would change nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/input/tables/row_issues.hpp"
#include "sim/input/toml/text_values.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string tape(const std::vector<std::string>& balances, const std::vector<std::string>& rates) {
    std::string text =
        "loan_identifier;counterparty_identifier;principal_balance;days_in_pastdue;date_of_default;"
        "current_interest_rate;current_maturity_date;real_estate_backed;industry\n";
    for (std::size_t i = 0; i < balances.size(); ++i) {
        text += "L" + std::to_string(i) + ";B;" + balances[i] + ";0;;" + rates[i] + ";2010-06-30;Y;retail\n";
    }
    return text;
}

struct FolderWith : StudyFolder {
    FolderWith(const std::vector<std::string>& balances, const std::vector<std::string>& rates,
               const std::string& settings = {}) {
        replace("study.toml", "collateral = \"collateral.csv\"", "separator = \";\"\n" + settings);
        write("loans.csv", tape(balances, rates));
    }
};

TEST(RowGroups, OneLineAColumnAndCauseWithTheFirstRowsAndTheNumberOfAll) {
    const FolderWith folder({"-1", "2000", "-3", "-4", "-5"}, {"0.05", "0.05", "0.05", "0.05", "0.05"});
    EXPECT_EQ(folder.errors(),
              "loans.csv:2 (L0), principal_balance, -1: is negative (4 rows, next loans.csv:4 (L2), "
              "loans.csv:5 (L3); "
              "amounts owed are positive). Check the sign.");
}

TEST(RowGroups, RowsThatAreLeftOutTellCauseAndAdvice) {
    FolderWith folder({"1000", "2000", "3000", "-1"}, {"5.25", "7", "0.9", "0.05"});
    folder.replace("study.toml", "engine = \"loan\"", "on_error_rows = \"exclude\"");
    folder.write("loans.csv", tape({"1000", "2000", "3000", "-1"}, {"5.25", "7", "0.9", "6"}));
    EXPECT_EQ(folder.errors(), "");
    EXPECT_THAT(folder.warnings(), HasSubstr("loans.csv: 3 of 4 rows excluded"));
    EXPECT_THAT(
        folder.warnings(),
        HasSubstr("loans.csv:2 (L0), current_interest_rate, 5.25: is left out: is above 1 and looks like "
                  "percent (3 rows, next loans.csv:3 (L1), loans.csv:5 (L3); rates are fractions a year). "
                  "Set `percent = true` under [portfolio]."));
    EXPECT_THAT(folder.warnings(),
                HasSubstr("loans.csv:5 (L3), principal_balance, -1: is left out: is negative"));
}

TEST(RowGroups, ProblemsCarryTheirCount) {
    const FolderWith folder({"-1", "-2", "x"}, {"0.05", "0.05", "0.05"});
    try {
        folder.load();
        FAIL();
    } catch (const InputError& error) {
        ASSERT_EQ(error.problems().size(), 2u);
        EXPECT_EQ(error.problems()[0].count, 2u);
        EXPECT_EQ(error.problems()[1].count, 1u);
        EXPECT_EQ(problem_count(error.problems()), 3u);
    }
}

TEST(RowGroups, CountsAreReadable) {
    EXPECT_EQ(count_text(7), "7");
    EXPECT_EQ(count_text(999), "999");
    EXPECT_EQ(count_text(12121), "12,121");
    EXPECT_EQ(count_text(1234567), "1,234,567");
}

TEST(RowGroups, PerCentInMostRowsNamesTheSettingThatReadsIt) {
    EXPECT_THAT(
        FolderWith({"1000", "2000", "3000"}, {"5.25", "0.9", "7"}).errors(),
        HasSubstr(
            "loans.csv:2 (L0), current_interest_rate, 5.25: is above 1 and looks like percent (2 rows, next "
            "loans.csv:4 (L2); rates are fractions a year). Set `percent = true` under [portfolio]."));
    EXPECT_THAT(FolderWith({"1000", "2000", "3000"}, {"0.0525", "0.9", "7"}).errors(),
                HasSubstr("Write 0.07 for 7 %"))
        << "in a few rows the setting would change what the others mean";
}

TEST(RowGroups, PerCentBesideFractionsIsMendedByValue) {
    for (const auto& [rate, by_value] : {std::pair{"5.25", "Write 0.0525 for 5.25 %"},
                                         std::pair{"5.25%", "Write fractions: 0.0525 for 5.25 %"}}) {
        const std::string errors = FolderWith({"1000", "2000", "3000"}, {rate, "0.05", rate}).errors();
        EXPECT_THAT(errors, HasSubstr(by_value));
        EXPECT_THAT(errors, HasSubstr("; only where 0.05 at loans.csv:3 (L1) stands for 0.05 %, too, set "
                                      "`percent = true` under [portfolio]."));
    }
    EXPECT_THAT(FolderWith({"1000", "2000", "3000"}, {"5.25", "0", "7"}).errors(),
                HasSubstr(". Set `percent = true`"))
        << "nothing is nothing in per cent, too";
}

TEST(RowGroups, ADecimalCommaBesidePointsIsMendedByValue) {
    const std::string errors = FolderWith({"1.011", "1.020"}, {"0,0525", "0,0475"}).errors();
    EXPECT_THAT(errors, HasSubstr("0.0525; only where 1.011 at loans.csv:2 (L0) stands for 1011, too, set "
                                  "`decimal_comma = true` under [portfolio]."));
    EXPECT_THAT(FolderWith({"1.011", "1.020,50"}, {"0,0525", "0,0475"}).errors(),
                HasSubstr(". Set `decimal_comma = true`"))
        << "the column shows itself that points part thousands";
    EXPECT_THAT(FolderWith({"1.011", "1.020"}, {"0.05", "0.05"}).errors(), Not(HasSubstr("decimal_comma")));
    EXPECT_THAT(FolderWith({"1,000", "1.020"}, {"0.05", "0.05"}).errors(), Not(HasSubstr("decimal_comma")));
    EXPECT_THAT(FolderWith({"1,000", "2,000", "1.020"}, {"0.05", "0.05", "0.05"}).errors(),
                HasSubstr("where the comma is a decimal one and 1.020 at loans.csv:4 (L2) stands for 1020, "
                          "set `decimal_comma = true`"));
}

TEST(RowGroups, RatesInPerCentAreTheFractionsToTheBit) {
    const Study fractions = FolderWith({"1000", "2000", "3000"}, {"0.0535", "0.011", "0.07"}).load();
    const Study per_cent =
        FolderWith({"1000", "2000", "3000"}, {"5.35", "1.1", "7%"}, "percent = true").load();
    EXPECT_EQ(per_cent.portfolio_sha256, fractions.portfolio_sha256);
    EXPECT_NE(1.1 / 100.0, 0.011) << "a division would round twice";
    EXPECT_THAT(FolderWith({"1000"}, {"101"}, "percent = true").errors(), HasSubstr("is above 100 % a year"));
    EXPECT_THAT(FolderWith({"1000"}, {"5"}, "percent = [\"principal_balance\"]").errors(),
                HasSubstr("'principal_balance' is no column of rates"));
}

TEST(RowGroups, ADecimalCommaIsNamedOnceForAllColumns) {
    const FolderWith folder({"173,900", "12.500,40"}, {"0,0525", "0,0475"});
    EXPECT_EQ(folder.errors(),
              "loans.csv:2 (L0), current_interest_rate, principal_balance, 0,0525: is written with a decimal "
              "comma (4 "
              "values, next loans.csv:3 (L1)). Set `decimal_comma = true` under [portfolio].");
    const Study read =
        FolderWith({"173,900", "12.500,40"}, {"0,0525", "0,0475"}, "decimal_comma = true").load();
    EXPECT_THAT(read.portfolio.loans.claim, ElementsAre(17390, 1250040));
    EXPECT_THAT(read.portfolio.loans.annual_rate, ElementsAre(0.0525, 0.0475));
}

TEST(RowGroups, ACommaThatMayBeEitherIsDecidedByTheOthersOrLeftOpen) {
    EXPECT_THAT(FolderWith({"1,000", "2,000"}, {"0.05", "0.05"}).errors(),
                HasSubstr("Write numbers without thousands separators; where the comma is a decimal one, set "
                          "`decimal_comma = true`"));
    const std::string thousands = FolderWith({"1,000", "2,000.50"}, {"0.05", "0.05"}).errors();
    EXPECT_THAT(thousands, HasSubstr("has thousands separators (2 rows"));
    EXPECT_THAT(thousands, Not(HasSubstr("decimal_comma")));
}

TEST(RowGroups, PointsPartThousandsOnlyWhereTheyStandSo) {
    EXPECT_EQ(parse_number("12.500,40", true), 12500.4);
    EXPECT_EQ(parse_number("-1.234.567", true), -1234567.0);
    EXPECT_EQ(parse_number("173,900", true), 173.9);
    EXPECT_EQ(parse_number("0,0525", true), 0.0525);
    EXPECT_EQ(parse_number("7", true), 7.0);
    for (const char* text :
         {"1.5", "0.525", "12.50", "1.2345", "1,2,3", "1.234,5.6", ".500", "1.", "", "1,5e", "1.000."}) {
        EXPECT_EQ(parse_number(text, true), std::nullopt) << text;
    }
}

TEST(RowGroups, WordsForNoValueAreReadWhereTheStudyNamesThem) {
    StudyFolder folder;
    folder.replace("loans.csv", "120,2006-08-15", "120,NaT").replace("loans.csv", "45,,", "45,NULL,");
    EXPECT_THAT(
        folder.errors(),
        HasSubstr("loans.csv:3 (L1), date_of_default, NaT: is a word for no value, not a date (2 rows, next "
                  "loans.csv:4 (L2)). Leave the field empty, or set `missing = [\"NULL\", \"NaT\"]` under "
                  "[portfolio]."));
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nmissing = [\"NULL\", \"NaT\"]");
    const Study read = folder.load();
    EXPECT_THAT(read.repairs,
                testing::Contains("date_of_default: a text of `missing` is read as no value (2 rows)"));
    folder.replace("loans.csv", "NaT", "").replace("loans.csv", "NULL", "");
    EXPECT_EQ(folder.load().portfolio_sha256, read.portfolio_sha256);
}

TEST(RowGroups, ASettingThatIsAListIsAdvisedWhole) {
    StudyFolder folder;
    folder.replace("loans.csv", "120,2006-08-15", "120,NaT")
        .replace("loans.csv", "2007-03-31,EUR", "2007-03-31,N/A");
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nmissing = [\"?\"]");
    const std::string errors = folder.errors();
    const std::string list =
        "set `missing = [\"?\", \"N/A\", \"NaT\"]` under [portfolio], in place of the one there.";
    EXPECT_THAT(errors,
                HasSubstr("loan_currency, N/A: is a word for no value, not a currency. Leave the field"));
    EXPECT_NE(errors.find(list), errors.rfind(list)) << "for dates and for currencies: " << errors;
    folder.replace("study.toml", "[\"?\"]", "[\"?\", \"N/A\", \"NaT\"]");
    EXPECT_EQ(folder.errors(), "");
}

TEST(RowGroups, AWordForNoValueIsNoState) {
    StudyFolder folder;
    folder.replace("loans.csv", "borrower_name", "workout_state").replace("loans.csv", ",Carol", ",NA");
    for (const char* name : {"Ann", "Bob", "Dan", "Eve", "Ann"}) {
        folder.replace("loans.csv", std::string(",") + name, ",");
    }
    EXPECT_THAT(folder.errors(),
                HasSubstr("workout_state, NA: is a word for no value, not a state. Leave the "
                          "field empty, or set `missing = [\"NA\"]` under [portfolio]."));
}

TEST(RowGroups, AWordForNoValueIsNoNameOfABorrowerUnlessTheStudySaysWhichWordsThereAre) {
    StudyFolder folder;
    folder.replace("loans.csv", "L3,B3", "L3,NaN");
    EXPECT_THAT(folder.errors(),
                HasSubstr("counterparty_identifier, NaN: is a word for no value, not a name, and every "
                          "row needs one. Fill in the value, or leave the row out"));
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nmissing = []");
    EXPECT_EQ(folder.errors(), "");
}

TEST(RowGroups, YesAndNoAreReadInTheirUsualSpellings) {
    for (const char* text : {"true", "True", "TRUE", "yes", "Yes", "Y", "y", "1"}) {
        EXPECT_EQ(parse_boolean(text), true) << text;
    }
    for (const char* text : {"false", "False", "FALSE", "no", "No", "N", "n", "0"}) {
        EXPECT_EQ(parse_boolean(text), false) << text;
    }
    for (const char* text : {"", "ja", "t", "2", "01", "yess"}) {
        EXPECT_EQ(parse_boolean(text), std::nullopt) << text;
    }
}

TEST(RowGroups, LinesOfAWrongLengthAreOneProblem) {
    StudyFolder folder;
    folder.append("loans.csv", "L6,B6\nL7,B7\nL8,B8\nL9,B,1,2,3,4,5,6,7,8,9,10,11\n");
    const std::string errors = folder.errors();
    EXPECT_THAT(
        errors,
        HasSubstr("loans.csv:8: the line has 2 fields, the header has 12 (3 lines, next loans.csv:9;"));
    EXPECT_THAT(errors, HasSubstr("loans.csv:11: the line has 13 fields"));
}

TEST(RowGroups, AnotherSeparatorIsTheOnlyProblem) {
    StudyFolder folder;
    folder.write("loans.csv", tape({"1000"}, {"0.05"}));
    EXPECT_EQ(folder.errors(),
              "loans.csv:1: the columns are separated by \";\" (the header has 9 names so, otherwise 1). "
              "Set `separator = \";\"` under [portfolio].");
    StudyFolder other;
    other.replace("study.toml", "[portfolio]", "[portfolio]\ncollateral_separator = \"\\t\"");
    EXPECT_THAT(other.errors(), HasSubstr("Set `collateral_separator = \",\"` under [portfolio]"));
    other.replace("study.toml", "\"\\t\"", "\"x\"");
    EXPECT_THAT(other.errors(),
                HasSubstr("portfolio.collateral_separator, \"x\": is no separator of columns"));
    StudyFolder path;
    path.write("paths.csv", "scenario;quarter;variable;value;unit\n");
    EXPECT_THAT(path.errors(), HasSubstr("Separate them by commas"));
}

}  // namespace
}  // namespace recoup::sim
