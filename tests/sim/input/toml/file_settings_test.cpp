// `--set` in a test for every kind of key: of the study, of options and measures, of parameters.
#include "sim/input/toml/file_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/aggregation/parameter_list.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Study with(const std::string& key, const std::string& value) {
    return StudyFolder().load({{{key, value}}});
}

/// The option `workout` with a key of its own replaced.
OptionSpec workout(const std::string& key, const std::string& value) {
    return with("options.workout." + key, value).options[1];
}

/// Its measures `modify` and `legal`.
MeasureSpec modify(const std::string& key, const std::string& value) {
    return workout("measure.modify." + key, value).measures[0];
}
MeasureSpec legal(const std::string& key, const std::string& value) {
    return workout("measure.legal." + key, value).measures[1];
}

SegmentParameters secured(const std::string& key, const std::string& value) {
    return with("parameters.secured." + key, value).segments[0].parameters;
}
SegmentParameters unsecured(const std::string& key, const std::string& value) {
    return with("parameters.unsecured." + key, value).segments[1].parameters;
}

ExitSpec exit_of(const SegmentParameters& parameters, const std::string& row, State to) {
    for (const ExitSpec& exit : parameters.hazards.at(row).exits) {
        if (exit.to == to) {
            return exit;
        }
    }
    throw std::out_of_range("no such exit");
}

struct Refusal {
    std::string key, value, said;
};

void expect_refused(const std::vector<Refusal>& refusals) {
    for (const auto& [key, value, said] : refusals) {
        EXPECT_THAT(StudyFolder().errors({{{key, value}}}), HasSubstr(said)) << key;
    }
}

TEST(FileSettings, EveryKindOfKeyOfAStudy) {
    EXPECT_EQ(with("title", "\"Other\"").title, "Other");
    EXPECT_EQ(with("rates.hurdle", "0.12").hurdle_rate, 0.12);
    EXPECT_EQ(with("cut_off", "2006-12-31").cut_off_day, 31);
    EXPECT_FALSE(with("plausibility.totals", "false").plausibility.totals);
    EXPECT_EQ(with("options", "[\"hold.toml\"]").options.size(), 1u);
    EXPECT_EQ(with("macro.centre", "\"median\"").macro.centre, Centre::median);
}

TEST(FileSettings, TablesArraysAndElementsOfAStudy) {
    EXPECT_EQ(with("limits", "{ memory_gb = 2.0 }").memory_limit_gb, 2.0);
    EXPECT_EQ(with("limits.disk_gb", "3").disk_limit_gb, 3.0) << "a new key in a new table";
    const StudyFolder folder;
    const Overrides by_name = {{{"scenario.adverse.weight", "0.4"}, {"scenario.baseline.weight", "0.6"}}};
    const Overrides by_place = {{{"scenario.1.weight", "0.4"}, {"scenario.0.weight", "0.6"}}};
    EXPECT_EQ(folder.load(by_name).scenarios[1].weight, 0.4);
    EXPECT_EQ(folder.load(by_name).identity, folder.load(by_place).identity);
    EXPECT_EQ(StudyFolder().errors({{{"options.0", "\"workout.toml\""}}}).empty(), false)
        << "two of one name";
    expect_refused({{"options.2", "\"hold.toml\"", "there is no element '2'"},
                    {"rates..hurdle", "1", "a name is empty"},
                    {"rates.\"hurdle", "1", "a quote is left open"}});
    EXPECT_EQ(with("rates.\"hurdle\"", "0.12").hurdle_rate, 0.12);
}

TEST(FileSettings, EveryKindOfKeyOfAnOption) {
    EXPECT_EQ(workout("description", "\"other\"").description, "other");
    EXPECT_EQ(workout("name", "\"other\"").name, "other");
    EXPECT_EQ(with("options.1.description", "\"by place\"").options[1].description, "by place");
    EXPECT_EQ(modify("costs.fixed", "250").costs.fixed, 250.0);
    EXPECT_EQ(workout("measure.0.costs.fixed", "250.5").measures[0].costs.fixed, 250.5);
    EXPECT_EQ(modify("costs", "{ share_of_claim = 0.01 }").costs.fixed, 0.0) << "a table is replaced whole";
    EXPECT_EQ(legal("costs.fixed", "70").costs.fixed, 70.0) << "a new key in a new table";
    EXPECT_EQ(modify("when.after_months", "6").when.after_months, 6);
    EXPECT_EQ(modify("odds.default", "0.5").odds.at(State::defaulted), 0.5);
    EXPECT_THAT(
        with("options.workout.measure.modify.who", "\"principal_balance >= 4500\"").portfolio.eligible[1],
        ElementsAre(3, 2, 3, 2, 2, 2))
        << "the rule is that of the setting";
}

