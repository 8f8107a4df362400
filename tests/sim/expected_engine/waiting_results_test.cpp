// The gain of optimal waiting in the results file: against the file's own paired differences and means.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "sim/output/hdf5_reader.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/output/summary_table.hpp"
#include "sim/run.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/scratch_folder.hpp"
#include "tests/sim/studies/waiting_book.hpp"

namespace recoup::sim {
namespace {

OptionSpec court_when(const std::string& name, const Trigger& when) {
    OptionSpec option = tiny::court();
    option.name = name;
    option.measures[0].when = when;
    return option;
}

const OptionSpec waits = court_when("waits", tiny::best_time(0, 12));
const OptionSpec late = court_when("late", {.after_months = 9});

Study book_of(EngineChoice engine, const std::vector<OptionSpec>& options) {
    Study study = tiny::varied_book(2);
    const std::vector<std::uint32_t> eligible = study.portfolio.eligible.back();
    study.options = options;
    study.portfolio.eligible.assign(options.size(), eligible);
    study.scenarios.push_back(study.scenarios[0]);
    study.scenarios[0].weight = 0.25;
    study.scenarios[1].weight = 0.75;
    study.scenarios[1].name = "adverse";
    for (std::vector<double>& period : study.scenarios[1].path) {
        period[0] -= 2.0;
    }
    study.engine = engine;
    study.expected = {
        .ltv_nodes = 8, .maturity_step_months = 24, .workout_maturity_step_months = 24, .noise_strata = 2};
    study.paths = 16;
    study.text_resolved = "{}";
    study.identity = "test";
    study.portfolio_sha256 = std::string(64, 'd');
    return study;
}

/// The results of a run, gone with the object.
class Results {
  public:
    Results(EngineChoice engine, const std::vector<OptionSpec>& options) {
        const Study study = book_of(engine, options);
        run(PreparedRun(study), path_, {});
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    ScratchFolder folder_;
    std::filesystem::path path_ = folder_ / "results.h5";
};

// /comparison holds the figures of the one engine that ran: the same difference, taken there pair by pair.
TEST(WaitingResults, TheGainIsThePairedDifferenceFromTheFixedOptionOfHighestMean) {
    const std::vector<OptionSpec> options = {tiny::hold(), waits, tiny::court(), late};
    for (const EngineChoice engine : {EngineChoice::loan, EngineChoice::expected}) {
        const Results results(engine, options);
        const hdf5::Reader file(results.path());
        const auto findings = schema::check_against_schema(file);
        EXPECT_TRUE(findings.empty()) << findings.front();
        const auto mean = file.doubles("summary/discounted_recoveries_mean");
        const auto error_of_mean = file.doubles("summary/discounted_recoveries_mean_mc_error");
        const auto difference = file.doubles("comparison/discounted_recoveries_difference_mean");
        const auto error = file.doubles("comparison/discounted_recoveries_difference_mean_mc_error");
        const auto names = file.strings("waiting/best_fixed_option");
        EXPECT_EQ(file.strings("waiting/option"), std::vector<std::string>{"waits"});
        const std::size_t cells = mean.size() / options.size();  // scenarios and mixture x segments
        ASSERT_EQ(names.size(), cells);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            std::size_t best = 0;
            for (const std::size_t option : {2U, 3U}) {
                best = mean[option * cells + cell] > mean[best * cells + cell] ? option : best;
            }
            const std::size_t pair = (1 * options.size() + best) * cells + cell;
            EXPECT_EQ(names[cell], options[best].name);
            EXPECT_EQ(file.doubles("waiting/gain_lower_bound")[cell], difference[pair]);
            EXPECT_EQ(file.doubles("waiting/gain_lower_bound_mc_error")[cell], error[pair]);
            EXPECT_EQ(file.doubles("waiting/best_fixed_mean")[cell], mean[best * cells + cell]);
            EXPECT_EQ(file.doubles("waiting/best_fixed_mean_mc_error")[cell],
                      error_of_mean[best * cells + cell]);
        }
    }
}

TEST(WaitingResults, WithBothEnginesItIsThatOfTheExpectedOne) {
    const std::vector<OptionSpec> options = {waits, tiny::court(), late};
    const Results of_both(EngineChoice::both, options), of_expected(EngineChoice::expected, options);
    const Results of_loan(EngineChoice::loan, options);
    const hdf5::Reader both(of_both.path()), expected(of_expected.path()), loan(of_loan.path());
    for (const std::string name : {"waiting/gain_lower_bound", "waiting/gain_lower_bound_mc_error",
                                   "waiting/best_fixed_mean", "waiting/best_fixed_mean_mc_error"}) {
        EXPECT_EQ(both.doubles(name), expected.doubles(name)) << name;
        EXPECT_NE(both.doubles(name), loan.doubles(name)) << name;
    }
    const double by_expectation = both.doubles("waiting/gain_lower_bound_mc_error").back();
    const double by_loans = loan.doubles("waiting/gain_lower_bound_mc_error").back();
    std::printf("standard error of the gain: %.3g in expectation, %.3g by loans\n", by_expectation, by_loans);
    EXPECT_LT(by_expectation, by_loans);
}

TEST(WaitingResults, TheTablePrintsItBeforeTheLinesThatEndIt) {
    const Results results(EngineChoice::expected, {waits, tiny::court()});
    const std::string text = summary_table(results.path());
    const std::size_t at = text.find("Optimal waiting: what the best time of a measure gains");
    ASSERT_NE(at, std::string::npos);
    EXPECT_LT(at, text.find("Results: "));
    EXPECT_NE(text.find("lower bound", at), std::string::npos);
}

TEST(WaitingResults, WithoutAPairOfRolesThereIsNone) {
    const std::vector<std::vector<OptionSpec>> cases = {{tiny::hold(), tiny::court()}, {waits}};
    for (const std::vector<OptionSpec>& options : cases) {
        const Results results(EngineChoice::expected, options);
        const hdf5::Reader file(results.path());
        EXPECT_FALSE(file.exists("waiting"));
        const auto findings = schema::check_against_schema(file);
        EXPECT_TRUE(findings.empty()) << findings.front();
        EXPECT_EQ(summary_table(results.path()).find("Optimal waiting"), std::string::npos);
    }
}

}  // namespace
}  // namespace recoup::sim
