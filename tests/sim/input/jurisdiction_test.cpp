// Jurisdictions: their files, what they refuse, and what they change in the reading of tape and parameters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/units.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* rules_file = R"(recoup_schema = 1
jurisdiction = "testland"
as_of = 2006-12-31
[default]
days_past_due = 90
boundary = "more_than"
source = "made up"
status = "illustrative"
[cure]
months = 3
source = "made up"
status = "illustrative"
[observation]
months = 12
source = "made up"
status = "illustrative"
[probation]
months = 24
source = "made up"
status = "illustrative"
[restructuring]
performing_loan = "downgrade"
in_probation = "downgrade"
source = "made up"
status = "illustrative"
[redefault]
in_probation = "restarts"
source = "made up"
status = "illustrative"
[[window]]
name = "stress"
begins = 2006-03-15
ends = 2006-09-30
source = "made up"
status = "illustrative"
)";

/// The small study in testland.
class Testland : public StudyFolder {
  public:
    Testland() {
        write("rules.toml", rules_file);
        replace("study.toml", "paths = 16", "paths = 16\njurisdiction = \"rules.toml\"");
    }
};

std::string broken(const std::string& old_text, const std::string& new_text) {
    Testland folder;
    folder.replace("rules.toml", old_text, new_text);
    return folder.errors();
}

std::size_t row_of(const Portfolio& portfolio, const std::string& loan) {
    const auto& all = portfolio.loans.loan_identifier;
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), loan) - all.begin());
}

TEST(Jurisdiction, IsReadWholeAndInTheResolvedStudy) {
    const Study study = Testland().load();
    const ClassificationRules& rules = study.rules;
    EXPECT_EQ(rules.jurisdiction, "testland");
    EXPECT_EQ(rules.as_of, "2006-12-31");
    EXPECT_EQ(rules.default_from_days(), 91);
    EXPECT_EQ(rules.cure_months, 3);
    EXPECT_EQ(rules.observation_months, 12);
    EXPECT_EQ(rules.probation_months, 24);
    EXPECT_EQ(rules.downgrade, Downgrade::always);
    EXPECT_TRUE(rules.concession_in_probation_is_npe);
    EXPECT_FALSE(rules.npe_clock_resumes_in_probation);
    ASSERT_EQ(rules.windows.size(), 1U);
    EXPECT_EQ(rules.windows[0].first_month, calendar_month(2006, 3));
    EXPECT_EQ(rules.windows[0].last_month, calendar_month(2006, 9));
    EXPECT_FALSE(rules.windows[0].most_days_in_pastdue.has_value());
    EXPECT_THAT(study.text_resolved, AllOf(HasSubstr("\"jurisdiction\""), HasSubstr("\"more_than\"")));
}

TEST(Jurisdiction, AStudyWithoutOneIsAsBefore) {
    const Study study = StudyFolder().load();
    EXPECT_FALSE(study.rules.is_named());
    EXPECT_EQ(study.rules.default_from_days(), 90);
    EXPECT_THAT(study.text_resolved, Not(HasSubstr("jurisdiction")));
    EXPECT_NE(study.identity, Testland().load().identity) << "rules are part of what is run";
}

TEST(Jurisdiction, WhatIsMissingOrUnknownIsNamedWithFileLineAndKey) {
    EXPECT_EQ(broken("[observation]\nmonths = 12\nsource = \"made up\"\nstatus = \"illustrative\"\n", ""),
              "rules.toml, observation: is missing. Add [observation] with months, source and status.");
    EXPECT_EQ(broken("[cure]\nmonths = 3\n", "[cure]\n"), "rules.toml:9, cure.months: is missing.");
    EXPECT_EQ(broken("[cure]\nmonths = 3", "[cure]\nmonths = 3\nmonthz = 3"),
              "rules.toml:11, cure.monthz: unknown key. Did you mean 'months'?");
    EXPECT_THAT(broken("[probation]", "[probatoin]"),
                AllOf(HasSubstr("rules.toml:17, probatoin: unknown key. Did you mean 'probation'?"),
                      HasSubstr("rules.toml, probation: is missing")));
    EXPECT_THAT(broken("as_of = 2006-12-31\n", ""), HasSubstr("rules.toml, as_of: is missing"));
    EXPECT_THAT(broken("\"testland\"", "\"\""), HasSubstr("rules.toml:2, jurisdiction, \"\": is empty"));
    EXPECT_THAT(broken("months = 3\nsource = \"made up\"", "months = 3\nsource = \"\""),
                HasSubstr("rules.toml:11, cure.source, \"\": is empty. Say where the rule stands"));
    EXPECT_THAT(broken("[cure]\nmonths = 3\nsource = \"made up\"\n", "[cure]\nmonths = 3\n"),
                HasSubstr("rules.toml:9, cure.source: is missing. Say where the rule stands"));
    EXPECT_THAT(broken("status = \"illustrative\"\n[cure]", "status = \"sure\"\n[cure]"),
                HasSubstr("rules.toml:8, default.status, \"sure\""));
}

