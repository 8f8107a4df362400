// Where an advised line belongs: under the header of its table, or inside the braces that the study writes.
#include "sim/input/toml/study_table.hpp"

#include <gtest/gtest.h>

#include "sim/input/toml/key_reader.hpp"
#include "sim/input/toml/toml_document.hpp"

namespace recoup::sim {
namespace {

Node study(const std::string& text) {
    return parse_document("recoup_schema = 1\n" + text, "study.toml");
}

std::string columns_in(const Node& document) {
    return study_table(document.table()->find("portfolio")->second, "columns").with("a = \"A\"");
}

TEST(StudyTable, ALineBelongsUnderItsHeader) {
    for (const char* text : {"", "[portfolio]\nloans = \"x\""}) {
        EXPECT_EQ(study_table(study(text), "portfolio").with("percent = true"),
                  "`percent = true` under [portfolio]");
    }
    EXPECT_EQ(columns_in(study("[portfolio]")), "`a = \"A\"` under [portfolio.columns]");
}

TEST(StudyTable, ATableInBracesTakesItInside) {
    const Node document = study("portfolio = { loans = \"x\", columns = { b = \"B\" } }");
    EXPECT_EQ(study_table(document, "portfolio").with("percent = true"),
              "`percent = true` inside the braces of `portfolio`, behind a comma");
    EXPECT_EQ(columns_in(document), "`a = \"A\"` inside the braces of `portfolio.columns`, behind a comma");
    EXPECT_EQ(columns_in(study("portfolio = { loans = \"x\" }")),
              "`columns.a = \"A\"` inside the braces of `portfolio`, behind a comma");
    EXPECT_EQ(columns_in(study("[portfolio]\ncolumns = { b = \"B\" }")),
              "`a = \"A\"` inside the braces of `portfolio.columns`, behind a comma");
}

TEST(StudyTable, NamesThatAreNoBareKeysStandInQuotes) {
    EXPECT_EQ(toml_key("USD"), "USD");
    EXPECT_EQ(toml_key("Rs."), "\"Rs.\"");
    EXPECT_EQ(toml_key(""), "\"\"");
    EXPECT_EQ(toml_list({"b", "a\""}), "[\"a\\\"\", \"b\"]");
}

}  // namespace
}  // namespace recoup::sim
