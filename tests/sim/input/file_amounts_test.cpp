// Amounts of option and parameter files: their currency is stated, converted and said, or the study stops.
#include "sim/input/file_amounts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/aggregation/parameter_list.hpp"
#include "sim/input/tape/rule_amounts.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// The study is in USD and knows 1 EUR = 1.25 USD.
class FolderIn : public StudyFolder {
  public:
    explicit FolderIn(const std::string& currency) {
        const std::string stated = "recoup_schema = 1\ncurrency = \"" + currency + "\"\ncountry = \"DE\"";
        replace("workout.toml", "recoup_schema = 1", stated);
        replace("base.toml", "recoup_schema = 1", stated);
        append("base.toml", "[costs.default]\nservicing_per_month = 8.0\n");
    }
};

TEST(FileAmounts, AmountsOfTheStudysCurrencyAreTakenAsTheyStand) {
    const FolderIn folder("USD");
    const Study study = folder.load();
    EXPECT_EQ(study.options[1].measures[0].costs.fixed, 100.0);
    EXPECT_THAT(study.converted_amounts, IsEmpty());
    EXPECT_THAT(folder.warnings(), Not(HasSubstr("currency")));
    EXPECT_THAT(study.text_resolved, Not(HasSubstr("converted_amounts")));
}

TEST(FileAmounts, SegmentsThatShareAFileGetOneWarning) {
    FolderIn folder("EUR");
    folder.replace("study.toml", "parameters = \"base.toml\"", "parameters = \"secured.toml\"");
    const std::string warnings = folder.warnings();
    const std::string told =
        "base.toml, currency, \"EUR\": its amount is converted into USD, first "
        "costs.default.servicing_per_month";
    EXPECT_THAT(warnings, HasSubstr(told));
    EXPECT_EQ(warnings.find(told), warnings.rfind(told)) << warnings;
    EXPECT_EQ(folder.load().converted_amounts.size(), 4u) << "listed by segment all the same";
}

TEST(FileAmounts, OthersAreConvertedAtTheStudysRateAndSayIt) {
    const FolderIn folder("EUR");
    const Study study = folder.load();
    EXPECT_EQ(study.options[1].measures[0].costs.fixed, 125.0);
    EXPECT_EQ(study.segments[0].parameters.costs.at(State::defaulted).servicing_per_month, 10.0);
    EXPECT_EQ(study.segments[1].parameters.costs.at(State::defaulted).servicing_per_month, 10.0);
    EXPECT_THAT(
        folder.warnings(),
        AllOf(HasSubstr("workout.toml, currency, \"EUR\": its 2 amounts are converted into USD, first "
                        "measure.modify.who: 2500.00 EUR = 3125.00 USD ([exchange_rates] 1 EUR = "
                        "1.25 USD). Check that costs of DE hold for the study."),
              HasSubstr("base.toml, currency, \"EUR\": its amount is converted into USD")));
    EXPECT_THAT(study.text_resolved, HasSubstr("\"name\": \"options.workout.measure.modify.costs.fixed\""));
    std::vector<std::string> names;
    for (const ConvertedAmount& each : study.converted_amounts) {
        names.push_back(each.name);
    }
    EXPECT_THAT(
        names, ElementsAre("options.workout.measure.modify.who", "options.workout.measure.modify.costs.fixed",
                           "parameters.secured.costs.default.servicing_per_month",
                           "parameters.unsecured.costs.default.servicing_per_month"));
}

// L3 owes 3,000 USD: above a threshold of 2,500 USD, below one of 2,500 EUR = 3,125 USD.
TEST(FileAmounts, ThresholdsOfRulesAreAmounts) {
    EXPECT_EQ(FolderIn("USD").load().portfolio.eligible[1][1] & 1U, 1U);
    const Study study = FolderIn("EUR").load();
    ASSERT_EQ(study.portfolio.loans.loan_identifier[1], "L3");
    EXPECT_EQ(study.portfolio.eligible[1][1] & 1U, 0U);
    EXPECT_EQ(study.portfolio.eligible[1][0] & 1U, 1U) << "L1 owes 100,000; ltv_forced_sale < 2 is no amount";
}

TEST(FileAmounts, NumbersBesideOtherColumnsAreNamed) {
    FolderIn folder("EUR");
    folder.replace("workout.toml", "ltv_forced_sale < 2",
                   "ltv_forced_sale < 2 and months_in_state < 24 and limit > 5");
    folder.replace("loans.csv", "borrower_name", "limit");
    for (const char* name : {"Carol", "Ann", "Bob", "Dan", "Eve", "Ann"}) {
        folder.replace("loans.csv", std::string(",") + name, ",7");
    }
    EXPECT_THAT(folder.warnings(),
                HasSubstr("workout.toml, who: numbers beside limit are not converted from EUR (only "
                          "balances are known to be amounts). Where they are, write them in USD."));
}

