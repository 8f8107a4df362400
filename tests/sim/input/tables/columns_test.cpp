// Columns of the tape: each is used, listed as not used, or nearly a known name, which is an error.
#include "sim/input/tables/column_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "sim/input/tables/near_names.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Columns, NearlyAKnownName) {
    for (const char* given : {"Legal_Balance", "legal balance", "legal-balance", "legalbalance",
                              "legal_balanse", "legal_balancee", "lgeal_balance"}) {
        EXPECT_TRUE(is_nearly(given, "legal_balance")) << given;
    }
    EXPECT_TRUE(is_nearly("Region ", "region"));
    for (const char* given : {"legal_balance_2019", "approved_amount", "illegal_balances", "balance", ""}) {
        EXPECT_FALSE(is_nearly(given, "legal_balance")) << given;
    }
    EXPECT_FALSE(is_nearly("reason", "region")) << "two letters apart in a short name";
}

TEST(Columns, AnIndexWithoutItsZero) {
    EXPECT_EQ(likeness_to_index("4.1", "4.10"), 2);
    EXPECT_EQ(likeness_to_index("4.1", "4.01"), 1);
    EXPECT_EQ(likeness_to_index("4.1", "4.19"), 0);
    EXPECT_EQ(likeness_to_index("3.9", "3.09"), 1);
    EXPECT_EQ(likeness_to_index("4.0", "4.00"), 2);
    EXPECT_EQ(likeness_to_index("4", "4.00"), 2);
    EXPECT_EQ(likeness_to_index("3.10", "3.01"), 0) << "an index of its own";
    EXPECT_EQ(likeness_to_index("14.1", "4.10"), 0);
    EXPECT_EQ(likeness_to_index("4.x", "4.10"), 0);
}

TEST(Columns, WhatIsNotReadIsListed) {
    StudyFolder folder;
    folder.replace("collateral.csv", ",region\n", ",region,owner,\n");
    for (const char* row : {"2006-06-30,\n", "2005-12-31,US\n", "2005-12-31,US\n", "2006-12-31,\n"}) {
        const std::string text(row);
        folder.replace("collateral.csv", text, text.substr(0, text.size() - 1) + ",Zoe,x\n");
    }
    EXPECT_THAT(
        folder.load().unused_columns,
        ElementsAre("loans.borrower_name", "collateral.(column 8, without a name)", "collateral.owner"));
}

TEST(Columns, ANameThatIsNearlyKnownIsAnErrorUnlessItIsSaidToBeSomethingElse) {
    StudyFolder folder;
    folder.replace("loans.csv", "borrower_name", "Legal Balance");
    EXPECT_EQ(
        folder.errors(),
        "loans.csv, Legal Balance: the name is nearly 'legal_balance', which no column has (a column by "
        "another "
        "name is not read). Rename the column to legal_balance, or map it: `legal_balance = \"Legal "
        "Balance\"` "
        "under [portfolio.columns]. If it is something else: `ignore_columns = [\"Legal Balance\"]` under "
        "[portfolio].");
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nignore_columns = [\"Legal Balance\"]");
    EXPECT_THAT(folder.load().unused_columns, ElementsAre("loans.Legal Balance"));
    folder.replace("study.toml", "[\"Legal Balance\"]", "[\"Legal Balanse\"]");
    EXPECT_THAT(folder.errors(),
                HasSubstr("study.toml:13, portfolio.ignore_columns, \"Legal Balanse\": loans.csv has "
                          "no such column. Did you mean 'Legal Balance'?"));
}

TEST(Columns, NamesThatMayBeSomethingElseStandInOneList) {
    StudyFolder folder;
    folder.replace("loans.csv", "borrower_name", "Legal Balance")
        .replace("loans.csv", "origination", "originaton");
    const std::string errors = folder.errors();
    const std::string list =
        "If it is something else: `ignore_columns = [\"Legal Balance\", \"date_of_originaton\"]` under "
        "[portfolio], without those that are meant.";
    EXPECT_NE(errors.find(list), errors.rfind(list)) << "beside both: " << errors;
    folder.replace("study.toml", "[portfolio]",
                   "[portfolio]\nignore_columns = [\"Legal Balance\", \"date_of_originaton\"]");
    EXPECT_EQ(folder.errors(), "");
}

