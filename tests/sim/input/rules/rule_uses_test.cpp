// A column of the tape is a text, a number or a yes/no everywhere; codes are texts, exactly as spelled.
#include "sim/input/rules/rule_uses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The study with codes in place of the borrowers' names: L3 L1 L2 L4 L5 L10.
struct WithCodes : StudyFolder {
    WithCodes(const std::vector<std::string>& codes, const std::string& rule) {
        replace("loans.csv", "borrower_name", "naics");
        const std::vector<std::string> names = {"Carol", "Ann", "Bob", "Dan", "Eve", "Ann"};
        for (std::size_t i = 0; i < names.size(); ++i) {
            replace("loans.csv", "," + names[i] + "\n", "," + codes[i] + "\n");
        }
        replace("study.toml", "when = \"real_estate_backed\"", "when = '" + rule + "'");
        append("base.toml",
               "[collateral.office]\nforced_sale_discount = 0.25\n");  // for loans of either segment
    }
};

/// Loans of the first segment.
std::vector<std::string> taken(const StudyFolder& folder) {
    const Portfolio p = folder.load().portfolio;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < p.loans.size(); ++i) {
        if (p.loans.segment[i] == 0) {
            names.push_back(p.loans.loan_identifier[i]);
        }
    }
    return names;
}

const std::vector<std::string> codes = {"011110", "11110", "12E4", "120000", "722410", "5"};

TEST(RuleUses, ACodeComparedWithATextIsThatTextAlone) {
    EXPECT_THAT(taken(WithCodes(codes, R"(naics == "011110")")), ElementsAre("L3"));
    EXPECT_THAT(taken(WithCodes(codes, R"(naics == "11110")")), ElementsAre("L1"));
    EXPECT_THAT(taken(WithCodes(codes, R"(naics in ["12E4"])")), ElementsAre("L2"));
    EXPECT_THAT(taken(WithCodes(codes, R"("120000" == naics)")), ElementsAre("L4"));
    EXPECT_THAT(taken(WithCodes({"1", "0", "1", "0", "1", "0"}, R"(naics == "1")")),
                ElementsAre("L2", "L3", "L5"))
        << "also where all texts are numbers";
    EXPECT_THAT(taken(WithCodes({"Y", "N", "Y", "N", "Y", "N"}, R"(naics != "Y")")),
                ElementsAre("L1", "L10", "L4"));
}

TEST(RuleUses, CodesComparedWithNumbersAreRefused) {
    EXPECT_THAT(
        WithCodes(codes, "naics == 11110").errors(),
        HasSubstr(
            "loans.csv:2, naics, 011110: is a code, but a rule compares the column with a number (as numbers "
            "011110 and 11110 at loans.csv:3 are the same). Compare with texts, exactly as spelled: naics "
            "== \"011110\""));
    EXPECT_THAT(WithCodes({"12E4", "1", "2", "3", "4", "5"}, "naics >= 3").errors(),
                HasSubstr("as a number it is 120000"));
    EXPECT_THAT(taken(WithCodes({"1e+05", "-0.5", "0", "0.25", "100", "100.00"}, "naics >= 100")),
                ElementsAre("L10", "L3", "L5"))
        << "amounts";
}

TEST(RuleUses, AColumnUsedInTwoWaysNamesBothRules) {
    WithCodes folder({"1", "2", "3", "4", "5", "6"}, R"(naics == "1")");
    folder.replace("workout.toml", "principal_balance >= 2500", "naics >= 2 and principal_balance >= 2500");
    EXPECT_THAT(
        folder.errors(),
        HasSubstr(
            "'naics' is a number here and a text at study.toml:18, segment[0].when, \"naics == \"1\"\" (a "
            "column is one or the other: as a text 011110 is not 11110). Compare it with texts in both, in "
            "quotes, or with numbers in both."));
    EXPECT_THAT(folder.errors(), HasSubstr("workout.toml:7, who of measure 'modify'"));
    EXPECT_THAT(WithCodes({"Y", "N", "Y", "N", "Y", "N"}, R"(naics == "Y" or naics)").errors(),
                HasSubstr("'naics' is a yes or no here and a text at"));
    EXPECT_THAT(WithCodes({"1", "0", "1", "0", "1", "0"}, "naics == 1 or naics").errors(),
                Not(HasSubstr("naics")))
        << "0 and 1 are both";
}