TEST(Jurisdiction, ValuesOutOfRangeAreNamedWithFileLineAndKey) {
    EXPECT_EQ(broken("months = 3", "months = -3"),
              "rules.toml:10, cure.months, -3: must be a number of months from 0 to 120.");
    EXPECT_THAT(broken("months = 24", "months = 2.5"), HasSubstr("rules.toml:18, probation.months, 2.5"));
    EXPECT_THAT(broken("days_past_due = 90", "days_past_due = 0"),
                HasSubstr("rules.toml:5, default.days_past_due, 0: must be a number of days from 1 to 360"));
    EXPECT_THAT(broken("\"more_than\"", "\"over\""), HasSubstr("rules.toml:6, default.boundary, \"over\""));
    EXPECT_EQ(broken("ends = 2006-09-30", "ends = 2006-03-14"),
              "rules.toml:33, window[0].ends, 2006-03-14: the window ends before it begins (it begins on "
              "2006-03-15). Give a later end.");
    EXPECT_EQ(broken("ends = 2006-09-30", "ends = 2006-03-15"), "") << "a window of a day";
    EXPECT_THAT(broken("ends = 2006-09-30", "ends = \"soon\""), HasSubstr("window[0].ends"));
    EXPECT_THAT(broken("begins = 2006-03-15", "most_days_in_pastdue = -1\nbegins = 2006-03-15"),
                HasSubstr("window[0].most_days_in_pastdue, -1: must be a number of days"));
}

TEST(Jurisdiction, ALossLimitBelongsToTheDowngradeThatAsksForIt) {
    EXPECT_THAT(broken("performing_loan = \"downgrade\"", "performing_loan = \"downgrade_on_loss\""),
                HasSubstr("restructuring.loss_above: is missing"));
    EXPECT_THAT(broken("performing_loan = \"downgrade\"", "performing_loan = \"keep\"\nloss_above = 0.01"),
                HasSubstr("rules.toml:23, restructuring.loss_above, 0.01: is a limit that nothing is held"));
    Testland folder;
    folder.replace("rules.toml", "performing_loan = \"downgrade\"",
                   "performing_loan = \"downgrade_on_loss\"\nloss_above = 0.01");
    EXPECT_EQ(folder.load().rules.downgrade_above_loss, 0.01);
}

TEST(Jurisdiction, FilesOfOtherKindsAreNamed) {
    for (const char* other : {"study.toml", "base.toml", "macro.toml", "workout.toml", "hold.toml"}) {
        EXPECT_THAT(StudyFolder().errors({.set = {{"jurisdiction", other}}}),
                    HasSubstr(", not a file of a jurisdiction's rules"))
            << other;
    }
    for (const auto& [file, named] :
         {std::pair{"study.toml", "model = \"macro.toml\""},
          std::pair{"secured.toml", "inherits = \"base.toml\""},
          std::pair{"study.toml", "options = [\"hold.toml\", \"workout.toml\"]"}}) {
        Testland folder;
        std::string there(named);
        there.replace(there.find('"') + 1, there.rfind('"') - there.find('"') - 1, "rules.toml");
        folder.replace(file, named, there);
        EXPECT_THAT(folder.errors(), HasSubstr("rules.toml: is a file of a jurisdiction's rules, not"))
            << named;
    }
    EXPECT_THAT(StudyFolder().errors({.set = {{"jurisdiction", "nowhere.toml"}}}), HasSubstr("nowhere.toml"));
    EXPECT_THAT(StudyFolder().errors({.set = {{"jurisdiction", "\"\""}}}),
                HasSubstr("jurisdiction, \"\": names no file"));
}

