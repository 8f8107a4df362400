// The expected engine's figures in the results file, for every choice of engine and any number of threads.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "sim/output/hdf5_reader.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/run.hpp"
#include "tests/sim/studies/expected_book.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

Study book_of(EngineChoice engine, int paths = 24) {
    Study study = tiny::varied_book(2);
    study.engine = engine;
    study.expected = {.ltv_nodes = 8, .maturity_step_months = 18, .noise_strata = 3};
    study.paths = paths;
    study.text_resolved = "{}";
    study.identity = "test";
    study.portfolio_sha256 = std::string(64, 'd');
    return study;
}

class ExpectedResults : public testing::Test {
  protected:
    std::filesystem::path results_of(EngineChoice engine, int threads, int paths = 24) const {
        const Study study = book_of(engine, paths);
        const PreparedRun ready(study);
        const std::filesystem::path out =
            folder_ / (std::to_string(static_cast<int>(engine)) + "_" + std::to_string(threads));
        RunSettings settings;
        settings.threads = threads;
        run(ready, out, settings);
        return out;
    }

    ScratchFolder folder_;
};

TEST_F(ExpectedResults, TheFileFollowsTheSchemaWithEitherEngine) {
    for (const EngineChoice engine : {EngineChoice::loan, EngineChoice::expected, EngineChoice::both}) {
        const std::filesystem::path out = results_of(engine, 1);
        const hdf5::Reader file(out);
        const std::vector<std::string> findings = schema::check_against_schema(file);
        EXPECT_TRUE(findings.empty()) << findings.front();
        EXPECT_EQ(file.exists("expected"), engine != EngineChoice::loan);
        EXPECT_EQ(file.exists("ledger"), engine != EngineChoice::expected);
    }
}

TEST_F(ExpectedResults, BothGivesWhatEachGivesAloneWhateverTheThreads) {
    const std::filesystem::path both = results_of(EngineChoice::both, 1);
    const std::filesystem::path both_on_two = results_of(EngineChoice::both, 2);
    const std::filesystem::path alone = results_of(EngineChoice::expected, 2);
    const std::filesystem::path loan = results_of(EngineChoice::loan, 2);
    const hdf5::Reader of_both(both), of_both_on_two(both_on_two), of_alone(alone), of_loan(loan);
    for (const std::string name : {"loss_mean", "net_cash_mean_mc_error", "discounted_recoveries_sd"}) {
        EXPECT_EQ(of_both.doubles("expected/" + name), of_both_on_two.doubles("expected/" + name)) << name;
        EXPECT_EQ(of_both.doubles("expected/" + name), of_alone.doubles("expected/" + name)) << name;
        EXPECT_EQ(of_alone.doubles("summary/" + name), of_alone.doubles("expected/" + name)) << name;
        EXPECT_EQ(of_both.doubles("summary/" + name), of_loan.doubles("summary/" + name)) << name;
    }
}

TEST_F(ExpectedResults, PartsOfBothEnginesMergeToTheSameBits) {
    const Study study = book_of(EngineChoice::both);
    const PreparedRun ready(study);
    const PreparedStudy& prepared = ready.prepared;
    std::vector<std::filesystem::path> parts;
    for (const PathRange range : {PathRange{16, 24}, PathRange{0, 16}}) {
        parts.push_back(folder_ / ("from_" + std::to_string(range.first)));
        RunSettings settings;
        settings.threads = 2;
        settings.paths = range;
        run(ready, parts.back(), settings);
    }
    const std::filesystem::path merged = folder_ / "merged";
    merge(prepared, parts, merged, {.command = "merge"});
    const std::filesystem::path whole = results_of(EngineChoice::both, 1);
    const hdf5::Reader of_merged(merged), of_whole(whole);
    std::size_t compared = 0;
    for (const std::string group : {"summary", "expected"}) {
        for (const std::string& name : of_whole.datasets(group)) {
            const std::string object = group + "/" + name;
            if (of_whole.type(object) == hdf5::ElementType::float64) {
                const auto a = of_whole.doubles(object), b = of_merged.doubles(object);
                ASSERT_EQ(a.size(), b.size()) << object;
                EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)), 0) << object;
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 200U);
    EXPECT_TRUE(of_merged.exists("expected/probability_best") && of_merged.exists("summary/realised_wins"));
}

// Few loans, much luck: an option that is best in expectation on no macro path wins on some paths as they
// turn out. Knowing the fate of every loan is worth more than knowing the macro path: E[max V] >= E[max E[V |
// macro]] (Jensen), and the means are alike, so the regret of every option is larger.
TEST_F(ExpectedResults, LuckOfLoansSpreadsTheWinsAndRaisesTheRegret) {
    const std::filesystem::path out = results_of(EngineChoice::both, 2, 160);
    const hdf5::Reader file(out);
    const auto best = file.doubles("expected/probability_best");
    const auto wins = file.doubles("summary/realised_wins");
    const auto wins_error = file.doubles("summary/realised_wins_mc_error");
    const auto known_macro = file.doubles("expected/hindsight_regret_upper_bound");
    const auto known_all = file.doubles("summary/hindsight_regret_upper_bound");
    const auto error = file.doubles("summary/hindsight_regret_upper_bound_mc_error");
    const std::size_t by_option = best.size() / 3;  // hold, restructure, court
    for (std::size_t o = 0; o < 3; ++o) {
        const std::size_t at = o * by_option;
        std::printf("P(best) %.3f, wins %.3f (se %.3f); regret %.1f given macro, %.1f (se %.1f) given all\n",
                    best[at], wins[at], wins_error[at], known_macro[at], known_all[at], error[at]);
        EXPECT_GT(known_all[at] - 4.0 * error[at], known_macro[at]);
    }
    EXPECT_EQ(best[2 * by_option], 0.0);
    EXPECT_GT(wins[2 * by_option], 4.0 * wins_error[2 * by_option]);
    for (std::size_t at = 0; at < by_option; ++at) {
        EXPECT_NEAR(best[at] + best[at + by_option] + best[at + 2 * by_option], 1.0, 1e-12);
        EXPECT_NEAR(wins[at] + wins[at + by_option] + wins[at + 2 * by_option], 1.0, 1e-12);
    }
}

}  // namespace
}  // namespace recoup::sim
