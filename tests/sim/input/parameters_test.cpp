// Parameters, options, macro model and scenarios: inheritance, pedigrees, and everything that cannot be
// right.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string broken(const std::string& file, const std::string& old_text, const std::string& new_text) {
    return StudyFolder().replace(file, old_text, new_text).errors();
}

TEST(Parameters, TablesMergeByKeyAndArraysReplace) {
    const Study study = StudyFolder().load();
    const SegmentParameters& secured = study.segments[0].parameters;
    const HazardRowSpec& row = secured.hazards.at("default");
    EXPECT_THAT(row.duration_edges, ElementsAre(0, 3));
    EXPECT_EQ(row.latest, 24) << "inherited";
    EXPECT_EQ(row.reference_ltv_bucket, 1);
    ASSERT_EQ(row.exits.size(), 2u);
    const ExitSpec& written_off = row.exits[1];
    EXPECT_EQ(written_off.to, State::written_off);
    EXPECT_EQ(written_off.level, (std::vector<std::vector<double>>{{0.001}, {0.003}}));
    EXPECT_NEAR(written_off.ltv_log_odds[2], std::log(2.0), 1e-15) << "inherited, as log odds";
    EXPECT_EQ(secured.collateral.at("land").sale_error_sd, 0.2);
    EXPECT_EQ(secured.collateral.at("land").forced_sale_discount, 0.5);
    EXPECT_EQ(study.segments[1].parameters.collateral.count("office"), 0u);
}

TEST(Parameters, RowsThatDoNotVaryByLtvHaveNoBuckets) {
    const Study study = StudyFolder().load();
    EXPECT_TRUE(study.segments[0].parameters.hazards.at("current").ltv_edges.empty());
    EXPECT_THAT(study.segments[0].parameters.hazards.at("default").ltv_edges, ElementsAre(0.8, 1.0));
}

TEST(Parameters, PedigreesFollowTheFileThatStatedTheNumbers) {
    const auto pedigrees = StudyFolder().load().segments[0].parameters.pedigrees;
    EXPECT_EQ(pedigrees.at("hazards.current.exits.default").source, "made up for the tests");
    EXPECT_EQ(pedigrees.at("cash.default").status, "illustrative");
    EXPECT_EQ(pedigrees.at("cash.default").n, 12.0);
    EXPECT_EQ(pedigrees.at("hazards.default").source, "the secured book");
    EXPECT_FALSE(pedigrees.at("hazards.default").n) << "the sample size of one source is not that of another";
    EXPECT_EQ(pedigrees.at("hazards.default.exits.cured").status, "estimated");
    EXPECT_EQ(pedigrees.at("hazards.default.exits.cured").source, "the secured book");
    EXPECT_EQ(pedigrees.at("hazards.default.exits.cured").n, 40.0);
    EXPECT_EQ(pedigrees.at("collateral.office").as_of, "2005-06-30");
}

TEST(Parameters, InheritanceInACircleIsRefused) {
    EXPECT_THAT(broken("base.toml", "recoup_schema = 1", "recoup_schema = 1\ninherits = \"secured.toml\""),
                HasSubstr("inherits itself in the end (inheritance must not run in a circle)"));
    EXPECT_THAT(broken("secured.toml", "inherits = \"base.toml\"", "inherits = \"bse.toml\""),
                HasSubstr("bse.toml: there is no such file"));
}