// S4-01 on the tape: the same loan, 90 days past due.
TEST(Jurisdiction, S401TheBoundaryDecidesTheStateOnTheTape) {
    const auto state_of = [](const std::string& days, const std::string& boundary) {
        Testland folder;
        folder.replace("rules.toml", "\"more_than\"", "\"" + boundary + "\"");
        folder.replace("loans.csv", "L4,B4,4000,100,,0.09,2005-12-31",
                       "L4,B4,4000," + days + ",,0.09,2009-12-31");
        const Portfolio portfolio = folder.load().portfolio;
        return portfolio.loans.state.at(row_of(portfolio, "L4"));
    };
    EXPECT_EQ(state_of("90", "more_than"), State::arrears_61_90);
    EXPECT_EQ(state_of("91", "more_than"), State::defaulted);
    EXPECT_EQ(state_of("89", "at_least"), State::arrears_61_90);
    EXPECT_EQ(state_of("90", "at_least"), State::defaulted);
    EXPECT_EQ(state_of("95", "more_than"), State::defaulted) << "S4-02, S4-03";
    EXPECT_EQ(state_of("95", "at_least"), State::defaulted) << "S4-02, S4-03";
}

TEST(Jurisdiction, MonthsInDefaultCountFromTheDayOfDefault) {
    const auto months_of = [](const std::string& boundary) {
        Testland folder;
        folder.replace("rules.toml", "\"more_than\"", "\"" + boundary + "\"");
        folder.replace("loans.csv", "L4,B4,4000,100,", "L4,B4,4000,120,");
        const Portfolio portfolio = folder.load().portfolio;
        return portfolio.loans.months_in_state.at(row_of(portfolio, "L4"));
    };
    EXPECT_EQ(months_of("at_least"), 1) << "day 90 is the first in default";
    EXPECT_EQ(months_of("more_than"), 0) << "day 91 is";
}

TEST(Jurisdiction, AStatedStateIsHeldAgainstTheBoundary) {
    const auto repairs_of = [](const std::string& days, const std::string& boundary) {
        Testland folder;
        folder.replace("rules.toml", "\"more_than\"", "\"" + boundary + "\"");
        folder.replace("loans.csv", "borrower_name", "workout_state");
        for (const char* name : {"Ann", "Bob", "Dan", "Eve", "Ann"}) {
            folder.replace("loans.csv", name, "");
        }
        folder.replace("loans.csv", "Carol", "current");
        folder.replace("loans.csv", "L3,B3,3000.00,0", "L3,B3,3000.00," + days);
        std::string text;
        for (const std::string& repair : folder.load().repairs) {
            text += repair + "\n";
        }
        return text;
    };
    EXPECT_THAT(repairs_of("90", "at_least"),
                HasSubstr("a performing state with 90 or more days past due is kept"));
    EXPECT_THAT(repairs_of("90", "more_than"), Not(HasSubstr("a performing state with")));
    EXPECT_THAT(repairs_of("91", "more_than"),
                HasSubstr("a performing state with 91 or more days past due is kept"));
}

// S3-20: the parameters' own clock of twelve months fits an observation of twelve, one of eleven does not.
TEST(Jurisdiction, S320AClockOfTheParametersThatIsTooShortNamesBoth) {
    EXPECT_EQ(Testland().errors(), "");
    Testland folder;
    folder.replace("base.toml", "after_months = 12", "after_months = 11");
    EXPECT_EQ(folder.errors(),
              "base.toml:44, clocks.forborne_npe.after_months, 11: is earlier than month 12, before which no "
              "loan may move from forborne_npe to forborne_pe (jurisdiction testland has cure 3, observation "
              "12, probation 24 months (rules.toml)). Write 12 or more, or name another jurisdiction in the "
              "study.");
    folder.replace("rules.toml", "months = 12", "months = 11");
    EXPECT_EQ(folder.errors(), "") << "the advice works from the other side, too";
    folder.replace("base.toml", "to = \"forborne_pe\"", "to = \"current\"");
    EXPECT_THAT(folder.errors(), HasSubstr("earlier than month 35, before which"))
        << "probation is not skipped";
}