TEST(FileSettings, TermsOfAMeasure) {
    const auto court = [](const std::string& key, const std::string& value) {
        return std::get<CourtTerms>(legal("terms." + key, value).terms);
    };
    EXPECT_TRUE(court("costs_added_to_claim", "true").costs_added_to_claim);
    EXPECT_THAT(court("reserve_steps", "[0.9, 0.5, 0.0]").reserve_steps, ElementsAre(0.9, 0.5, 0.0));
    EXPECT_THAT(court("reserve_steps.0", "0.8").reserve_steps, ElementsAre(0.8, 0.0));
    EXPECT_EQ(court("months_between_auctions", "4").months_between_auctions, 4);
}

TEST(FileSettings, EveryKindOfKeyOfParameters) {
    EXPECT_EQ(secured("contract.repayment", "\"bullet\"").contract.repayment, Repayment::bullet)
        << "a new key in a new table";
    const SegmentParameters cured = secured("hazards.default.exits.cured.p", "[0.5, 0.25]");
    EXPECT_THAT(exit_of(cured, "default", State::cured).level,
                ElementsAre(ElementsAre(0.5), ElementsAre(0.25)));
    const Study by_place = with("parameters.0.hazards.default.exits.cured.p.1", "0.3");
    EXPECT_EQ(exit_of(by_place.segments[0].parameters, "default", State::cured).level[1][0], 0.3)
        << "by place, of a segment and in an array";
    const auto current = [](const std::string& key, const std::string& value, State to) {
        return exit_of(unsecured("hazards.current.exits." + key, value), "current", to);
    };
    EXPECT_EQ(current("default.beta.unemployment_rate", "0.4", State::defaulted).beta.at("unemployment_rate"),
              0.4);
    EXPECT_FALSE(current("repaid.accounts", "false", State::repaid).accounts);
    EXPECT_EQ(
        current("default.delta.industry.retail", "0.7", State::defaulted).delta.at("industry").at("retail"),
        0.7);
}

TEST(FileSettings, CostsCollateralClocksAndCashOfParameters) {
    EXPECT_EQ(secured("costs.court.servicing_per_month", "40").costs.at(State::court).servicing_per_month,
              40.0);
    EXPECT_FALSE(
        secured("cash.default.interest", "\"suspended\"").cash.at(State::defaulted).interest_accrues);
    const auto office = [](const std::string& key, const std::string& value) {
        return secured("collateral.office" + key, value).collateral.at("office");
    };
    EXPECT_EQ(office(".forced_sale_discount", "0.1").forced_sale_discount, 0.1);
    EXPECT_EQ(office("", "{ sale_cost_share = 0.2 }").sale_cost_share, 0.2);
    EXPECT_EQ(secured("clocks.forborne_npe.after_months", "9").clocks.at(State::forborne_npe).after_months,
              9);
    EXPECT_EQ(secured("hazards.default.exits.cured.pedigree.as_of", "2006-01-31")
                  .pedigrees.at("hazards.default.exits.cured")
                  .as_of,
              "2006-01-31");
}

TEST(FileSettings, AFileThatSegmentsShareIsChangedForTheNamedOneAlone) {
    StudyFolder folder;
    folder.replace("study.toml", "parameters = \"base.toml\"", "parameters = \"secured.toml\"");
    const Study study =
        folder.load({{{"parameters.unsecured.collateral.office.forced_sale_discount", "0.5"}}});
    EXPECT_EQ(study.segments[0].parameters.collateral.at("office").forced_sale_discount, 0.25);
    EXPECT_EQ(study.segments[1].parameters.collateral.at("office").forced_sale_discount, 0.5);
}