TEST(Parameters, ProbabilitiesMustBeProbabilities) {
    EXPECT_THAT(
        broken("base.toml", "p = [0.01]", "p = [1.2]"),
        HasSubstr(
            "base.toml:11, hazards.current.exits.default.p[0], 1.2: must be a probability from 0 to 1."));
    EXPECT_THAT(broken("base.toml", "p = [0.01]", "p = [-0.1]"), HasSubstr("must be a probability"));
    EXPECT_THAT(broken("base.toml", "p = [0.01]", "p = [nan]"), HasSubstr("must be a finite number"));
    EXPECT_THAT(
        broken("base.toml", "p = [0.01]", "p = [0.99]"),
        HasSubstr(
            "hazards.current.exits: the probabilities of leaving from month 0 on add up to 1.01 (staying "
            "needs what is left below 1). Lower them, or remove staying with `latest`."));
    EXPECT_THAT(broken("base.toml", "p = [0.01]", "p = [0.98]"), HasSubstr("add up to 1 (staying"));
    EXPECT_THAT(broken("base.toml", "p = [0.01]", "p = [0.01, 0.02]"),
                HasSubstr("has 2 values for 1 duration bins"));
    EXPECT_THAT(broken("base.toml", "p = [0.01]", "log_odds = [-3.0]\np = [0.01]"),
                HasSubstr("stands beside log_odds"));
    EXPECT_THAT(broken("base.toml", "p = [0.01]\n", ""),
                HasSubstr("hazards.current.exits.default.p: is missing"));
}

TEST(Parameters, SumsMayReachOneOnlyWhereStayingIsRemoved) {
    StudyFolder folder;
    folder.replace("base.toml", "latest = 24", "latest = 12");
    folder.replace("base.toml", "p = [0.03, 0.02, 0.01]", "p = [0.03, 0.02, 0.98]");
    folder.replace("secured.toml", "duration_edges = [0, 3]", "duration_edges = [0, 3, 12]");
    folder.replace("secured.toml", "p = [0.001, 0.003]", "p = [0.001, 0.003, 0.003]");
    folder.replace("secured.toml", "p = [0.04, 0.02]", "p = [0.04, 0.02, 0.02]");
    EXPECT_EQ(folder.errors(), "");
    EXPECT_THAT(folder.replace("base.toml", "0.02, 0.98]", "0.02, 0.99]").errors(),
                HasSubstr("they must not exceed 1"));
}

TEST(Parameters, ANodeNeedsAWayOut) {
    EXPECT_THAT(StudyFolder().append("base.toml", "[hazards.cured]\ngiven_as = \"at_mean\"\n").errors(),
                HasSubstr("hazards.cured.exits: the row has no exit (a loan would stay for ever)"));
    EXPECT_THAT(
        StudyFolder()
            .append("base.toml", "[hazards.cured]\nlatest = 6\n[hazards.cured.exits.default]\np = [0.0]\n")
            .errors(),
        HasSubstr("no exit is possible from month 0 on"));
}

TEST(Parameters, EdgesMustAscend) {
    EXPECT_THAT(broken("base.toml", "[0, 6, 12]", "[0, 12, 6]"),
                HasSubstr("must be whole months that ascend from 0"));
    EXPECT_THAT(broken("base.toml", "[0, 6, 12]", "[1, 6, 12]"), HasSubstr("ascend from 0"));
    EXPECT_THAT(broken("base.toml", "[0.8, 1.0]", "[1.0, 0.8]"),
                HasSubstr("base.toml:2, ltv_edges: must ascend"));
    EXPECT_THAT(broken("base.toml", "ltv_odds_ratio = [0.5, 1.0, 2.0]", "ltv_odds_ratio = [0.5, 1.0]"),
                HasSubstr("has 2 values for 3 LTV buckets"));
    EXPECT_THAT(broken("base.toml", "reference_ltv_bucket = 1\n", ""),
                HasSubstr("ltv_odds_ratio: must be 1 in the reference bucket 0"));
}

TEST(Parameters, UnknownNamesAreSuggested) {
    EXPECT_EQ(broken("base.toml", "latest = 24", "latest = 24\nlatests = 3"),
              "base.toml:21, hazards.default.latests: unknown key. Did you mean 'latest'?");
    EXPECT_THAT(broken("base.toml", "exits.repaid", "exits.repayed"),
                HasSubstr("there is no state 'repayed'. Did you mean 'repaid'?"));
    EXPECT_THAT(
        broken("base.toml", "unemployment_rate = 0.2", "unemployment = 0.2"),
        HasSubstr("base.toml:12, hazards.current.exits.default.beta.unemployment: the macro model has no "
                  "variable 'unemployment' (a sensitivity needs a variable to act on). Did you mean "
                  "'unemployment_rate'?"));
    EXPECT_THAT(broken("base.toml", "[hazards.court_filing]\nfrom = \"court\"", "[hazards.court_filing]"),
                HasSubstr("'court_filing' is not a state, so the row must say which state it leaves"));
}