TEST(FileAmounts, WithoutARateTheStudyStops) {
    const std::string errors = FolderIn("INR").errors();
    EXPECT_THAT(errors, HasSubstr("workout.toml:2, currency, \"INR\": has no exchange rate"));
    EXPECT_THAT(errors, HasSubstr("Add to the study: `INR = <USD for one INR>` under [exchange_rates]."));
    EXPECT_THAT(errors, HasSubstr("base.toml:2, currency, \"INR\": has no exchange rate"));
    EXPECT_EQ(errors.find("base.toml:2"), errors.rfind("base.toml:2")) << errors;
    FolderIn mended("INR");
    mended.append("study.toml", "INR = 0.0125\n");  // [exchange_rates] is the last table
    EXPECT_EQ(mended.load().options[1].measures[0].costs.fixed, 1.25);
    EXPECT_THAT(FolderIn("usd").errors(), HasSubstr("Did you mean 'USD'? If not, add to the study"));
}

TEST(FileAmounts, SharesNeedNoCurrency) {
    StudyFolder folder;
    folder.replace("workout.toml", "costs = { fixed = 100.0 }",
                   "costs = { fixed = 0.0, share_of_claim = 0.02 }");
    folder.replace("workout.toml", "principal_balance >= 2500 and ", "");
    EXPECT_THAT(folder.warnings(), Not(HasSubstr("states no currency")));
    folder.replace("workout.toml", "recoup_schema = 1", "recoup_schema = 1\ncurrency = \"INR\"");
    EXPECT_EQ(folder.errors(), "") << "nothing is converted";
}

TEST(FileAmounts, AFileThatStatesNoneIsTakenInTheStudysAndSaysIt) {
    StudyFolder folder;
    folder.append("base.toml", "[costs.default]\nservicing_per_month = 8.0\n");
    const std::string warnings = folder.warnings();
    EXPECT_THAT(
        warnings,
        HasSubstr(
            "base.toml:47, costs.default.servicing_per_month, 8: the file states no currency; its amounts "
            "are "
            "taken to be in USD (the reporting currency of the study). Write currency = \"USD\" at the top"));
    EXPECT_EQ(warnings.find("base.toml:47"), warnings.rfind("base.toml:47")) << "once for two segments";
    EXPECT_THAT(warnings, HasSubstr("workout.toml:7, measure.modify.who, 2500: the file states no currency"));
    folder.replace("base.toml", "recoup_schema = 1", "recoup_schema = 1\ncurrency = \"USD\"");
    EXPECT_THAT(folder.warnings(), Not(HasSubstr("base.toml")))
        << "the advice works, also for what inherits it";
}

// secured.toml inherits base.toml, whose amounts are in EUR, and has one of its own in INR.
class FolderWithOwnAmount : public FolderIn {
  public:
    explicit FolderWithOwnAmount(const std::string& currency) : FolderIn("EUR") {
        append("study.toml", "INR = 0.0125\n");  // [exchange_rates] is the last table
        append("base.toml", "internal_workout_per_month = 4.0\n[costs.court]\nservicing_per_month = 2.0\n");
        append("secured.toml", "[costs.default]\nservicing_per_month = 800.0\n");
        if (!currency.empty()) {
            replace("secured.toml", "inherits = ", "currency = \"" + currency + "\"\ninherits = ");
        }
    }
};

TEST(FileAmounts, EachFileOfAChainHasItsOwnCurrency) {
    const FolderWithOwnAmount folder("INR");
    const Study study = folder.load();
    const auto& costs = study.segments[0].parameters.costs;
    EXPECT_EQ(costs.at(State::defaulted).servicing_per_month, 10.0) << "800 INR";
    EXPECT_EQ(costs.at(State::defaulted).internal_workout_per_month, 5.0)
        << "4 EUR, inherited into the table";
    EXPECT_EQ(costs.at(State::court).servicing_per_month, 2.5) << "2 EUR, inherited";
    std::vector<std::string> given;
    for (const ConvertedAmount& each : study.converted_amounts) {
        if (each.name.starts_with("parameters.secured")) {
            given.push_back(converted_from(each));
        }
    }
    EXPECT_THAT(given, ElementsAre("2 EUR (DE)", "800 INR", "4 EUR (DE)"));
    EXPECT_THAT(folder.warnings(),
                AllOf(HasSubstr("secured.toml, currency, \"INR\": its amount is converted into USD, first "
                                "costs.default.servicing_per_month: 800.00 INR = 10.00 USD"),
                      HasSubstr("base.toml, currency, \"EUR\": its 3 amounts are converted into USD")));
}

