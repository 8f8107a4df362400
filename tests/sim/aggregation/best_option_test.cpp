// Shares of the best option and regret in hindsight: by hand, against closed forms, and in the results file.
#include "sim/aggregation/best_option.hpp"

#include <gmock/gmock.h>
#include <cmath>
#include <filesystem>
#include <random>

#include "models/deterministic_math.hpp"
#include "sim/aggregation/comparison.hpp"
#include "sim/aggregation/finalise.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "tests/sim/aggregation/tiny_study.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

using testing::ElementsAre;

Estimate mean_over_paths(const std::vector<double>& values) {
    return mean_of({{values, 1.0}});
}

std::vector<double> normals(std::mt19937_64& engine, std::size_t n) {
    std::vector<double> values(n);
    for (double& value : values) {
        value = normal_quantile((static_cast<double>(engine() >> 11U) + 0.5) * 0x1p-53);
    }
    return values;
}

// Four paths, three options: one clear win each for the first two, a tie of two, a tie of all three.
const std::vector<PathValues> by_hand{
    {{10.0, 4.0, 7.0, 5.0}}, {{8.0, 6.0, 7.0, 5.0}}, {{9.0, 1.0, 3.0, 5.0}}};

TEST(BestOption, ties_share_a_path_and_shares_sum_to_one) {
    const auto standings = option_standings(by_hand);
    EXPECT_THAT(standings[0].share[0], ElementsAre(1.0, 0.0, 0.5, 1.0 / 3.0));
    EXPECT_THAT(standings[1].share[0], ElementsAre(0.0, 1.0, 0.5, 1.0 / 3.0));
    EXPECT_THAT(standings[2].share[0], ElementsAre(0.0, 0.0, 0.0, 1.0 / 3.0));
    EXPECT_THAT(standings[0].regret[0], ElementsAre(0.0, 2.0, 0.0, 0.0));
    EXPECT_THAT(standings[1].regret[0], ElementsAre(2.0, 0.0, 0.0, 0.0));
    EXPECT_THAT(standings[2].regret[0], ElementsAre(1.0, 5.0, 4.0, 0.0));
    const Estimate regret = mean_over_paths(standings[2].regret[0]);
    EXPECT_EQ(regret.value, 2.5);
    EXPECT_DOUBLE_EQ(regret.mc_error, std::sqrt((2.25 + 6.25 + 2.25 + 6.25) / 12.0));
}

TEST(BestOption, less_than_half_a_minor_unit_is_no_difference) {
    const auto share_of_first = [](double first, double second) {
        return option_standings({{{first}}, {{second}}})[0].share[0][0];
    };
    EXPECT_EQ(share_of_first(0.1 + 0.2, 0.3), 0.5);  // not the same double
    EXPECT_EQ(share_of_first(1000.004, 1000.0), 0.5);
    EXPECT_EQ(share_of_first(1000.01, 1000.0), 1.0);
}

TEST(BestOption, one_option_is_no_choice) {
    const auto standings = option_standings({{{1.0, 2.0}}});
    ASSERT_EQ(standings.size(), 1U);
    EXPECT_TRUE(std::isnan(mean_over_paths(standings[0].share[0]).value));
    EXPECT_TRUE(std::isnan(mean_over_paths(standings[0].regret[0]).value));
}

// A ~ N(m + mu, s_a), B ~ N(m, s_b), correlated: A - B ~ N(mu, s). P(A best) = Phi(mu / s), and with d = mu /
// s E[(B - A)^+] = s (phi(d) - d Phi(-d)), the price of a put under Bachelier's law (1900).
TEST(BestOption, two_normal_options_follow_the_closed_form) {
    constexpr std::size_t n = 40000;
    constexpr double mu = 300.0, sd_a = 900.0, sd_b = 500.0, rho = 0.6;
    std::mt19937_64 engine(20250101);
    const std::vector<double> u = normals(engine, n), v = normals(engine, n);
    std::vector<double> a, b;
    for (std::size_t k = 0; k < n; ++k) {
        a.push_back(5000.0 + mu + sd_a * u[k]);
        b.push_back(5000.0 + sd_b * (rho * u[k] + std::sqrt(1.0 - rho * rho) * v[k]));
    }
    const double sd = std::sqrt(sd_a * sd_a + sd_b * sd_b - 2.0 * rho * sd_a * sd_b);
    const double d = mu / sd;
    const double p = normal_cdf(d);
    const double phi = exp_ieee(-d * d / 2.0) / std::sqrt(2.0 * 3.14159265358979323846);
    const auto standings = option_standings({{a}, {b}});
    const Estimate best = mean_over_paths(standings[0].share[0]);
    const Estimate regret_a = mean_over_paths(standings[0].regret[0]);
    const Estimate regret_b = mean_over_paths(standings[1].regret[0]);
    std::printf("P(best) %.4f (se %.4f), Phi %.4f; regret %.2f (se %.2f) and %.2f (se %.2f)\n", best.value,
                best.mc_error, p, regret_a.value, regret_a.mc_error, regret_b.value, regret_b.mc_error);
    EXPECT_NEAR(best.value, p, 4.0 * best.mc_error);
    EXPECT_NEAR(regret_a.value, sd * (phi - d * (1.0 - p)), 4.0 * regret_a.mc_error);
    EXPECT_NEAR(regret_b.value, sd * (phi + d * p), 4.0 * regret_b.mc_error);
    EXPECT_NEAR(best.mc_error, std::sqrt(p * (1.0 - p) / n), 0.02 * best.mc_error);  // binomial
}