TEST(Parameters, CostsHaveBounds) {
    const auto with = [](const std::string& line) {
        return StudyFolder().append("base.toml", "[costs.default]\n" + line + "\n").errors();
    };
    EXPECT_EQ(with("servicing_per_month = 1e10"), "");
    for (const std::string key : {"servicing_per_month", "internal_workout_per_month"}) {
        EXPECT_THAT(
            with(key + " = 2e10"),
            HasSubstr("costs.default." + key +
                      ", 20000000000: must be an amount of currency units from 0 to 10000000000. Check "
                      "the unit: costs are in units of the reporting currency, not in minor units"));
        EXPECT_THAT(with(key + " = -1"), HasSubstr("must be an amount of currency units"));
        EXPECT_THAT(with(key + " = inf"), HasSubstr("must be a finite number"));
    }
    EXPECT_THAT(with("upkeep_share_of_value_per_year = 1.5"), HasSubstr("must be a share from 0 to 1"));
    EXPECT_THAT(broken("workout.toml", "fixed = 100.0", "fixed = 1e300"),
                HasSubstr("must be an amount of currency units"));
    EXPECT_THAT(broken("workout.toml", "fixed = 100.0", "share_of_claim = 1.5"),
                HasSubstr("must be a share"));
    EXPECT_THAT(broken("workout.toml", "rate_cut = 0.02", "rate_cut = 2"),
                HasSubstr("must be a rate a year, as a fraction, from 0 to 1. Write 0.05 for 5 %."));
}

// Accepted once and never booked.
TEST(Parameters, CostsThatNobodyBooksAreRefused) {
    const auto costs_of = [](std::string_view state) {
        return StudyFolder()
            .append("base.toml", fmt::format("[costs.{}]\nservicing_per_month = 5.0\n", state))
            .errors();
    };
    for (int i = 0; i < state_count; ++i) {
        const auto state = static_cast<State>(i);
        if (is_closed(state)) {
            EXPECT_THAT(costs_of(name_of(state)),
                        HasSubstr("nothing is booked in a closed state. Remove the table."));
        } else if (state == State::current || is_arrears(state)) {
            EXPECT_THAT(
                costs_of(name_of(state)),
                HasSubstr(fmt::format("costs.{}: the costs of performing loans are not booked yet (a loan "
                                      "that has never been non-performing posts what it pays and nothing "
                                      "else). Remove the table.",
                                      name_of(state))));
        } else {
            EXPECT_EQ(costs_of(name_of(state)), "") << name_of(state);
        }
    }
}

TEST(Parameters, TheTermAfterACureIsAtLeastAYearUnlessGiven) {
    const auto term_of = [](const std::string& contract) {
        const Study study = StudyFolder().append("base.toml", contract).load();
        return study.segments[1].parameters.contract.minimum_term_months_after_cure;
    };
    EXPECT_EQ(term_of(""), 12);
    EXPECT_EQ(term_of("[contract]\nrepayment = \"bullet\"\n"), 12);
    EXPECT_EQ(term_of("[contract]\nminimum_term_months_after_cure = 5\n"), 5);
    EXPECT_THAT(
        StudyFolder().append("base.toml", "[contract]\nminimum_term_months_after_cure = 0\n").errors(),
        HasSubstr("must be a number of months from 1 to 1200"));
}

TEST(Parameters, CopulaIsCheckedAndKeepsAPlaceAmongTheExits) {
    StudyFolder folder;
    folder.append(
        "base.toml",
        "[hazards.cured.copula]\npd_annual = 0.02\nrho = 0.15\nweights = { unemployment_rate = -1.0 }\n");
    const HazardRowSpec row = folder.load().segments[0].parameters.hazards.at("cured");
    ASSERT_TRUE(row.copula);
    ASSERT_EQ(row.exits.size(), 1u);
    EXPECT_EQ(row.exits[0].to, State::defaulted);
    EXPECT_THAT(folder.replace("base.toml", "rho = 0.15", "rho = 1.0").errors(),
                HasSubstr("must be a correlation"));
    EXPECT_THAT(folder.replace("base.toml", "{ unemployment_rate = -1.0 }", "{ gdp = 1.0 }").errors(),
                HasSubstr("the macro model has no variable 'gdp'"));
}

