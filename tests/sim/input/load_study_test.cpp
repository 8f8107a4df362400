// A whole study: strict keys, horizons, weights, overrides, identity, and the studies that ship.
#include "sim/input/load_study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::HasSubstr;

std::string broken(const std::string& old_text, const std::string& new_text) {
    return StudyFolder().replace("study.toml", old_text, new_text).errors();
}

TEST(LoadStudy, UnknownKeysAreErrorsWithFileLineAndSuggestion) {
    EXPECT_EQ(broken("paths = 16", "paths = 16\npathz = 3"),
              "study.toml:6, pathz: unknown key. Did you mean 'paths'?");
    EXPECT_EQ(broken("hurdle = 0.10", "hurdle = 0.10\nhurdel = 0.1"),
              "study.toml:40, rates.hurdel: unknown key. Did you mean 'hurdle'?");
    EXPECT_THAT(broken("loans = \"loans.csv\"", "loans = \"loans.csv\"\nxyzzyxyzzy = 1\npercent = true"),
                testing::Not(HasSubstr("percent, percent")));
    EXPECT_THAT(broken("loans = \"loans.csv\"", "loan = \"loans.csv\""),
                HasSubstr("study.toml:13, portfolio.loan: unknown key. Did you mean 'loans'?"));
}

TEST(LoadStudy, TextThatIsNotTomlNamesTheLine) {
    EXPECT_THAT(broken("paths = 16", "paths = = 16"), HasSubstr("study.toml:5: is not valid TOML"));
    EXPECT_THAT(broken("paths = 16", "paths = 16\npaths = 17"), HasSubstr("study.toml:6: is not valid TOML"));
}

TEST(LoadStudy, SchemaMustBeKnown) {
    EXPECT_EQ(broken("recoup_schema = 1", "recoup_schema = 2"),
              "study.toml:1, recoup_schema, 2: this file was written for a newer version of recoup (this "
              "version reads "
              "recoup_schema = 1). Update recoup.");
    EXPECT_THAT(broken("recoup_schema = 1", ""), HasSubstr("recoup_schema: is missing"));
    EXPECT_THAT(broken("recoup_schema = 1", "recoup_schema = 0"), HasSubstr("there is no such version"));
    EXPECT_THAT(StudyFolder().replace("hold.toml", "recoup_schema = 1", "recoup_schema = 7").errors(),
                HasSubstr("hold.toml:1, recoup_schema, 7: this file was written for a newer version"));
}

TEST(LoadStudy, EverythingMissingIsNamedAtOnce) {
    StudyFolder folder;
    folder.write("study.toml", "recoup_schema = 1\n");
    const std::string errors = folder.errors();
    for (const char* key : {"seed", "paths", "cut_off", "recovery_horizon_months",
                            "reporting_horizon_quarters", "currency", "rates", "macro", "options"}) {
        EXPECT_THAT(errors, HasSubstr(std::string("study.toml, ") + key + ": is missing"));
    }
    EXPECT_THAT(errors, HasSubstr("there is no segment"));
    EXPECT_THAT(errors, HasSubstr("portfolio.loans: is missing"));
    EXPECT_THAT(errors,
                HasSubstr("seed: is missing. Choose a whole number once and keep it: seed = 20240601."));
}

TEST(LoadStudy, TimesMustFit) {
    EXPECT_THAT(
        broken("cut_off = 2006-12-31", "cut_off = 2006-12-30"),
        HasSubstr(
            "study.toml:3, cut_off, 2006-12-30: is not the end of a quarter (provisions and capital are "
            "struck at quarter ends). Did you mean 2006-12-31?"));
    EXPECT_THAT(broken("recovery_horizon_months = 24", "recovery_horizon_months = 0"),
                HasSubstr("recovery_horizon_months, 0: must be a number of months from 1 to 180"));
    EXPECT_THAT(broken("recovery_horizon_months = 24", "recovery_horizon_months = 6"),
                HasSubstr("reporting_horizon_quarters, 4: reaches beyond the recovery horizon of 6 months"));
    EXPECT_THAT(broken("cut_off = 2006-12-31", "cut_off = \"2006-12-31\""),
                HasSubstr("Write it without quotes"));
    EXPECT_THAT(broken("paths = 16", "paths = 0"), HasSubstr("paths, 0: must be a number of paths"));
    EXPECT_THAT(broken("paths = 16", "paths = 16.5"), HasSubstr("must be a whole number, not a number"));
    EXPECT_THAT(broken("seed = 20240601", "seed = -1"), HasSubstr("must be a seed, at least 0"));
}

