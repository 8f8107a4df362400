// What messages show of texts that others wrote.
#include "models/shown_text.hpp"

#include <gtest/gtest.h>

#include "models/errors.hpp"
#include "models/utf8.hpp"

namespace recoup {
namespace {

TEST(ShownText, WritesOutWhatWouldSteerATerminal) {
    EXPECT_EQ(shown_text("plain, Bäckerei \xE2\x82\xAC"), "plain, Bäckerei \xE2\x82\xAC");
    EXPECT_EQ(shown_text("\x1b[31mred\x07\x7f"), "\\x1b[31mred\\x07\\x7f");
    EXPECT_EQ(shown_text("a\nb\r\tc"), "a\\nb\\r\\tc");
    EXPECT_EQ(shown_text("\xC2\x9b[2J"), "\\u009b[2J") << "C1";
    EXPECT_EQ(shown_text("\xE2\x80\xAE"
                         "drowssap"),
              "\\u202edrowssap")
        << "right to left";
    EXPECT_EQ(shown_text("\xE2\x81\xA6\xE2\x80\xA8"), "\\u2066\\u2028");
    EXPECT_EQ(shown_text("caf\xE9"), "caf\\xe9") << "Latin 1";
    EXPECT_EQ(shown_text(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(ShownText, CutsByCharacters) {
    const std::string long_text(100'000, 'x');
    EXPECT_EQ(shown_text(long_text), std::string(200, 'x') + "...");
    EXPECT_EQ(shown_text(std::string(200, 'x')), std::string(200, 'x'));
    std::string euros;
    for (int i = 0; i < 300; ++i) {
        euros += "\xE2\x82\xAC";
    }
    EXPECT_EQ(shown_text(euros).size(), 200 * 3 + 3U);
    const std::string place = shown_place(long_text + ":17");
    EXPECT_LT(place.size(), 210U);
    EXPECT_TRUE(place.ends_with("x:17")) << place;
}

TEST(ShownText, KeepsTheLinesOfAReport) {
    EXPECT_EQ(shown_lines("a\x1b\nb\n"), "a\\x1b\nb\n");
    EXPECT_EQ(shown_lines("\n\n"), "\n\n");
    EXPECT_EQ(shown_lines(""), "");
}

TEST(Problem, IsOneShortLineWhateverItQuotes) {
    const std::string hostile = "x\nerror: \x1b[2J" + std::string(50'000, 'y');
    const Problem problem{.where = hostile,
                          .field = hostile,
                          .value = hostile,
                          .problem = "there is no '" + hostile + "'",
                          .why = hostile,
                          .suggestion = hostile};
    const std::string text = problem.text();
    EXPECT_LT(text.size(), 6000U);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(problem.value, hostile) << "the value itself stays as it is";
}

TEST(Problem, SuggestsWhatCanBeCopied) {
    const std::string command = "unzip -p '" + std::string(1500, 'q') + "' > loans.csv";
    const Problem problem{.problem = "is a zip archive", .suggestion = command};
    EXPECT_TRUE(problem.text().ends_with(command + "."));
}

TEST(Utf8, TakesTheShortestFormOfEveryCharacterOnly) {
    const auto bytes_of = [](std::string_view text) { return first_utf8_character(text).bytes; };
    EXPECT_EQ(bytes_of("A"), 1U);
    EXPECT_EQ(bytes_of("\xC2\x80"), 2U);
    EXPECT_EQ(bytes_of("\xE0\xA0\x80"), 3U);
    EXPECT_EQ(bytes_of("\xF4\x8F\xBF\xBF"), 4U);
    EXPECT_EQ(first_utf8_character("\xF4\x8F\xBF\xBF").code, 0x10FFFFU);
    for (const char* wrong : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                              "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2",
                              "\xC2"
                              "A",
                              "\xE2\x82",
                              "\xE2\x82"
                              "A"}) {
        EXPECT_EQ(bytes_of(wrong), 0U) << wrong;
    }
}

}  // namespace
}  // namespace recoup