TEST(MacroModel, UnstableOrIndefiniteDynamicsAreRefused) {
    EXPECT_THAT(broken("macro.toml", "A = [[0.9, -1.0]", "A = [[1.02, -1.0]"),
                HasSubstr("dynamics.A: the dynamics are unstable, their spectral radius is 1.02"));
    EXPECT_THAT(
        broken("macro.toml", "[[0.04, -0.001], [-0.001, 0.0004]]", "[[0.04, -0.02], [-0.02, 0.0004]]"),
        HasSubstr("dynamics.Sigma: is not positive definite"));
    EXPECT_THAT(broken("macro.toml", "[[0.04, -0.001], [-0.001, 0.0004]]", "[[0.04, 0.0], [-0.001, 0.0004]]"),
                HasSubstr("dynamics.Sigma: is not symmetric"));
    EXPECT_THAT(broken("macro.toml", "[[0.04, -0.001], [-0.001, 0.0004]]", "[[0.04]]"),
                HasSubstr("must have 2 rows of 2 numbers"));
    EXPECT_THAT(broken("macro.toml", "variable = \"house_price_index\"", "variable = \"unemployment_rate\""),
                HasSubstr("index[0].variable, \"unemployment_rate\": the variable is a level"));
    EXPECT_THAT(broken("macro.toml", "region = \"US\"\n", ""),
                HasSubstr("another index serves the class 'office'"));
}

TEST(MacroModel, LIsTheFactorOfSigma) {
    const MacroModel model = StudyFolder().load().macro;
    EXPECT_LT((model.L * model.L.transpose() - model.Sigma).cwiseAbs().maxCoeff(), 1e-17);
    EXPECT_EQ(model.L(0, 1), 0.0);
}

TEST(Scenarios, PathsAreTransformedFromTheQuarterAfterCutOff) {
    const Study study = StudyFolder().load();
    ASSERT_EQ(study.scenarios[1].path.size(), 2u);
    EXPECT_EQ(study.scenarios[1].path[1][0], 7.0);
    EXPECT_NEAR(study.scenarios[1].path[0][1], std::log(95.0 / 100.0), 1e-15) << "from the level of 2006Q4";
    EXPECT_NEAR(study.scenarios[1].path[1][1], std::log(90.0 / 95.0), 1e-15);
    EXPECT_EQ(study.scenarios[0].calendar_shift, "");
    EXPECT_EQ(study.macro.variables[0].long_run_mean, 4.8) << "the end of the baseline";
    EXPECT_EQ(study.macro.variables[1].long_run_mean, 0.005);
}

TEST(Scenarios, AnotherCalendarIsRecorded) {
    StudyFolder folder;
    folder.replace("study.toml", "cut_off = 2006-12-31", "cut_off = 2007-03-31");
    folder.replace("loans.csv", "2007-03-31", "2009-03-31").replace("loans.csv", "2007-01-15", "2009-03-31");
    EXPECT_EQ(folder.load().scenarios[0].calendar_shift, "2007Q1 read as 2007Q2");
    EXPECT_THAT(folder.warnings(), HasSubstr("scenario, baseline: 2007Q1 read as 2007Q2"));
}

TEST(Scenarios, MonthlyModelsSpreadLogChanges) {
    const Study study =
        StudyFolder().replace("macro.toml", "frequency = \"quarter\"", "frequency = \"month\"").load();
    ASSERT_EQ(study.scenarios[1].path.size(), 6u);
    EXPECT_EQ(study.scenarios[1].path[2][0], 6.0) << "levels are constant within a quarter";
    EXPECT_NEAR(study.scenarios[1].path[2][1], std::log(0.95) / 3.0, 1e-16);
}