TEST(LoadStudy, WeightsRatesAndEngineAreChecked) {
    EXPECT_EQ(broken("weight = 0.3", "weight = 0.4"),
              "study.toml:28, scenario: the weights add up to 1.1 (they must add up to 1).");
    EXPECT_THAT(broken("hurdle = 0.10", "hurdle = 10"),
                HasSubstr("must be a rate a year, as a fraction, from 0 to 1"));
    EXPECT_THAT(broken("engine = \"loan\"", "engine = \"expcted\""), HasSubstr("there is no such engine"));
    EXPECT_THAT(broken("engine = \"loan\"", "engine = \"both\"\nexpected = { ltv_nodes = 2 }"),
                HasSubstr("must be a number of nodes"));
    EXPECT_THAT(broken("engine = \"loan\"", "engine = \"both\"\nexpected = { ltv_node = 24 }"),
                HasSubstr("Did you mean 'ltv_nodes'?"));
    EXPECT_THAT(
        broken("engine = \"loan\"", "engine = \"both\"\nexpected = { workout_maturity_step_months = 1 }"),
        AllOf(HasSubstr("workout_maturity_step_months, 1: is below maturity_step_months, 6"),
              HasSubstr("Write 6 or more, or lower maturity_step_months")));
    EXPECT_THAT(broken("name = \"adverse\"", "name = \"baseline\""),
                HasSubstr("two scenarios have this name"));
    EXPECT_THAT(broken("name = \"unsecured\"", "name = \"secured\""),
                HasSubstr("two segments have this name"));
    EXPECT_THAT(broken("when = \"real_estate_backed\"\n", ""), HasSubstr("no loan can reach this segment"));
    EXPECT_THAT(broken("EUR = 1.25", "EUR = 0"),
                HasSubstr("must be an exchange rate from 1e-09 to 1000000000"));
    EXPECT_THAT(
        broken("investor = 0.18", "investor = 18"),
        HasSubstr("investor, 18: must be a rate a year, as a fraction, from 0 to 1. Write 0.05 for 5 %."));
    EXPECT_THAT(
        StudyFolder().append("study.toml", "[control_totals.securd]\nprincipal_balance = 1\n").errors(),
        HasSubstr("there is no segment 'securd'. Did you mean 'secured'?"));
    EXPECT_THAT(broken("when = \"real_estate_backed\"", "when = \"real_estat_backed\""),
                HasSubstr("Did you mean 'real_estate_backed'?"));
}

// Left out, the step after default is 12 or, above that, the step before it: as the resolved study states it.
TEST(LoadStudy, TheStepAfterDefaultFollowsTheOne) {
    const auto step_with = [](const std::string& settings) {
        StudyFolder folder;
        folder.replace("study.toml", "engine = \"loan\"",
                       "engine = \"expected\"\nexpected = { " + settings + " }");
        return folder.load().expected.workout_maturity_step_months;
    };
    EXPECT_EQ(step_with("maturity_step_months = 3"), 12);
    EXPECT_EQ(step_with("maturity_step_months = 24"), 24);
    EXPECT_EQ(step_with("maturity_step_months = 24, workout_maturity_step_months = 36"), 36);
}