// Two options: the share of wins is that of the comparison in pairs, error included.
TEST(BestOption, of_two_options_agrees_with_the_comparison_in_pairs) {
    std::mt19937_64 engine(7);
    PathValues a{normals(engine, 200), normals(engine, 200)};
    PathValues b{normals(engine, 200), normals(engine, 200)};
    for (PathValues* values : {&a, &b}) {
        for (std::vector<double>& column : *values) {
            for (double& value : column) {
                value = std::round(3.0 * value);  // whole units, so that some tie
            }
        }
    }
    const PathValues share = option_standings({a, b})[0].share;
    const auto mixed = [](const PathValues& columns) {
        return Mixture{{columns[0], 0.7}, {columns[1], 0.3}};
    };
    const Estimate best = Statistics(mixed(share)).mean();
    const Estimate won = share_won(mixed(a), mixed(b), Tail::low);
    EXPECT_EQ(best.value, won.value);
    EXPECT_EQ(best.mc_error, won.mc_error);
}

/// The case by hand in the results file. Segment `secured` has the values above under `baseline` and their
/// negatives under `adverse` by the loan engine, 10, 20, 30 on every path by the expected engine; `unsecured`
/// adds the same to every option.
class BestOptionFile : public testing::Test {
  protected:
    static Study study_of(EngineChoice engine) {
        Study study = tiny_study();
        study.options = {{"hold", "", {}}, {"wait", "", {}}, {"court", "", {}}};
        study.portfolio.eligible.assign(3, std::vector<std::uint32_t>(study.portfolio.loans.size()));
        study.engine = engine;
        study.paths = 4;
        return study;
    }
    static PathTotals totals_by_hand(const PreparedStudy& prepared) {
        const TotalsShape shape(prepared);
        PathTotals totals(shape, 0, 4);
        double* secured = totals.totals.data();
        double* secured_expected = totals.expected.data();
        for (std::size_t k = 0; k < 4; ++k) {
            for (const double sign : {1.0, -1.0}) {
                for (std::size_t o = 0; o < 3; ++o) {
                    double* unsecured = secured + total_count;
                    secured[static_cast<int>(Total::pv_hurdle_npe)] = sign * by_hand[o][0][k];
                    unsecured[static_cast<int>(Total::pv_hurdle_inflow)] = 1.0;
                    secured += 2 * total_count;
                    if (shape.both_engines) {
                        secured_expected[static_cast<int>(Total::pv_hurdle_inflow)] =
                            10.0 * static_cast<double>(o + 1);
                        secured_expected += 2 * total_count;
                    }
                }
            }
        }
        return totals;
    }
    hdf5::Reader file_of(EngineChoice engine) const {
        const Study study = study_of(engine);
        const PreparedStudy prepared(study);
        RunFacts facts;
        facts.created_at = "2025-01-01T00:00:00Z";
        finalise(prepared, totals_by_hand(prepared), facts, out_);
        return hdf5::Reader(out_);
    }
    /// [option][scenario][segment], mixture and portfolio last.
    static std::size_t at(std::size_t option, std::size_t scenario, std::size_t segment) {
        return (option * 3 + scenario) * 3 + segment;
    }

    const ScratchFolder folder_;
    const std::filesystem::path out_ = folder_ / "results.h5";
};

TEST_F(BestOptionFile, keeps_the_engines_apart) {
    const hdf5::Reader file = file_of(EngineChoice::both);
    const auto best = file.doubles("expected/probability_best");
    const auto wins = file.doubles("summary/realised_wins");
    for (const std::size_t segment : {0U, 2U}) {
        EXPECT_EQ(best[at(0, 2, segment)], 0.0);
        EXPECT_EQ(best[at(2, 2, segment)], 1.0);
        EXPECT_DOUBLE_EQ(wins[at(0, 0, segment)], (1.0 + 0.5 + 1.0 / 3.0) / 4.0);
        EXPECT_DOUBLE_EQ(wins[at(2, 0, segment)], 1.0 / 12.0);
        EXPECT_DOUBLE_EQ(wins[at(2, 1, segment)], 7.0 / 12.0);  // adverse: the least is best
        EXPECT_DOUBLE_EQ(wins[at(2, 2, segment)], 0.7 / 12.0 + 0.3 * 7.0 / 12.0);  // by weight
    }
    for (std::size_t o = 0; o < 3; ++o) {
        EXPECT_DOUBLE_EQ(wins[at(o, 2, 1)], 1.0 / 3.0) << "all tie";
    }
    EXPECT_EQ(file.doubles("summary/hindsight_regret_upper_bound")[at(2, 0, 0)], 2.5);
    EXPECT_EQ(file.doubles("expected/hindsight_regret_upper_bound")[at(0, 2, 2)], 20.0);
    for (const char* regret :
         {"summary/hindsight_regret_upper_bound", "expected/hindsight_regret_upper_bound"}) {
        EXPECT_THAT(*file.text_attribute(regret, "comment"), testing::StartsWith("upper bound"));
        EXPECT_THAT(*file.text_attribute(regret, "long_name"), testing::StartsWith("upper bound"));
    }
}

TEST_F(BestOptionFile, has_no_probability_without_the_expected_engine) {
    const hdf5::Reader file = file_of(EngineChoice::loan);
    EXPECT_TRUE(file.exists("summary/realised_wins"));
    EXPECT_FALSE(file.exists("expected"));
}

TEST_F(BestOptionFile, has_no_realised_wins_without_the_loan_engine) {
    const hdf5::Reader file = file_of(EngineChoice::expected);
    EXPECT_FALSE(file.exists("summary/realised_wins"));
    EXPECT_TRUE(file.exists("expected/probability_best"));
}

}  // namespace
}  // namespace recoup::sim