TEST(Columns, ARequiredOneThatIsNearlyThereIsToldOnce) {
    StudyFolder folder;
    folder.replace("loans.csv", "principal_balance", "3.9");
    const std::string errors = folder.errors();
    EXPECT_THAT(errors, HasSubstr("loans.csv, 3.9: the name is nearly '3.09' (principal_balance)"));
    EXPECT_THAT(errors, Not(HasSubstr("missing")));
    folder.replace("study.toml", "[portfolio]", "[portfolio]\ncolumns.principal_balance = \"3.9\"");
    EXPECT_THAT(folder.errors(), IsEmpty());
}

TEST(Columns, ANearNameBesideTheNameItselfIsNoError) {
    StudyFolder folder;
    folder.replace("loans.csv", "borrower_name", "Principal Balance");
    EXPECT_THAT(folder.load().unused_columns, ElementsAre("loans.Principal Balance"));
}

TEST(Columns, OneThatTwoFieldsNameIsAnError) {
    const auto mapped = [](const std::string& first, const std::string& second) {
        StudyFolder folder;
        folder.replace("loans.csv", first, "X");
        folder.replace("study.toml", "[[segment]]",
                       "[portfolio.columns]\n" + first + " = \"X\"\n" + second + " = \"X\"\n[[segment]]");
        return folder.errors();
    };
    EXPECT_THAT(
        mapped("principal_balance", "legal_balance"),
        HasSubstr("study.toml:17, portfolio.columns.principal_balance, \"X\": 'legal_balance' is read "
                  "from this column too (a column of the tape holds one field). Remove the line of "
                  "legal_balance, which may be missing, or copy the column in the tape under a name "
                  "of its own and map that one."));
    EXPECT_THAT(mapped("current_interest_rate", "effective_interest_rate"),
                HasSubstr("Remove the line of effective_interest_rate"));
    EXPECT_THAT(
        mapped("loan_identifier", "counterparty_identifier"),
        HasSubstr(
            "portfolio.columns.loan_identifier, \"X\": 'counterparty_identifier' is read from this "
            "column too (a column of the tape holds one field). Copy the column in the tape under a name "
            "of its own, and map that one."));
}

TEST(Columns, AFieldThatARuleNamesKeepsItsLine) {
    StudyFolder folder;
    folder.replace("loans.csv", "principal_balance", "X");
    folder.replace("study.toml", "[[segment]]\nname = \"secured\"\nwhen = \"real_estate_backed\"",
                   "[portfolio.columns]\nprincipal_balance = \"X\"\nlegal_balance = \"X\"\n[[segment]]\n"
                   "name = \"secured\"\nwhen = \"legal_balance > 3 and real_estate_backed\"");
    EXPECT_THAT(folder.errors(), HasSubstr("(a column of the tape holds one field). Copy the column"));
}

/// Adds a column, 7654321 for every loan.
void add_amount(StudyFolder& folder, const std::string& name) {
    std::string text = folder.read("loans.csv");
    std::string wider;
    for (std::size_t begin = 0, end = text.find('\n'); end != std::string::npos;
         begin = end + 1, end = text.find('\n', begin)) {
        wider += text.substr(begin, end - begin) + "," + (begin == 0 ? name : "7654321") + "\n";
    }
    folder.write("loans.csv", wider);
}

TEST(Columns, AnOptionalOneThatIsIgnoredIsNotRead) {
    for (const std::string name : {"legal_balance", "3.12"}) {
        StudyFolder folder;
        add_amount(folder, name);
        EXPECT_EQ(folder.load().portfolio.loans.claim[0], 765432100);
        folder.replace("study.toml", "[portfolio]", "[portfolio]\nignore_columns = [\"" + name + "\"]");
        const Study study = folder.load();
        EXPECT_NE(study.portfolio.loans.claim[0], 765432100);
        EXPECT_THAT(study.unused_columns, testing::Contains("loans." + name));
    }
}