TEST(RuleUses, ACovariateIsAText) {
    WithCodes folder({"1", "2", "3", "4", "5", "6"}, "real_estate_backed");
    folder.replace("workout.toml", "principal_balance >= 2500", "industry >= 2");
    EXPECT_THAT(folder.errors(), HasSubstr("'industry' is a number here and a text at"));
    EXPECT_THAT(folder.errors(), HasSubstr("delta.industry"));
}

TEST(RuleUses, IdentifiersAreTexts) {
    EXPECT_THAT(taken(WithCodes(codes, R"(loan_identifier == "L3")")), ElementsAre("L3"));
    WithCodes folder(codes, "counterparty_identifier == 7");
    EXPECT_THAT(folder.errors(),
                HasSubstr("cannot compare 'counterparty_identifier', a text, with '7', a number"));
}

TEST(RuleUses, AWordForNoValueInAColumnOfNumbersIsNamed) {
    WithCodes folder({"10", "20", "NA", "40", "50", "60"}, "naics >= 40");
    EXPECT_THAT(folder.errors(),
                HasSubstr("'naics' is a text because of loans.csv:4; where 'NA' means no value, set "
                          "`missing = [\"NA\"]` under [portfolio]"));
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nmissing = [\"NA\"]");
    EXPECT_THAT(folder.errors(), HasSubstr("needs is empty")) << "L2 has none now";
    folder.replace("study.toml", "naics >= 40", "naics is not empty and (naics >= 40)");
    EXPECT_THAT(taken(folder), ElementsAre("L10", "L4", "L5"));
}

TEST(RuleUses, ATextThatIsNoYesOrNoSaysHowOneIsWritten) {
    const std::string errors = WithCodes({"ja", "nein", "ja", "ja", "ja", "ja"}, "naics").errors();
    EXPECT_THAT(errors, HasSubstr("'naics' is a text, not a yes or no"));
    EXPECT_THAT(
        errors,
        HasSubstr("Compare it with a text, such as naics == \"...\"; a yes or no is written true/false, "
                  "yes/no, Y/N or 1/0, in capitals or not"));
    EXPECT_THAT(taken(WithCodes({"True", "False", "True", "False", "False", "False"}, "naics")),
                ElementsAre("L2", "L3"));
}

TEST(RuleUses, AnLtvThatNobodyCanFillInIsAskedFor) {
    WithCodes folder(codes, "ltv_indexed > 0.5");
    EXPECT_THAT(
        folder.errors(),
        HasSubstr(
            "a value that the rule of segment 'secured' needs is empty (3 rows, next loans.csv:5 (L4), "
            "loans.csv:7 (L10); ltv_indexed in ltv_indexed > 0.5). Write the rule so that the next segment "
            "gets the loan: ltv_indexed is not empty and ltv_indexed > 0.5."));
    folder.replace("study.toml", "ltv_indexed > 0.5", "ltv_indexed is not empty and (ltv_indexed > 0.5)");
    EXPECT_THAT(taken(folder), ElementsAre("L1", "L5"));
}

TEST(RuleUses, AColumnThatRecoupsOwnNameHidesIsTold) {
    WithCodes folder(codes, R"(state == "default")");
    folder.replace("loans.csv", "naics", "state");
    EXPECT_THAT(folder.warnings(),
                HasSubstr("loans.csv, state: the column is not used (rules mean recoup's own value of "
                          "that name)"));
}

TEST(RuleUses, AFramesNumbersAreNoCodes) {
    WithCodes folder({"1", "2", "3", "4", "5", "6"}, R"(naics == "011110")");
    Problems problems;
    const auto keep = [](const std::vector<std::string>& header) { return header; };
    Tables frames;
    frames.loans = read_csv(folder.read("loans.csv"), "loans frame", keep, false, problems);
    frames.loans->rows_are_lines = false;
    for (Column& column : frames.loans->columns) {
        if (column.name == "naics") {
            Column numbers;
            numbers.name = column.name;
            numbers.kind = Column::Kind::number;
            for (std::size_t row = 0; row < column.size(); ++row) {
                numbers.push_number(11110.0);
            }
            column = numbers;
        }
    }
    try {
        folder.load({}, &frames);
        FAIL();
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(),
                    HasSubstr("cannot compare 'naics', a number, with '011110', a text (the frame holds "
                              "numbers, which have no leading zeros: read 'naics' as texts, for instance "
                              "pandas.read_csv(..., dtype={\"naics\": str}))"));
    }
}

}  // namespace
}  // namespace recoup::sim
