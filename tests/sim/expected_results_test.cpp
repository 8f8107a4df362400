// The expected engine's figures in the results file, for every choice of engine and any number of threads.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <string>

#include "sim/output/hdf5_reader.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/run.hpp"
#include "tests/sim/expected_book.hpp"

namespace recoup::sim {
namespace {

std::filesystem::path results_of(EngineChoice engine, int threads) {
    Study study = tiny::varied_book(2);
    study.engine = engine;
    study.expected = {.ltv_nodes = 8, .maturity_step_months = 18, .noise_strata = 3};
    study.paths = 24;
    study.text_resolved = "{}";
    study.identity = "test";
    study.portfolio_sha256 = std::string(64, 'd');
    const PreparedStudy prepared(study);
    // A name of its own: the tests of this file run side by side.
    const std::string name = std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
                             "_" + std::to_string(::getpid()) + "_" +
                             std::to_string(static_cast<int>(engine)) + "_" + std::to_string(threads) + ".h5";
    const std::filesystem::path out = std::filesystem::temp_directory_path() / name;
    RunSettings settings;
    settings.threads = threads;
    run(prepared, out, settings);
    return out;
}

TEST(ExpectedResults, TheFileFollowsTheSchemaWithEitherEngine) {
    for (const EngineChoice engine : {EngineChoice::loan, EngineChoice::expected, EngineChoice::both}) {
        const std::filesystem::path out = results_of(engine, 1);
        const hdf5::Reader file(out);
        const std::vector<std::string> findings = schema::check_against_schema(file);
        EXPECT_TRUE(findings.empty()) << findings.front();
        EXPECT_EQ(file.exists("expected"), engine != EngineChoice::loan);
        EXPECT_EQ(file.exists("ledger"), engine != EngineChoice::expected);
        std::filesystem::remove(out);
    }
}

TEST(ExpectedResults, BothGivesWhatEachGivesAloneWhateverTheThreads) {
    const std::filesystem::path both = results_of(EngineChoice::both, 1);
    const std::filesystem::path both_on_two = results_of(EngineChoice::both, 2);
    const std::filesystem::path alone = results_of(EngineChoice::expected, 2);
    const std::filesystem::path loan = results_of(EngineChoice::loan, 2);
    {
        const hdf5::Reader of_both(both), of_both_on_two(both_on_two), of_alone(alone), of_loan(loan);
        for (const std::string name : {"loss_mean", "net_cash_mean_mc_error", "discounted_recoveries_sd"}) {
            EXPECT_EQ(of_both.doubles("expected/" + name), of_both_on_two.doubles("expected/" + name))
                << name;
            EXPECT_EQ(of_both.doubles("expected/" + name), of_alone.doubles("expected/" + name)) << name;
            EXPECT_EQ(of_alone.doubles("summary/" + name), of_alone.doubles("expected/" + name)) << name;
            EXPECT_EQ(of_both.doubles("summary/" + name), of_loan.doubles("summary/" + name)) << name;
        }
    }
    for (const std::filesystem::path& file : {both, both_on_two, alone, loan}) std::filesystem::remove(file);
}

}  // namespace
}  // namespace recoup::sim
