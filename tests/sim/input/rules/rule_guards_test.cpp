// A guarded rule says no where it said that it does not know, and else what it said.
#include "sim/input/rules/rule_guards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<RuleName> names = {
    {"ltv", RuleType::number, {}, ""},     {"grade", RuleType::number, {}, ""},
    {"balance", RuleType::number, {}, ""}, {"secured", RuleType::flag, {}, ""},
    {"industry", RuleType::text, {}, ""},
};

using Row = std::map<std::string, RuleValue>;

Rule bound(const std::string& text) {
    Problems problems;
    auto rule = parse_rule(text, "study.toml:7", "when", problems);
    EXPECT_TRUE(rule && bind_rule(*rule, names, {}, problems)) << text;
    return *rule;
}

RowValues values_of(const Row& row) {
    return [&row](int slot) {
        const auto found = row.find(names[static_cast<std::size_t>(slot)].name);
        return found == row.end() ? RuleValue() : found->second;
    };
}

std::string guarded(const std::string& text, const std::set<std::string>& missing = {"ltv"}) {
    return guarded_rule(bound(text), missing).value_or("none");
}

TEST(RuleGuards, StandBeforeTheComparisonThatHoldsTheName) {
    EXPECT_EQ(guarded("ltv > 1"), "ltv is not empty and ltv > 1");
    EXPECT_EQ(guarded("industry == '311811' or ltv > 1"),
              "industry == '311811' or (ltv is not empty and ltv > 1)");
    EXPECT_EQ(guarded("balance > 5 and ltv > 1"), "balance > 5 and ltv is not empty and ltv > 1");
    EXPECT_EQ(guarded("( ltv > 1 )"), "( ltv is not empty and ltv > 1 )");
    EXPECT_EQ(guarded("ltv not in [1, 2] or secured"), "(ltv is not empty and ltv not in [1, 2]) or secured");
    EXPECT_EQ(guarded("ltv > grade", {"grade", "ltv"}),
              "grade is not empty and ltv is not empty and ltv > grade");
    EXPECT_EQ(guarded("ltv is not empty and balance > 5"), "ltv is not empty and balance > 5");
    EXPECT_EQ(guarded("balance > 5"), "balance > 5");
}

TEST(RuleGuards, AreTurnedAroundUnderNot) {
    EXPECT_EQ(guarded("not ltv > 1"), "not (ltv is empty or ltv > 1)");
    EXPECT_EQ(guarded("not (balance > 5 or ltv > 1)"), "not (balance > 5 or ltv is empty or ltv > 1)");
    EXPECT_EQ(guarded("not not ltv > 1"), "not not (ltv is not empty and ltv > 1)");
    EXPECT_EQ(guarded("not 5 < grade < ltv"), "not (5 < grade and (ltv is empty or grade < ltv))");
}

TEST(RuleGuards, AreNotPutIntoComparisonsOfRules) {
    EXPECT_EQ(guarded("(ltv > 1) == secured"), "none");
    EXPECT_EQ(guarded("not (5) < grade < ltv"), "none");
}

TEST(RuleGuards, ChangeOnlyWhatWasUnknown) {
    const std::vector<std::string> rules = {
        "ltv > 1",
        "industry == 'retail' or ltv > 1",
        "not (industry == 'retail' and ltv > 1)",
        "not (ltv > 1 or grade < 2) or balance > 5",
        "not 5 < grade < ltv",
        "not (1 < balance < ltv <= grade)",
        "1 < balance < ltv",
        "ltv not in [1, 2] and not grade in [3]",
        "not (ltv not in [1, 2])",
        "secured or ltv > 1",
        "not secured and (ltv > 1 or not secured)",
        "ltv is empty or grade > 2",
        "not (ltv is empty or grade > 2)",
        "ltv > 1 and ltv <= 2 or not (ltv > 1)",
        "(ltv > 1) and (grade > 2 or (ltv < 3))",
        "not not (ltv > grade or industry in ['retail', 'mining'])",
    };
    const auto one_of = [](std::initializer_list<double> numbers) {
        std::vector<RuleValue> values = {RuleValue()};
        values.insert(values.end(), numbers.begin(), numbers.end());
        return values;
    };
    std::size_t unknown = 0;
    for (const std::string& text : rules) {
        const Rule rule = bound(text);
        for (const RuleValue& ltv : one_of({0.5, 2.0})) {
            for (const RuleValue& grade : one_of({1.0, 3.0, 7.0})) {
                for (const RuleValue& secured : one_of({0.0, 1.0})) {
                    for (const double balance : {0.0, 1.5, 9.0}) {
                        for (const char* industry : {"retail", "farms"}) {
                            const Row row = {{"ltv", ltv},
                                             {"grade", grade},
                                             {"secured", secured},
                                             {"balance", balance},
                                             {"industry", std::string_view(industry)}};
                            const Truth said = evaluate(rule.expression, values_of(row));
                            const auto missing = names_without_value(rule.expression, values_of(row));
                            const Rule after = bound(guarded(text, missing));
                            const Truth says = evaluate(after.expression, values_of(row));
                            EXPECT_EQ(says, said == Truth::unknown ? Truth::no : said) << after.text;
                            unknown += said == Truth::unknown ? 1 : 0;
                            // Whoever has the values is not told apart by the guards of others.
                            const Rule all = bound(guarded(text, {"ltv", "grade", "secured"}));
                            if (said != Truth::unknown) {
                                EXPECT_EQ(evaluate(all.expression, values_of(row)), said) << all.text;
                            }
                        }
                    }
                }
            }
        }
    }
    EXPECT_GT(unknown, 200U);
}

TEST(RuleGuards, ARuleTooLongToBeCopiedIsNotCut) {
    StudyFolder folder;
    std::string long_rule = "ltv_indexed > 1";
    for (int i = 0; i < 40; ++i) {
        long_rule += " or industry == 'a sector number " + std::to_string(i) + "'";
    }
    folder.replace("study.toml", "real_estate_backed", long_rule);
    EXPECT_THAT(folder.errors(), HasSubstr("(ltv_indexed is not empty and ltv_indexed > 1) or "));
    EXPECT_THAT(folder.errors(), HasSubstr("sector number 39'."));
    for (int i = 40; i < 400; ++i) {
        folder.replace("study.toml", "sector number 39'",
                       "sector number 39' or industry == '" + std::to_string(i) + "'");
    }
    EXPECT_THAT(folder.errors(),
                HasSubstr("ask whether ltv_indexed is not empty before anything else about it."));
}

}  // namespace
}  // namespace recoup::sim