TEST(Scenarios, WithoutAPathTheLongRunMeanMustBeStated) {
    StudyFolder folder;
    folder.replace("study.toml", "path = \"paths.csv\"\n", "");
    EXPECT_THAT(folder.errors(), HasSubstr("\"unemployment_rate\": long_run_mean is missing"));
    folder.replace("macro.toml", "xbar = 5.0", "xbar = 5.0\nlong_run_mean = 4.0");
    EXPECT_TRUE(folder.load().scenarios[0].path.empty());
}

TEST(Scenarios, FaultsInThePathFileAreNamed) {
    EXPECT_THAT(
        broken("paths.csv", "actual,2006Q4,house_price_index,100,index\n", ""),
        HasSubstr(
            "house_price_index, 2007Q1: the level before, 2006Q4, is not in the file (the first log change "
            "needs it). Add a row: actual,2006Q4,house_price_index,<value>,index."));
    EXPECT_THAT(broken("paths.csv", "baseline,2007Q2,unemployment_rate,4.8,percent\n",
                       "baseline,2007Q3,unemployment_rate,4.8,percent\n"),
                HasSubstr("paths.csv:6, unemployment_rate, 2007Q3: 2007Q2 is missing before it"));
    EXPECT_THAT(broken("paths.csv", "baseline,2007Q2,unemployment_rate,4.8,percent\n", ""),
                HasSubstr("cover different quarters"));
    EXPECT_THAT(broken("paths.csv", "6.0,percent", "6.0,fraction"),
                HasSubstr("the unit changes inside a series"));
    EXPECT_THAT(broken("macro.toml", "unit = \"percent\"", "unit = \"fraction\""),
                HasSubstr("unemployment_rate, percent: the macro model has this variable in fraction"));
    EXPECT_THAT(
        broken("paths.csv", "adverse,2007Q1,house_price_index,95", "adverse,2007Q1,house_price_index,-95"),
        HasSubstr("the level of an index must be positive"));
    EXPECT_THAT(broken("paths.csv", "2007Q2,unemployment_rate,7.0", "2007-06,unemployment_rate,7.0"),
                HasSubstr("paths.csv:9, quarter, 2007-06: is not a quarter. Write quarters as 2025Q1."));
    EXPECT_THAT(
        broken("study.toml", "name = \"adverse\"", "name = \"advers\""),
        HasSubstr("scenario[1].name, \"advers\": paths.csv has no such scenario. Did you mean 'adverse'?"));
    EXPECT_THAT(broken("macro.toml", "name = \"unemployment_rate\"", "name = \"unemployment\""),
                HasSubstr("paths.csv lacks the variable 'unemployment' of the macro model. Did you mean "
                          "'unemployment_rate'?"));
}

TEST(Options, MeasuresAreReadWithTermsAndTriggers) {
    const OptionSpec option = StudyFolder().load().options[1];
    ASSERT_EQ(option.measures.size(), 2u);
    EXPECT_EQ(option.measures[0].when.after_months, 3);
    EXPECT_EQ(std::get<RestructureTerms>(option.measures[0].terms).extend_months, 60);
    EXPECT_EQ(option.measures[0].odds.at(State::defaulted), 0.8);
    EXPECT_EQ(option.measures[1].when.kind, TriggerKind::on_redefault);
    EXPECT_THAT(std::get<CourtTerms>(option.measures[1].terms).reserve_steps, ElementsAre(1.0, 0.0));
}

TEST(Options, TermsAndCostsThatAreLeftOutAreNone) {
    StudyFolder folder;
    folder.write("workout.toml", R"(recoup_schema = 1
name = "workout"
[[measure]]
name = "modify"
kind = "restructure"
when = { after_months = 3 }
[[measure]]
name = "legal"
kind = "court"
when = { on = "redefault" }
)");
    const OptionSpec option = folder.load().options[1];
    ASSERT_EQ(option.measures.size(), 2u);
    const auto& changed = std::get<RestructureTerms>(option.measures[0].terms);
    EXPECT_EQ(changed.extend_months, 0);
    EXPECT_EQ(changed.rate_cut, 0.0);
    EXPECT_EQ(changed.holiday_months, 0);
    EXPECT_EQ(changed.forgive, 0.0);
    const auto& court = std::get<CourtTerms>(option.measures[1].terms);
    EXPECT_TRUE(court.stages.empty());
    EXPECT_EQ(court.months_between_auctions, 1);
    EXPECT_TRUE(court.reserve_steps.empty());
    EXPECT_FALSE(court.costs_added_to_claim);
    for (const MeasureSpec& measure : option.measures) {
        EXPECT_EQ(measure.costs.fixed, 0.0) << measure.name;
        EXPECT_EQ(measure.costs.share_of_claim, 0.0) << measure.name;
        EXPECT_TRUE(measure.who.empty()) << measure.name;
    }
}