TEST(FileAmounts, AFileInTheStudysCurrencyMayInheritAnother) {
    const Study study = FolderWithOwnAmount("USD").load();
    const auto& costs = study.segments[0].parameters.costs.at(State::defaulted);
    EXPECT_EQ(costs.servicing_per_month, 800.0);
    EXPECT_EQ(costs.internal_workout_per_month, 5.0);
}

TEST(FileAmounts, BesideAnotherCurrencyAFileMustStateItsOwn) {
    EXPECT_THAT(
        FolderWithOwnAmount("").errors(),
        AllOf(HasSubstr("secured.toml:24, costs.default.servicing_per_month, 800: "),
              HasSubstr("secured.toml states no currency for its amounts (the study is in USD, "),
              HasSubstr("base.toml, which it inherits, in EUR). Write the one that they are in at the "
                        "top of the file")));
    FolderWithOwnAmount folder("INR");
    folder.replace("base.toml", "currency = \"EUR\"\n", "");
    EXPECT_THAT(folder.errors(), AllOf(HasSubstr("base.toml states no currency for its amounts"),
                                       HasSubstr("secured.toml, which inherits it, in INR")));
}

TEST(FileAmounts, ASettingIsInTheCurrencyOfItsFile) {
    const FolderIn folder("EUR");
    const Study study = folder.load({{{"options.workout.measure.modify.costs.fixed", "200"}}});
    EXPECT_EQ(study.options[1].measures[0].costs.fixed, 250.0);
    EXPECT_EQ(folder.load({{{"options.workout.currency", "\"USD\""}}}).options[1].measures[0].costs.fixed,
              100.0);
}

TEST(FileAmounts, ASettingOfParametersIsAsIfTheNearestFileSaidSo) {
    const std::string amount = "parameters.secured.costs.court.servicing_per_month";
    const std::string currency = "parameters.secured.currency";
    const auto court = [&](const FolderIn& folder, const Overrides& set) {
        return folder.load(set).segments[0].parameters.costs.at(State::court).servicing_per_month;
    };
    const FolderWithOwnAmount folder("INR");
    EXPECT_EQ(court(folder, {{{amount, "160"}}}), 2.0);
    EXPECT_EQ(court(folder, {{{amount, "160"}, {currency, "USD"}}}), 160.0);
    EXPECT_EQ(court(folder, {{{currency, "USD"}}}), 2.5) << "in the currency of the file that gives it";
    const FolderIn inherits_all("EUR");
    EXPECT_THAT(inherits_all.errors({{{amount, "160"}}}),
                AllOf(HasSubstr("secured.toml states no currency for its amounts"),
                      HasSubstr("or set parameters.secured.currency as well.")));
    EXPECT_EQ(court(inherits_all, {{{amount, "160"}, {currency, "EUR"}}}), 200.0);
    EXPECT_THAT(inherits_all.errors({{{currency, "USD"}}}),
                AllOf(HasSubstr("--set parameters.secured.currency, \"USD\": there is no amount in "),
                      HasSubstr("secured.toml itself")));
}

TEST(FileAmounts, TheListOfParametersSaysFromWhat) {
    for (const ParameterEntry& entry : parameters_of(FolderIn("EUR").load())) {
        const bool is_amount = entry.name.ends_with("servicing_per_month");
        EXPECT_EQ(entry.pedigree.source.ends_with("; 8 EUR (DE) converted"), is_amount) << entry.name;
    }
}

TEST(FileAmounts, LeastAmountsOfARuleAreThoseThatMustHold) {
    const auto least = [](const std::string& text) {
        Problems problems;
        std::string all;
        for (const AmountThreshold& each : least_amounts(parse_rule(text, "", "", problems)->expression)) {
            all += each.column + std::to_string(static_cast<int>(each.amount)) + " ";
        }
        return all;
    };
    EXPECT_EQ(least("principal_balance >= 5 and legal_balance > 7"), "principal_balance5 legal_balance7 ");
    EXPECT_EQ(least("5 <= principal_balance < 9"), "principal_balance5 ");
    EXPECT_EQ(least("principal_balance < 9 or principal_balance > 4"), "");
    EXPECT_EQ(least("not principal_balance >= 5"), "");
    EXPECT_EQ(least("x and (gross_carrying_amount >= 3 and y)"), "gross_carrying_amount3 ");
}

}  // namespace
}  // namespace recoup::sim