TEST(Columns, OneThatIsNeededCannotBeIgnored) {
    const auto ignoring = [](const std::string& name, const std::string& more = "") {
        StudyFolder folder;
        add_amount(folder, "legal_balance");
        folder.replace("study.toml", "[portfolio]",
                       "[portfolio]\nignore_columns = [\"" + name + "\"]\n" + more);
        return folder.errors();
    };
    EXPECT_EQ(
        ignoring("principal_balance"),
        "study.toml:13, portfolio.ignore_columns, \"principal_balance\": is read as 'principal_balance' "
        "(every loan needs it). Remove it from the list.");
    EXPECT_EQ(ignoring("legal_balance", "columns.legal_balance = \"legal_balance\""),
              "study.toml:13, portfolio.ignore_columns, \"legal_balance\": is read as 'legal_balance' (the "
              "column mapping names it). Remove it from the list.");
    EXPECT_EQ(ignoring("real_estate_backed"),
              "study.toml:13, portfolio.ignore_columns, \"real_estate_backed\": is read as "
              "'real_estate_backed' (a rule names it). Remove it from the list.");
}

TEST(Columns, OfTwoForOneFieldOneMayBeIgnored) {
    StudyFolder folder;
    add_amount(folder, "3.09");
    EXPECT_THAT(folder.errors(), HasSubstr("two columns hold it"));
    folder.replace("study.toml", "[portfolio]", "[portfolio]\nignore_columns = [\"3.09\"]");
    EXPECT_THAT(folder.errors(), IsEmpty());
}

TEST(Columns, AHeaderInCapitalsIsATape) {
    StudyFolder folder;
    std::string text = folder.read("loans.csv");
    const std::size_t end = text.find('\n');
    std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    folder.write("loans.csv", text);
    EXPECT_THAT(folder.errors(), HasSubstr("map it: `principal_balance = \"PRINCIPAL_BALANCE\"`"));
    EXPECT_THAT(folder.errors(), Not(HasSubstr("does not look like a tape")));
}

TEST(Columns, ASpreadsheetsFirstLineIsToBeRemoved) {
    for (const std::string setting : {"", "separator = \";\"\n"}) {
        StudyFolder folder;
        std::string text = folder.read("loans.csv");
        std::ranges::replace(text, ',', ';');
        folder.write("loans.csv", "sep=;\n" + text);
        folder.replace("study.toml", "[portfolio]", "[portfolio]\n" + setting);
        EXPECT_EQ(
            folder.errors(),
            "loans.csv:1: the line `sep=;` is for spreadsheets (the first line names the columns). "
            "Remove it" +
                std::string(setting.empty() ? ", and set `separator = \";\"` under [portfolio]." : "."));
        folder.write("loans.csv", text);
        EXPECT_EQ(folder.errors().empty(), !setting.empty());
    }
}

TEST(Columns, ARuleThatNamesAMappedOneIsToldItsName) {
    for (const std::string ours : {"principal_balance", "real_estate_backed"}) {
        StudyFolder folder;
        folder.replace("loans.csv", ours, "UPB");
        folder.replace("study.toml", "[[segment]]\nname = \"secured\"\nwhen = \"real_estate_backed\"",
                       "[portfolio.columns]\n" + ours +
                           " = \"UPB\"\n[[segment]]\nname = \"secured\"\nwhen = \"real_estate_backed and UPB "
                           "is not empty\"");
        EXPECT_THAT(folder.errors(), HasSubstr("'UPB' is read as '" + ours +
                                               "' (rules use recoup's names of "
                                               "the columns that it reads). Write " +
                                               ours + "."));
    }
}

TEST(Columns, OfAScenarioFileThatNothingReadsAreTold) {
    StudyFolder folder;
    const std::string paths = folder.read("paths.csv");
    std::string wider;
    std::size_t begin = 0;
    bool header = true;
    for (std::size_t end = paths.find('\n'); end != std::string::npos; end = paths.find('\n', begin)) {
        const std::string line = paths.substr(begin, end - begin);
        const bool comment = line.starts_with('#');
        wider += line + (comment ? "" : header ? ",remark" : ",x") + "\n";
        header = header && comment;
        begin = end + 1;
    }
    folder.write("paths.csv", wider);
    EXPECT_THAT(folder.warnings(), HasSubstr("paths.csv, remark: the column is not used"));
}

}  // namespace
}  // namespace recoup::sim