TEST(Options, ABestTimeIsAWindowOfMonths) {
    const auto when_of = [](const std::string& when) {
        StudyFolder folder;
        folder.replace("workout.toml", "{ after_months = 3 }", when);
        return folder.load();
    };
    const Study study = when_of("{ best_from_months = 3, best_to_months = 24 }");
    const Trigger& window = study.options[1].measures[0].when;
    EXPECT_EQ(window.kind, TriggerKind::best_time);
    EXPECT_EQ(window.after_months, 3);
    EXPECT_EQ(window.to_months, 24);
    EXPECT_TRUE(study.leaves_choice());
    EXPECT_NE(study.text_resolved.find("\"best_to_months\": 24"), std::string::npos);
    EXPECT_NE(study.text_resolved.find("\"ltv_nodes\": 24"), std::string::npos) << "the policy's lattice";
    EXPECT_EQ(when_of("{ best_from_months = 0 }").options[1].measures[0].when.to_months, no_deadline);
    EXPECT_FALSE(StudyFolder().load().leaves_choice());
    EXPECT_THAT(
        broken("workout.toml", "{ after_months = 3 }", "{ best_from_months = 9, best_to_months = 6 }"),
        HasSubstr("measure[0].when.best_to_months, 6: the window ends before it begins"));
    EXPECT_THAT(broken("workout.toml", "{ after_months = 3 }", "{ best_from_months = 0, at_once = true }"),
                HasSubstr("measure[0].when: must say one thing"));
    EXPECT_THAT(broken("workout.toml", "{ after_months = 3 }", "{ after_months = 3, best_to_months = 6 }"),
                HasSubstr("best_to_months, 6: ends a window that does not begin"));
    EXPECT_THAT(broken("workout.toml", "{ after_months = 3 }", "{ best_from_months = -1 }"),
                HasSubstr("best_from_months, -1: must be a number of months from 0 to 1200"));
}

TEST(Options, FaultsAreNamed) {
    EXPECT_THAT(broken("workout.toml", "forgive = 0.10", "forgiv = 0.10"),
                HasSubstr("workout.toml:8, measure[0].terms.forgiv: unknown key. Did you mean 'forgive'?"));
    EXPECT_THAT(broken("workout.toml", "forgive = 0.10", "forgive = 10"),
                HasSubstr("measure[0].terms.forgive, 10: must be a share from 0 to 1"));
    EXPECT_THAT(
        broken("workout.toml", "kind = \"court\"", "kind = \"cort\""),
        HasSubstr("must be one of restructure, court, settlement, write_off, agency. Did you mean 'court'?"));
    EXPECT_THAT(broken("workout.toml", "{ after_months = 3 }", "{ after_months = 3, at_once = true }"),
                HasSubstr("measure[0].when: must say one thing"));
    EXPECT_THAT(broken("workout.toml", "stages = [\"court_filing\"]", "stages = [\"court_filling\"]"),
                HasSubstr("has no row [hazards.court_filling]. Did you mean 'court_filing'?"));
    EXPECT_THAT(broken("base.toml", "from = \"court\"", "from = \"default\""),
                HasSubstr("\"court_filing\": the row leaves the state 'default', not 'court'"));
    EXPECT_THAT(broken("workout.toml", "ltv_forced_sale < 2", "ltv_forced < 2"),
                HasSubstr("workout.toml:7, who of measure 'modify'"));
}

}  // namespace
}  // namespace recoup::sim
