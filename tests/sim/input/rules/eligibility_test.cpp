// The language of `when` and `who` (design section 9): grammar, three-valued logic, errors with their place.
#include "sim/input/rules/eligibility.hpp"

#include <gtest/gtest.h>

#include <map>

#include "sim/input/toml/date.hpp"

namespace recoup::sim {
namespace {

const std::vector<RuleName> names = {
    {"balance", RuleType::number, {}, ""}, {"ltv", RuleType::number, {}, ""},
    {"in_court", RuleType::flag, {}, ""},  {"fraud", RuleType::boolean, {}, ""},
    {"industry", RuleType::text, {}, ""},  {"state", RuleType::text, {"default", "current"}, ""},
    {"started", RuleType::date, {}, ""},   {"unused", RuleType::nothing, {}, ""},
};

using Row = std::map<std::string, RuleValue>;

Row row(double balance) {
    return {{"balance", balance},
            {"ltv", RuleValue()},
            {"in_court", 1.0},
            {"fraud", false},
            {"industry", std::string_view("retail")},
            {"state", std::string_view("default")},
            {"started", static_cast<double>(to_days({2005, 6, 30}))}};
}

Truth evaluated(const std::string& text, const Row& values = row(1000.0)) {
    Problems problems;
    auto rule = parse_rule(text, "study.toml:7", "who", problems);
    EXPECT_TRUE(rule && bind_rule(*rule, names, {}, problems))
        << InputError(problems.of(Severity::error)).what();
    return evaluate(rule->expression, [&](int slot) {
        const auto found = values.find(names[static_cast<std::size_t>(slot)].name);
        return found == values.end() ? RuleValue() : found->second;
    });
}

std::string problem_of(const std::string& text) {
    Problems problems;
    auto rule = parse_rule(text, "study.toml:7", "who", problems);
    if (rule) {
        bind_rule(*rule, names, {"branch"}, problems);
    }
    return InputError(problems.of(Severity::error)).what();
}

TEST(Eligibility, ComparesNumbersTextsAndDates) {
    EXPECT_EQ(evaluated("balance >= 1000"), Truth::yes);
    EXPECT_EQ(evaluated("balance > 1000"), Truth::no);
    EXPECT_EQ(evaluated("balance == 1e3 and balance != -5.5"), Truth::yes);
    EXPECT_EQ(evaluated("industry == 'retail'"), Truth::yes);
    EXPECT_EQ(evaluated("industry != \"retail\""), Truth::no);
    EXPECT_EQ(evaluated("started < \"2005-07-01\""), Truth::yes);
    EXPECT_EQ(evaluated("started < \"2005-06-30\""), Truth::no);
}

TEST(Eligibility, ChainsMeanEveryPair) {
    EXPECT_EQ(evaluated("500 <= balance < 1001"), Truth::yes);
    EXPECT_EQ(evaluated("500 <= balance < 1000"), Truth::no);
    EXPECT_EQ(evaluated("1 < 2 < 3 < 3"), Truth::no);
}

TEST(Eligibility, AndBindsTighterThanOrAndNotTighterThanAnd) {
    EXPECT_EQ(evaluated("true or false and false"), Truth::yes);
    EXPECT_EQ(evaluated("(true or false) and false"), Truth::no);
    EXPECT_EQ(evaluated("not false and false"), Truth::no);
    EXPECT_EQ(evaluated("not balance > 2000"), Truth::yes);
    EXPECT_EQ(evaluated("not not in_court"), Truth::yes);
}

TEST(Eligibility, ListsHoldNumbersOrTexts) {
    EXPECT_EQ(evaluated("industry in [\"mining\", \"retail\"]"), Truth::yes);
    EXPECT_EQ(evaluated("balance in [1,2,1000]"), Truth::yes);
    EXPECT_EQ(evaluated("industry not in [\"retail\"]"), Truth::no);
    EXPECT_EQ(evaluated("not industry in [\"mining\"]"), Truth::yes);
}

TEST(Eligibility, FlagsAreNumbersAndTruths) {
    EXPECT_EQ(evaluated("in_court"), Truth::yes);
    EXPECT_EQ(evaluated("in_court == 1"), Truth::yes);
    EXPECT_EQ(evaluated("in_court == true and not fraud"), Truth::yes);
}

TEST(Eligibility, MissingValuesFollowKleene) {
    EXPECT_EQ(evaluated("ltv < 0.8"), Truth::unknown);
    EXPECT_EQ(evaluated("not ltv < 0.8"), Truth::unknown);
    EXPECT_EQ(evaluated("ltv < 0.8 and balance > 5000"), Truth::no);
    EXPECT_EQ(evaluated("ltv < 0.8 or balance > 500"), Truth::yes);
    EXPECT_EQ(evaluated("0.5 < ltv <= 0.8"), Truth::unknown);
    EXPECT_EQ(evaluated("ltv in [1, 2]"), Truth::unknown);
    EXPECT_EQ(evaluated("unused == 3 and balance > 1"), Truth::unknown);
}

TEST(Eligibility, ErrorsNameThePlaceInTheRule) {
    EXPECT_EQ(problem_of("balance >= 1 and industri == \"retail\""),
              "study.toml:7, who, \"balance >= 1 and industri == \"retail\"\": character 18: 'industri' is "
              "neither a "
              "column of the tape nor a name that recoup provides. Did you mean 'industry'?");
    EXPECT_EQ(problem_of("balance > \"big\""),
              "study.toml:7, who, \"balance > \"big\"\": character 11: cannot compare 'balance', a number, "
              "with 'big', "
              "a text.");
    EXPECT_NE(problem_of("balanc > 1 and branhc == 2").find("Did you mean 'branch'?"), std::string::npos);
    EXPECT_NE(problem_of("balance").find("'balance' is a number, not a yes or no"), std::string::npos);
    EXPECT_NE(problem_of("industry < \"m\"").find("'industry' has no order"), std::string::npos);
    EXPECT_NE(problem_of("state == \"defualt\"").find("Did you mean 'default'?"), std::string::npos);
    EXPECT_NE(problem_of("started > \"01/02/2005\"").find("is not a date"), std::string::npos);
    EXPECT_NE(problem_of("industry in [\"retail\", 3]").find("cannot compare"), std::string::npos);
}

TEST(Eligibility, SyntaxErrorsSayWhatToWrite) {
    EXPECT_NE(problem_of("balance = 3").find("character 9: '=' is not part of the language. Write ==."),
              std::string::npos);
    EXPECT_NE(problem_of("in_court && fraud").find("Write and."), std::string::npos);
    EXPECT_NE(problem_of("!fraud").find("Write not."), std::string::npos);
    EXPECT_NE(problem_of("balance >").find("the rule ends too early"), std::string::npos);
    EXPECT_NE(problem_of("(balance > 3").find("the rule ends too early"), std::string::npos);
    EXPECT_NE(problem_of("industry == \"retail").find("the quote is not closed"), std::string::npos);
    EXPECT_NE(problem_of("industry in retail").find("a list is expected"), std::string::npos);
    EXPECT_NE(problem_of("industry in [retail]").find("Put quotes around texts"), std::string::npos);
    EXPECT_NE(problem_of("balance * 2 > 3").find("'*' has no meaning here"), std::string::npos);
    EXPECT_NE(problem_of("12abc > 3").find("not a number"), std::string::npos);
    EXPECT_NE(problem_of("fraud fraud").find("'fraud' is not expected here"), std::string::npos);
    EXPECT_NE(problem_of("").find("ends too early"), std::string::npos);
    EXPECT_NE(problem_of(std::string(500, '(') + "fraud").find("nested too deeply"), std::string::npos);
}

}  // namespace
}  // namespace recoup::sim