TEST(LoadStudy, HowValuesSeeTheMacroStateIsASetting) {
    const auto with = [](const std::string& settings) {
        return "engine = \"expected\"\nexpected = { " + settings + " }";
    };
    StudyFolder folder;
    const Study usual = folder.replace("study.toml", "engine = \"loan\"", with("ltv_nodes = 24")).load();
    EXPECT_EQ(usual.expected.value_state, ValueState::quadratic);
    EXPECT_EQ(usual.expected.pilot_paths, 4096);
    const Study central =
        folder.replace("study.toml", "ltv_nodes = 24", "value_state = \"central\", pilot_paths = 0").load();
    EXPECT_EQ(central.expected.value_state, ValueState::central);
    EXPECT_EQ(central.expected.pilot_paths, 0);
    EXPECT_THAT(central.text_resolved, HasSubstr("\"value_state\": \"central\""));
    EXPECT_NE(central.identity, usual.identity);
    EXPECT_THAT(broken("engine = \"loan\"", with("value_state = \"centrel\"")),
                AllOf(HasSubstr("expected.value_state, \"centrel\""), HasSubstr("'central'")));
    EXPECT_THAT(broken("engine = \"loan\"", with("pilot_paths = -1")), HasSubstr("pilot_paths, -1"));
    EXPECT_THAT(broken("engine = \"loan\"", with("pilot_paths = 15")),
                HasSubstr("pilot_paths, 15: is too few for a regression"));
    EXPECT_THAT(folder.warnings(), HasSubstr("best times do not see the macro path"));
}

TEST(LoadStudy, MissingFilesSayWhatTheyAre) {
    EXPECT_EQ(broken("\"workout.toml\"", "\"wrkout.toml\""),
              "wrkout.toml: there is no such file (a resolution option). Check the name; relative paths "
              "start at the "
              "folder of the file that names them.");
    EXPECT_THAT(broken("loans = \"loans.csv\"", "loans = \"tape.csv\""),
                HasSubstr("tape.csv: there is no such file (the loans of the study)"));
    EXPECT_THROW(load_study("/nowhere/study.toml"), InputError);
    EXPECT_THAT(broken("loans = \"loans.csv\"", "loans = \".\""), HasSubstr("is a folder, not a file"));
}