TEST(Jurisdiction, StayingMayNotEndBeforeAnExitIsOpen) {
    Testland folder;
    folder.replace("base.toml", "[hazards.forborne_npe.exits.default]\np = [0.03]\n",
                   "[hazards.forborne_npe]\nlatest = 11\n");
    EXPECT_THAT(
        folder.errors(),
        HasSubstr("base.toml, hazards.forborne_npe.latest, 11: ends staying before any exit may be taken "
                  "(jurisdiction testland has cure 3, observation 12, probation 24 months (rules.toml)). "
                  "Write 12 or more, or name another jurisdiction in the study."));
    folder.replace("base.toml", "latest = 11", "latest = 12");
    EXPECT_EQ(folder.errors(), "");
}

TEST(Jurisdiction, ExitsThatWillBeClosedBeforeTheirClockAreTold) {
    const Testland folder;
    EXPECT_THAT(
        folder.warnings(),
        AllOf(HasSubstr("base.toml, hazards.forborne_npe.exits.forborne_pe: is closed before month 12: what "
                        "the file has there is not used (jurisdiction testland has cure 3"),
              HasSubstr("secured.toml, hazards.default.exits.cured: is closed before month 3"),
              HasSubstr("Write earliest = 3 to say so in the file")));
    EXPECT_THAT(StudyFolder().warnings(), Not(HasSubstr("is closed before")));
    const Study study = folder.load();
    for (const ExitSpec& exit : study.segments[0].parameters.hazards.at("default").exits) {
        EXPECT_EQ(exit.earliest, 0) << "parameters, and where they come from, stay as their file states them";
    }
}

TEST(Jurisdiction, TheAdviceOfTheWarningIsTrue) {
    Testland folder;
    folder.replace("base.toml", "[hazards.default.exits.cured]\n",
                   "[hazards.default.exits.cured]\nearliest = 3\n");
    folder.replace("base.toml", "[hazards.forborne_npe.exits.forborne_pe]\n",
                   "[hazards.forborne_npe.exits.forborne_pe]\nearliest = 12\n");
    EXPECT_THAT(folder.warnings(), Not(HasSubstr("is closed before")));
}

struct Shipped {
    const char* name;
    int default_from_days, cure, observation, probation;
    Downgrade downgrade;
    std::size_t windows;
};

TEST(Jurisdiction, ThoseThatShipHaveTheClocksOfTheirSources) {
    for (const Shipped& expected : {Shipped{"eu", 91, 3, 12, 24, Downgrade::on_loss, 0},
                                    {"india", 91, 0, 12, 0, Downgrade::always, 1},
                                    {"saudi_arabia", 91, 12, 12, 12, Downgrade::on_loss, 0},
                                    {"basel_minimum", 91, 3, 3, 12, Downgrade::on_loss, 0},
                                    {"uk", 91, 3, 12, 24, Downgrade::on_loss, 0},
                                    {"us", 90, 0, 6, 0, Downgrade::never, 0}}) {
        const std::string file =
            RECOUP_SOURCE_DIR "/scenarios/jurisdictions/" + std::string(expected.name) + ".toml";
        StudyFolder folder;
        folder.replace("base.toml", "after_months = 12", "after_months = 36");
        const ClassificationRules rules = folder.load({.set = {{"jurisdiction", file}}}).rules;
        EXPECT_EQ(rules.jurisdiction, expected.name);
        EXPECT_EQ(rules.default_from_days(), expected.default_from_days) << expected.name;
        EXPECT_EQ(rules.cure_months, expected.cure) << expected.name;
        EXPECT_EQ(rules.observation_months, expected.observation) << expected.name;
        EXPECT_EQ(rules.probation_months, expected.probation) << expected.name;
        EXPECT_EQ(rules.downgrade, expected.downgrade) << expected.name;
        EXPECT_EQ(rules.windows.size(), expected.windows) << expected.name;
    }
}

}  // namespace
}  // namespace recoup::sim
