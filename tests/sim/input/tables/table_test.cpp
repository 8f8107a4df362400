// CSV reading: quotes, line ends, byte order mark, comments, privacy.
#include "sim/input/tables/table.hpp"

#include <gtest/gtest.h>

namespace recoup::sim {
namespace {

std::vector<std::string> keep_all(const std::vector<std::string>& header) {
    return header;
}

std::string problems_in(const std::string& text) {
    Problems problems;
    read_csv(text, "t.csv", keep_all, false, problems);
    return InputError(problems.of(Severity::error)).what();
}

TEST(Csv, ReadsQuotesLineEndsAndMark) {
    Problems problems;
    const Table table = read_csv(
        "\xEF\xBB\xBF"
        "id,note\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,\n3,d",
        "t.csv", keep_all, false, problems);
    ASSERT_EQ(table.size(), 3u);
    EXPECT_EQ(table.columns[0].name, "id");
    EXPECT_EQ(table.columns[1].value_text(0), "a, \"b\"\nc");
    EXPECT_EQ(table.columns[1].null[1], 1);
    EXPECT_EQ(table.where(0), "t.csv:2");
    EXPECT_EQ(table.where(1), "t.csv:4") << "a quoted line break counts as a line";
    EXPECT_EQ(table.columns[1].value_text(2), "d");
    EXPECT_FALSE(problems.has_errors());
}

TEST(Csv, CommentsOnlyWhereAsked) {
    Problems problems;
    const std::string text = "# source\nid\n# 1\n2\n";
    const Table with = read_csv(text, "t.csv", keep_all, true, problems);
    ASSERT_EQ(with.size(), 1u);
    EXPECT_EQ(with.columns[0].value_text(0), "2");
    EXPECT_EQ(with.where(0), "t.csv:4");
    EXPECT_EQ(read_csv(text, "t.csv", keep_all, false, problems).columns[0].name, "# source");
}

TEST(Csv, DiscardedColumnsAreNeverStored) {
    Problems problems;
    const auto only_id = [](const std::vector<std::string>&) { return std::vector<std::string>{"id", ""}; };
    const Table table = read_csv("id,borrower_name\n1,Ann\n", "t.csv", only_id, false, problems);
    ASSERT_EQ(table.columns.size(), 1u);
    EXPECT_EQ(table.header, (std::vector<std::string>{"id", "borrower_name"}));
}

TEST(Csv, BrokenFilesSayWhere) {
    EXPECT_EQ(
        problems_in("a,b\n1,2\n3\n"),
        "t.csv:3: the line has 1 field, the header has 2 (every line holds one value a column). Check for a "
        "missing comma or quote.");
    EXPECT_NE(problems_in("a,b\n1,\"2\n3,4\n").find("t.csv:2: a quote is not closed or stray"),
              std::string::npos);
    EXPECT_NE(problems_in("").find("the file is empty"), std::string::npos);
    EXPECT_NE(problems_in("\n\n").find("the file is empty"), std::string::npos);
}

TEST(Missing, IsFoundInColumnsOfEveryKind) {
    Table table;
    const auto add = [&](Column::Kind kind, std::initializer_list<double> values) {
        Column& column = table.columns.emplace_back();
        column.kind = kind;
        for (const double value : values) {
            column.push_number(value);
        }
    };
    table.row_number = {0, 1, 2};
    add(Column::Kind::number, {9999.0, 5.0, 0.25});
    add(Column::Kind::date, {-25567.0, 18627.0, 0.0});  // 1900-01-01, 2020-12-31
    add(Column::Kind::boolean, {1.0, 0.0, 1.0});
    TableFormat format;
    format.missing = {"9999.00", "1900-01-01", "false", "1"};
    apply_format(format, table);
    EXPECT_EQ(table.columns[0].null, (std::vector<std::uint8_t>{1, 0, 0})) << "the same number";
    EXPECT_EQ(table.columns[1].null, (std::vector<std::uint8_t>{1, 0, 0}));
    EXPECT_EQ(table.columns[2].null, (std::vector<std::uint8_t>{0, 1, 0}));
    EXPECT_EQ(table.columns[0].made_null, 1u);
    format.decimal_comma = true;
    format.missing = {"0,25"};
    apply_format(format, table);
    EXPECT_EQ(table.columns[0].null, (std::vector<std::uint8_t>{1, 0, 1})) << "as the study writes numbers";
}

}  // namespace
}  // namespace recoup::sim