TEST(LoadStudy, ThreadsChangeNothing) {
    const StudyFolder folder;
    const auto load = [&](int threads) {
        return load_study(folder.file("study.toml"), {}, nullptr, threads);
    };
    const Study one = load(1), many = load(4);
    EXPECT_EQ(one.identity, many.identity);
    EXPECT_EQ(one.portfolio_sha256, many.portfolio_sha256);
    EXPECT_EQ(one.column_mapping, many.column_mapping);
    EXPECT_EQ(one.repairs, many.repairs);

    folder.write("loans.csv", folder.read("loans.csv") + "L1,B1,much,0,,0.05,2010-01-01,USD,,N,,\nL99\n");
    folder.write("collateral.csv", folder.read("collateral.csv") + "C1\n");
    const auto errors = [&](int threads) {
        try {
            load(threads);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(errors(1), HasSubstr("much"));
    EXPECT_THAT(errors(1), HasSubstr("the line has 1 field"));
    EXPECT_EQ(errors(1), errors(4)) << "in the same order, too";
}

TEST(LoadStudy, OverridesReplaceAndAreStrict) {
    const StudyFolder folder;
    const Study study =
        folder.load({{{"paths", "64"}, {"scenario.adverse.weight", "0.3"}, {"macro.dispersion", "0"}}});
    EXPECT_EQ(study.paths, 64);
    EXPECT_EQ(study.macro.dispersion, 0.0);
    EXPECT_EQ(folder.errors({{{"pahts", "64"}}}), "--set pahts, pahts: unknown key. Did you mean 'paths'?");
    EXPECT_THAT(folder.errors({{{"paths", "many"}}}),
                HasSubstr("--set paths, paths, \"many\": must be a whole number, not a text"));
    EXPECT_THAT(folder.errors({{{"paths", "[64"}}}),
                HasSubstr("is not a TOML value. Close its quotes or brackets"));
    EXPECT_EQ(folder.load({{{"on_error_rows", "exclude"}, {"title", "2024"}}}).title, "2024");
    EXPECT_EQ(folder.load({{{"seed", "18446744073709551615"}}}).seed, 18446744073709551615U);
    EXPECT_THAT(folder.errors({{{"on_error_rows", "1"}}}), HasSubstr("must be one of stop, exclude"));
    EXPECT_THAT(folder.errors({{{"scenario.advers.weight", "1"}}}), HasSubstr("Did you mean 'adverse'?"));
    EXPECT_THAT(folder.errors({{{"paths.more", "1"}}}), HasSubstr("there is nothing inside"));
    EXPECT_THAT(folder.errors({{{"paths", "0"}}}),
                HasSubstr("--set paths, paths, 0: must be a number of paths"));
}

TEST(LoadStudy, IdentityIgnoresPathsTitleLimitsAndNames) {
    const std::string identity = StudyFolder().load().identity;
    EXPECT_EQ(identity.size(), 64u);
    const StudyFolder folder;
    EXPECT_EQ(folder.load({{{"paths", "1000"}, {"title", "\"x\""}, {"limits.memory_gb", "1"}}}).identity,
              identity);
    EXPECT_EQ(StudyFolder().append("study.toml", "\n# a remark\n").load().identity, identity);
    StudyFolder moved;
    std::filesystem::rename(moved.file("hold.toml"), moved.file("wait.toml"));
    EXPECT_EQ(moved.replace("study.toml", "hold.toml", "wait.toml").load().identity, identity);
}

TEST(LoadStudy, IdentityFollowsEverythingElse) {
    const std::string identity = StudyFolder().load().identity;
    const StudyFolder folder;
    for (const auto& [key, value] :
         std::vector<std::pair<std::string, std::string>>{{"seed", "1"},
                                                          {"macro.centre", "\"median\""},
                                                          {"rates.hurdle", "0.11"},
                                                          {"options", "[\"hold.toml\"]"}}) {
        EXPECT_NE(folder.load({{{key, value}}}).identity, identity) << key;
    }
    EXPECT_NE(StudyFolder().replace("loans.csv", "3000.00", "3000.01").load().identity, identity);
    EXPECT_NE(
        StudyFolder().replace("base.toml", "sale_error_sd = 0.2", "sale_error_sd = 0.3").load().identity,
        identity);
    EXPECT_NE(StudyFolder().append("hold.toml", "# another content\n").load().identity, identity);
    EXPECT_EQ(StudyFolder().replace("loans.csv", "Carol", "Caroline").load().identity, identity)
        << "a column that is not kept is not part of the study";
}

TEST(LoadStudy, WhoBearsTheCostsOfASaleIsASetting) {
    EXPECT_TRUE(StudyFolder().load().pool_sale_costs);
    const std::string key = "reporting_horizon_quarters = 4";
    StudyFolder each;
    const Study study = each.replace("study.toml", key, key + "\npool_sale_costs = false").load();
    EXPECT_FALSE(study.pool_sale_costs);
    EXPECT_THAT(study.text_resolved, HasSubstr("\"pool_sale_costs\": false"));
    EXPECT_NE(study.identity, StudyFolder().load().identity);
}

TEST(LoadStudy, ProvenanceNamesEveryFileOnce) {
    const Study study = StudyFolder().load();
    ASSERT_EQ(study.files.size(), 9u);
    for (const InputFile& file : study.files) {
        EXPECT_EQ(file.sha256.size(), 64u);
        EXPECT_GT(file.bytes, 0u);
    }
    EXPECT_THAT(study.text_as_given, HasSubstr("title = \"Six loans\""));
    EXPECT_THAT(study.text_resolved, HasSubstr("\"reporting_horizon_quarters\": 4"));
    EXPECT_EQ(study.text_resolved.find("Carol"), std::string::npos);
}

TEST(LoadStudy, StudiesThatShipCanBeRead) {
    const std::filesystem::path folder = std::filesystem::path(RECOUP_SOURCE_DIR) / "scenarios/studies";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".toml") {
            continue;
        }
        const Study study = load_study(entry.path());
        EXPECT_GT(study.portfolio.loans.size(), 0u) << entry.path();
        EXPECT_TRUE(study.excluded.empty()) << entry.path();
    }
}

}  // namespace
}  // namespace recoup::sim
