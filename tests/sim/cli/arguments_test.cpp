#include "sim/cli/arguments.hpp"

#include <gtest/gtest.h>

namespace recoup::sim::cli {
namespace {

using Texts = std::vector<std::string>;

TEST(Arguments, PathRangeHoldsFirstAndEnd) {
    EXPECT_EQ(parse_path_range("0:256"), (PathRange{0, 256}));
    EXPECT_EQ(parse_path_range("512:1000"), (PathRange{512, 1000}));
}

TEST(Arguments, PathRangeRefusesAllElse) {
    for (const char* text : {"", ":", "8", "8:", ":8", "8:8", "16:8", "-8:8", "0:8:16", "0: 8", "0x8:16",
                             "a:b", "0:99999999999999999999"}) {
        EXPECT_THROW(parse_path_range(text), UsageError) << text;
    }
}

TEST(Arguments, SettingIsCutAtItsFirstEqualsSign) {
    const auto [key, value] = parse_setting("segment.small.when=\"a == 1\"");
    EXPECT_EQ(key, "segment.small.when");
    EXPECT_EQ(value, "\"a == 1\"");
    for (const char* text : {"", "paths", "=5", "paths="}) {
        EXPECT_THROW(parse_setting(text), UsageError) << text;
    }
}

TEST(Arguments, EverySettingAfterSetGetsItsOwnName) {
    EXPECT_EQ(with_each_setting_named({"run", "s.toml", "--set", "a=1", "b.c=2", "--out", "f"}),
              (Texts{"run", "s.toml", "--set", "a=1", "--set", "b.c=2", "--out", "f"}));
    EXPECT_EQ(with_each_setting_named({"check", "--set", "a=1", "s.toml"}),
              (Texts{"check", "--set", "a=1", "s.toml"}));
    EXPECT_EQ(with_each_setting_named({"check", "--set=a=1", "b=2", "./c=3.toml"}),
              (Texts{"check", "--set=a=1", "--set", "b=2", "./c=3.toml"}));
    EXPECT_EQ(with_each_setting_named({"--set", "a=1", "--set", "b=2", "c=3"}),
              (Texts{"--set", "a=1", "--set", "b=2", "--set", "c=3"}));
}

TEST(Arguments, ShellQuotesOnlyWhereNeeded) {
    EXPECT_EQ(shell_quoted("scenarios/sba_2025.toml"), "scenarios/sba_2025.toml");
    EXPECT_EQ(shell_quoted("paths=5"), "paths=5");
    EXPECT_EQ(shell_quoted("my study.toml"), "'my study.toml'");
    EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace
}  // namespace recoup::sim::cli
