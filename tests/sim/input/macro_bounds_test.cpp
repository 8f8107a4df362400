// Numbers of a macro model in a wrong unit are refused with the number that was meant; a copula with shocks
// that it does not hold for is refused too.
#include <gmock/gmock.h>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string after(const std::string& file, const std::string& given, const std::string& instead) {
    return StudyFolder().replace(file, given, instead).errors();
}

TEST(MacroBounds, AnIndexInPerCentIsRefusedWithTheFractionThatWasMeant) {
    EXPECT_THAT(after("macro.toml", "alpha = 0.01", "alpha = 2.5"),
                AllOf(HasSubstr("macro.toml"), HasSubstr("alpha, 2.5"), HasSubstr("beyond 0.5"),
                      HasSubstr("2.5 looks like per cent: write 0.025")));
    EXPECT_THAT(after("macro.toml", "alpha = 0.01", "alpha = 2.51234567"), HasSubstr("write 0.0251234567"));
    EXPECT_THAT(after("macro.toml", "alpha = 0.01", "alpha = -0.6"), HasSubstr("alpha, -0.6"));
    EXPECT_EQ(after("macro.toml", "alpha = 0.01", "alpha = 0.025"), "") << "the advice is taken";
    EXPECT_EQ(after("macro.toml", "alpha = 0.01", "alpha = -0.48"), "") << "-.01 is the macro part";
    EXPECT_THAT(after("macro.toml", "sigma = 0.02", "sigma = 2.0"),
                AllOf(HasSubstr("sigma, 2"), HasSubstr("write 0.02")));
    EXPECT_EQ(after("macro.toml", "sigma = 0.02", "sigma = 1.0"), "");
    // The shocks of unemployment have a standard deviation of 0.2
    EXPECT_THAT(
        after("macro.toml", "beta = { unemployment_rate = -0.002 }", "beta = { unemployment_rate = -5.5 }"),
        AllOf(HasSubstr("beta"), HasSubstr("standard deviation of 1.1"), HasSubstr("divide it by 100")));
}

TEST(MacroBounds, ALevelFarFromZeroMayCarryAFactor) {
    StudyFolder folder;
    folder.replace("macro.toml", "alpha = 0.01", "alpha = 1.01");
    folder.replace("macro.toml", "beta = { unemployment_rate = -0.002 }",
                   "beta = { unemployment_rate = -0.2 }");
    EXPECT_EQ(folder.errors(), "") << "0.01 at the mean of 5";
}

TEST(MacroBounds, NoNumberCanOverflow) {
    EXPECT_THAT(after("macro.toml", "xbar = 5.0", "xbar = 1e300"),
                HasSubstr("xbar, 1e+300: must be a number from"));
    EXPECT_THAT(after("macro.toml", "[0.0, 0.5]]", "[1e300, 0.5]]"), HasSubstr("must be a number from"));
    EXPECT_THAT(after("paths.csv", "adverse,2007Q1,unemployment_rate,6.0,percent",
                      "adverse,2007Q1,unemployment_rate,6e200,percent"),
                HasSubstr("value, 6e200: must be a number from"));
    EXPECT_THAT(
        after("base.toml", "beta = { unemployment_rate = 0.2 }", "beta = { unemployment_rate = 1e300 }"),
        HasSubstr("must be log-odds from -1000000 to 1000000"));
    EXPECT_EQ(after("base.toml", "[hazards.current.exits.repaid]\np = [0.02]",
                    "[hazards.current.exits.repaid]\np = [0.02]\nshift = 800"),
              "");
}

TEST(MacroBounds, LogChangesInPerCentAreRefused) {
    EXPECT_THAT(after("macro.toml", "xbar = 0.01", "xbar = 1.0"),
                AllOf(HasSubstr("xbar, 1"), HasSubstr("write 0.01")));
    EXPECT_THAT(after("macro.toml", "long_run_mean = 0.005", "long_run_mean = -0.51"),
                HasSubstr("long_run_mean, -0.51"));
    EXPECT_THAT(after("macro.toml", "Sigma = [[0.04, -0.001], [-0.001, 0.0004]]",
                      "Sigma = [[0.04, -0.1], [-0.1, 4.0]]"),
                AllOf(HasSubstr("Sigma"), HasSubstr("'house_price_index'"), HasSubstr("deviation of 2")));
    EXPECT_THAT(after("macro.toml", "xbar = 5.0", "xbar = 50.0"), Not(HasSubstr("xbar"))) << "a level";
}

TEST(MacroBounds, APathThatChangesItsUnitOnTheWayIsRefused) {
    EXPECT_THAT(after("paths.csv", "adverse,2007Q1,house_price_index,95,index",
                      "adverse,2007Q1,house_price_index,0.95,index"),
                AllOf(HasSubstr("paths.csv"), HasSubstr("house_price_index, 0.95"),
                      HasSubstr("from the quarter before, 100")));
    EXPECT_EQ(after("paths.csv", "adverse,2007Q1,house_price_index,95,index",
                    "adverse,2007Q1,house_price_index,37,index"),
              "")
        << "a log change of -0.99";
}

TEST(MacroBounds, StudentShocksDoNotGoWithACopula) {
    const auto study = [](const char* extra, bool copula) {
        StudyFolder folder;
        folder.replace("study.toml", "model = \"macro.toml\"",
                       std::string("model = \"macro.toml\"\ncentre = \"median\"") + extra);
        if (copula) {
            folder.append("secured.toml",
                          "\n[hazards.cured.copula]\nexit = \"default\"\npd_annual = 0.02\nrho = 0.15\n"
                          "weights = { unemployment_rate = -1.0 }\n");
        }
        return folder.errors();
    };
    const char* const student = "\nstudent_t_degrees_of_freedom = 5";
    EXPECT_THAT(study(student, true),
                AllOf(HasSubstr("Student t shocks do not go with the copula"), HasSubstr("hazards.cured"),
                      HasSubstr("Remove student_t_degrees_of_freedom")));
    EXPECT_THAT(study("", true), Not(HasSubstr("Student")));
    StudyFolder folder;
    folder.append(
        "base.toml",
        "\n[hazards.cured]\ngiven_as = \"long_run_average\"\n[hazards.cured.exits.default]\np = [0.01]\n");
    EXPECT_THAT(folder.warnings(), Not(HasSubstr("Gaussian")));
    folder.replace("study.toml", "model = \"macro.toml\"",
                   std::string("model = \"macro.toml\"\ncentre = \"median\"") + student);
    EXPECT_THAT(folder.warnings(), HasSubstr("the average is that of Gaussian shocks"));
    EXPECT_THAT(study(student, false), Not(HasSubstr("Student")));
}

}  // namespace
}  // namespace recoup::sim