TEST(FileSettings, WhatIsNotThereIsRefusedWithTheNearestName) {
    EXPECT_EQ(StudyFolder().errors({{{"options.workot.measure.modify.costs.fixed", "1"}}}),
              "--set, options.workot.measure.modify.costs.fixed: there is no option 'workot'. Did you mean "
              "'workout'?");
    expect_refused({
        {"options.2.description", "\"x\"", "there is no option '2'"},
        {"options.workout.measure.modfy.costs.fixed", "1", "Did you mean 'modify'?"},
        {"options.workout.measure.modify.costs.fixd", "1",
         "--set options.workout.measure.modify.costs.fixd, measure[0].costs.fixd"},
        {"options.workout.measure.modify.costs.fixd", "1", "Did you mean 'fixed'?"},
        {"options.workout.measur.modify.costs.fixed", "1", "Did you mean 'measure'?"},
        {"options.workout.measure.modify.terms.forgive.more", "1", "nothing inside"},
        {"options.workout", "\"x.toml\"", "names no key of the option"},
        {"parameters.secured", "\"x.toml\"", "segment.sme.parameters for the file"},
        {"parameters.securd.contract.repayment", "\"bullet\"", "Did you mean 'secured'?"},
        {"parameters.secured.contrct.repayment", "\"bullet\"", "Did you mean 'contract'?"},
        {"parameters.secured.hazards.defalt.exits.cured.p", "[0.1]",
         "there is no [hazards.defalt] in the parameters. Did you mean 'default'?"},
        {"parameters.secured.collateral.ofice.sale_cost_share", "0.1",
         "there is no [collateral.ofice] in the parameters. Did you mean 'office'?"},
        {"parameters.secured.hazards.default.exits.curd.p", "[0.1, 0.1]", "'cured'"},
        {"parameters.secured.hazards.default.exits.cured.q", "[0.1, 0.1]", "unknown key"},
        {"parameters.secured.hazards.default.exits.cured.p", "0.1", "for 2 duration bins"},
        {"parameters.secured.costs.cort.servicing_per_month", "1", "'court'"},
    });
}

TEST(FileSettings, WhatWouldHaveNoEffectIsRefused) {
    expect_refused({
        {"parameters.secured.inherits", "\"base.toml\"", "cannot be set"},
        {"options.workout.recoup_schema", "1", "cannot be set"},
        {"parameters.secured.pedigree.status", "\"expert\"", "cannot be set for a whole file"},
    });
}

TEST(FileSettings, TheResolvedStudyAndTheIdentityFollow) {
    const Study usual = StudyFolder().load();
    const Study option = with("options.workout.measure.modify.costs.fixed", "250");
    const Study parameters = with("parameters.secured.collateral.land.sale_error_sd", "0.25");
    EXPECT_NE(option.identity, usual.identity);
    EXPECT_NE(parameters.identity, usual.identity);
    EXPECT_THAT(option.text_resolved, HasSubstr("\"fixed\": 250.0"));
    EXPECT_THAT(parameters.text_resolved, HasSubstr("\"sale_error_sd\": 0.25"));
    EXPECT_EQ(with("options.workout.measure.modify.costs.fixed", "100.0").identity, usual.identity)
        << "what the file says already";
}

// A number of the command line does not rest on the study that the file names.
TEST(FileSettings, ASetParameterHasTheSettingAsItsSource) {
    const StudyFolder folder;
    const std::string key = "parameters.secured.hazards.default.exits.cured.p";
    const Study study = folder.load({{{key, "[0.5, 0.25]"}}});
    const Pedigree& set = study.segments[0].parameters.pedigrees.at("hazards.default.exits.cured");
    EXPECT_EQ(set.source, "--set " + key + ", in place of: the secured book");
    EXPECT_EQ(set.status, "illustrative");
    EXPECT_FALSE(set.n.has_value()) << "the sample was that of the old number";
    EXPECT_EQ(study.segments[0].parameters.pedigrees.at("hazards.default").source, "the secured book");
    const Study vouched =
        folder.load({{{"parameters.secured.hazards.default.exits.cured.pedigree.status", "\"expert\""},
                      {"parameters.secured.hazards.default.exits.cured.pedigree.source", "\"me\""},
                      {key, "[0.5, 0.25]"}}});
    EXPECT_EQ(vouched.segments[0].parameters.pedigrees.at("hazards.default.exits.cured").source, "me");
    EXPECT_EQ(vouched.segments[0].parameters.pedigrees.at("hazards.default.exits.cured").status, "expert");
    bool listed = false;
    for (const ParameterEntry& entry : parameters_of(study)) {
        listed = listed || (entry.name == "secured/hazards.default.exits.cured.p[0]" && entry.value == 0.5 &&
                            entry.pedigree.source == set.source);
    }
    EXPECT_TRUE(listed);
}

TEST(FileSettings, TheSchemaOfTheStudyIsTheFilesOwn) {
    const std::string said =
        "--set, recoup_schema: cannot be set (it says how the file itself is read). Change the file.";
    expect_refused({{"recoup_schema", "1", said}, {"recoup_schema", "2", said}});
}

}  // namespace
}  // namespace recoup::sim
