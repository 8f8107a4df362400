// Error bars against closed forms: over repeated samples, estimates scatter as their errors say, and cover
// the truth.
#include "sim/aggregation/statistics.hpp"
#include "models/errors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>

#include "models/deterministic_math.hpp"
#include "sim/aggregation/comparison.hpp"

namespace recoup::sim {
namespace {

constexpr double nan_value = not_a_number;

double uniform(std::mt19937_64& engine) {
    return (static_cast<double>(engine() >> 11U) + 0.5) * 0x1p-53;
}

std::vector<double> normals(std::mt19937_64& engine, std::size_t n) {
    std::vector<double> values(n);
    for (double& value : values) {
        value = normal_quantile(uniform(engine));
    }
    return values;
}

std::vector<double> exponentials(std::mt19937_64& engine, std::size_t n) {
    std::vector<double> values(n);
    for (double& value : values) {
        value = -std::log(uniform(engine));
    }
    return values;
}

/// Repeats an experiment: standardised misses must have mean 0 and standard deviation 1, each within 4 of its
/// errors (1/sqrt(R) and 1/sqrt(2R)), plus the bias of order 1/sqrt(n) that the errors themselves have.
void expect_honest(const char* what, double truth,
                   const std::function<Estimate(std::mt19937_64&)>& experiment) {
    constexpr int repetitions = 400;
    constexpr double allowed_bias = 0.05;
    double sum = 0.0;
    double squares = 0.0;
    int covered = 0;
    for (int r = 0; r < repetitions; ++r) {
        std::mt19937_64 engine(1000U + static_cast<unsigned>(r));
        const Estimate estimate = experiment(engine);
        const double miss = (estimate.value - truth) / estimate.mc_error;
        sum += miss;
        squares += miss * miss;
        covered += std::fabs(miss) < 1.959964 ? 1 : 0;
    }
    const double mean = sum / repetitions;
    const double sd = std::sqrt(squares / repetitions - mean * mean);
    const double se_mean = 1.0 / std::sqrt(repetitions);
    const double se_sd = 1.0 / std::sqrt(2.0 * repetitions);
    const double se_cover = std::sqrt(0.95 * 0.05 / repetitions);
    std::printf("%s: miss %.3f (se %.3f), scatter %.3f (se %.3f), coverage %.3f (se %.3f)\n", what, mean,
                se_mean, sd, se_sd, static_cast<double>(covered) / repetitions, se_cover);
    EXPECT_NEAR(mean, 0.0, 4 * se_mean + allowed_bias) << what;
    EXPECT_NEAR(sd, 1.0, 4 * se_sd + allowed_bias) << what;
    EXPECT_NEAR(static_cast<double>(covered) / repetitions, 0.95, 4 * se_cover) << what;
}

constexpr std::size_t n = 2000;

TEST(Statistics, errors_are_honest_on_a_normal_sample) {
    const double q5 = normal_quantile(0.05);
    const double density = exp_ieee(-q5 * q5 / 2.0) / std::sqrt(2.0 * 3.14159265358979323846);
    const auto of = [](std::mt19937_64& engine, auto statistic) {
        const std::vector<double> x = normals(engine, n);
        return statistic(Statistics({{x, 1.0}}));
    };
    expect_honest("normal mean", 0.0,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.mean(); }); });
    expect_honest("normal sd", 1.0,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.sd(); }); });
    expect_honest("normal median", 0.0,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.quantile(0.5); }); });
    expect_honest("normal 5 % quantile", q5,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.quantile(0.05); }); });
    expect_honest("normal shortfall low", -density / 0.05, [&](auto& e) {
        return of(e, [](const Statistics& s) { return s.expected_shortfall(0.05, Tail::low); });
    });
}

TEST(Statistics, errors_are_honest_on_an_exponential_sample) {
    const auto of = [](std::mt19937_64& engine, auto statistic) {
        const std::vector<double> x = exponentials(engine, n);
        return statistic(Statistics({{x, 1.0}}));
    };
    const double q95 = -std::log(0.05);
    expect_honest("exponential sd", 1.0,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.sd(); }); });
    expect_honest("exponential 95 % quantile", q95,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.quantile(0.95); }); });
    expect_honest("exponential shortfall high", q95 + 1.0, [&](auto& e) {
        return of(e, [](const Statistics& s) { return s.expected_shortfall(0.05, Tail::high); });
    });
}

// Two scenarios on common draws: x and x + 3. Independent ones would have sqrt(0.58) of the error of the
// mean.
TEST(Statistics, errors_of_a_mixture_know_that_scenarios_share_draws) {
    const auto of = [](std::mt19937_64& engine, auto statistic) {
        const std::vector<double> a = normals(engine, n);
        std::vector<double> b = a;
        for (double& value : b) {
            value += 3.0;
        }
        return statistic(Statistics({{a, 0.7}, {b, 0.3}}));
    };
    expect_honest("mixture mean", 0.9,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.mean(); }); });
    expect_honest("mixture sd", std::sqrt(1.0 + 0.21 * 9.0),
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.sd(); }); });
    // 0.7 Phi(q) + 0.3 Phi(q - 3) = 0.5
    double low = 0.0;
    double high = 3.0;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2.0;
        (0.7 * normal_cdf(middle) + 0.3 * normal_cdf(middle - 3.0) < 0.5 ? low : high) = middle;
    }
    expect_honest("mixture median", low,
                  [&](auto& e) { return of(e, [](const Statistics& s) { return s.quantile(0.5); }); });
}

// Printed by numpy.quantile (definition 7) for these numbers.
TEST(Statistics, quantile_is_definition_7_of_hyndman_and_fan) {
    std::vector<double> x;
    for (int i = 0; i < 41; ++i) {
        x.push_back((i * 17) % 41);
    }
    const Statistics statistics({{x, 1.0}});
    EXPECT_DOUBLE_EQ(statistics.quantile(0.25).value, 10.0);
    EXPECT_DOUBLE_EQ(statistics.quantile(0.26).value, 10.4);
    EXPECT_DOUBLE_EQ(statistics.quantile(0.5).value, 20.0);
}

TEST(Statistics, only_the_same_columns_with_the_same_weights_are_the_same_sample) {
    const std::vector<double> a = {1.0, 2.0}, b = {1.0, 2.0};
    EXPECT_TRUE(same_sample({{a, 1.0}}, {{a, 1.0}}));
    EXPECT_FALSE(same_sample({{a, 1.0}}, {{a, 1.0 - 1e-12}})) << "weights enter the rounding";
    EXPECT_FALSE(same_sample({{a, 1.0}}, {{b, 1.0}})) << "equal values in other columns: not looked at";
    EXPECT_FALSE(same_sample({{a, 1.0}}, {{std::span(a).first(1), 1.0}}));
    EXPECT_FALSE(same_sample({{a, 0.5}}, {{a, 0.5}, {b, 0.5}}));
}

TEST(Statistics, scenarios_of_unequal_length_are_refused) {
    const std::vector<double> three{1.0, 2.0, 3.0}, two{1.0, 2.0};
    EXPECT_THROW(mean_of({{three, 0.5}, {two, 0.5}}), ContractViolation);
    EXPECT_THROW(Statistics({{three, 0.5}, {two, 0.5}}), ContractViolation);
}

TEST(Statistics, equal_weights_are_one_sample) {
    std::mt19937_64 engine(7);
    const std::vector<double> x = normals(engine, 500);
    const Statistics alone({{x, 1.0}});
    const Statistics doubled({{x, 0.5}, {x, 0.5}});
    EXPECT_NEAR(alone.mean().value, doubled.mean().value, 1e-14);
    EXPECT_NEAR(alone.mean().mc_error, doubled.mean().mc_error, 1e-15);
    EXPECT_NEAR(alone.sd().mc_error, doubled.sd().mc_error, 1e-15);
    const double shortfall = alone.expected_shortfall(0.05, Tail::low).value;
    EXPECT_NEAR(shortfall, doubled.expected_shortfall(0.05, Tail::low).value, 1e-12);
    EXPECT_NEAR(alone.quantile(0.25).value, doubled.quantile(0.25).value, 0.01);
}

TEST(Statistics, expected_shortfall_takes_a_part_of_the_last_path) {
    std::vector<double> x;
    for (int i = 1; i <= 250; ++i) {
        x.push_back(i);
    }
    const Statistics statistics({{x, 1.0}});  // 5 % of 250 is 12.5 paths
    EXPECT_DOUBLE_EQ(statistics.expected_shortfall(0.05, Tail::low).value, (78.0 + 0.5 * 13) / 12.5);
    EXPECT_DOUBLE_EQ(statistics.expected_shortfall(0.05, Tail::high).value, 251.0 - (78.0 + 0.5 * 13) / 12.5);
}

TEST(Statistics, fewer_than_ten_tail_paths_give_no_number) {
    EXPECT_FALSE(too_few_tail_paths(1000, 0.01));
    EXPECT_FALSE(too_few_tail_paths(1000, 0.99));
    EXPECT_TRUE(too_few_tail_paths(999, 0.99));
    EXPECT_FALSE(too_few_tail_paths(100, 0.9)) << "1 - .9 is below .1 in binary";
    EXPECT_TRUE(too_few_tail_paths(99, 0.9));
    const std::vector<double> x(199, 1.0);
    EXPECT_TRUE(std::isnan(Statistics({{x, 1.0}}).quantile(0.05).value));
    EXPECT_TRUE(std::isnan(Statistics({{x, 1.0}}).expected_shortfall(0.05, Tail::low).value));
}

// More levels than fit into one pass, of a mixture with gaps: each as if it stood alone. The error of the
// median of 600 normal values is sqrt(pi / 2) / sqrt(600) in the limit (Serfling 1980, section 2.3.3).
TEST(Statistics, quantiles_together_are_those_one_by_one) {
    std::mt19937_64 engine(11);
    std::vector<double> x = normals(engine, 600);
    std::vector<double> y = normals(engine, 600);
    x[3] = y[3] = y[17] = nan_value;
    const Statistics statistics({{x, 0.7}, {y, 0.3}});
    std::vector<double> levels;
    for (int i = 1; i <= 30; ++i) {
        levels.push_back(i / 31.0);
    }
    levels.push_back(0.001);
    const std::vector<Estimate> together = statistics.quantiles(levels);
    ASSERT_EQ(together.size(), levels.size());
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        const Estimate alone = statistics.quantile(levels[i]);
        EXPECT_EQ(together[i].value, alone.value) << levels[i];
        EXPECT_EQ(together[i].mc_error, alone.mc_error) << levels[i];
        EXPECT_NEAR(together[i].value, normal_quantile(levels[i]), 4.0 * together[i].mc_error);
    }
    EXPECT_TRUE(std::isnan(together.back().value) && std::isnan(together.back().mc_error));
    EXPECT_TRUE(Statistics({{std::vector<double>{nan_value}, 1.0}}).quantiles({}).empty());
    const Statistics one({{x, 1.0}});
    EXPECT_NEAR(one.quantile(0.5).mc_error, std::sqrt(1.5707963267948966 / 600.0), 0.015);
}

// Half the paths lack a scenario: the error of a quantile from the influences that statistics.hpp states,
// path by path.
TEST(Statistics, the_error_of_a_quantile_counts_paths_without_a_scenario_by_their_weight) {
    std::mt19937_64 engine(5);
    const std::vector<double> x = normals(engine, 200);
    std::vector<double> y = normals(engine, 200);
    for (std::size_t k = 0; k < y.size(); k += 2) {
        y[k] = nan_value;
    }
    const double level = 0.8;
    const Statistics statistics({{x, 0.4}, {y, 0.6}});
    const Estimate quantile = statistics.quantile(level);
    double sum = 0.0, squares = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        double psi = 0.4 * ((x[k] <= quantile.value ? 1.0 : 0.0) - level);
        psi += std::isnan(y[k]) ? 0.0 : 0.6 * ((y[k] <= quantile.value ? 1.0 : 0.0) - level);
        sum += psi;
        squares += psi * psi;
    }
    const double error = std::sqrt((squares - sum * sum / 200.0) / (200.0 * 199.0)) / 0.7;
    EXPECT_NEAR(quantile.mc_error,
                (statistics.quantile(level + error).value - statistics.quantile(level - error).value) / 2.0,
                1e-12);
}

// Scenario y has no value on half of the paths. Weights of 1/4 and 3/4 as one and three equal atoms: the
// worst quarter of the weight that is there, 25 of 100 atoms. The error from the influences that
// statistics.hpp states, path by path.
TEST(Statistics, the_expected_shortfall_of_a_mixture_with_gaps_is_that_of_its_atoms) {
    std::mt19937_64 engine(23);
    const std::vector<double> x = normals(engine, 40);
    std::vector<double> y = normals(engine, 40);
    for (std::size_t k = 0; k < y.size(); k += 2) {
        y[k] = nan_value;
    }
    std::vector<double> atoms = x;
    for (std::size_t k = 1; k < y.size(); k += 2) {
        atoms.insert(atoms.end(), 3, y[k]);
    }
    ASSERT_EQ(atoms.size(), 100U);
    const Statistics statistics({{x, 0.25}, {y, 0.75}});
    for (const Tail tail : {Tail::low, Tail::high}) {
        const double sign = tail == Tail::low ? 1.0 : -1.0;
        std::ranges::sort(atoms, [&](double a, double b) { return sign * a < sign * b; });
        const double expected = std::accumulate(atoms.begin(), atoms.begin() + 25, 0.0) / 25.0;
        const Estimate shortfall = statistics.expected_shortfall(0.25, tail);
        EXPECT_NEAR(shortfall.value, expected, 1e-13);
        const auto influence = [&](double value) {
            return std::isnan(value) ? 0.0
                                     : atoms[24] - sign * std::max(sign * (atoms[24] - value), 0.0) / 0.25 -
                                           shortfall.value;
        };
        double sum = 0.0, squares = 0.0;
        for (std::size_t k = 0; k < 40; ++k) {
            const double psi = 0.25 * influence(x[k]) + 0.75 * influence(y[k]);
            sum += psi;
            squares += psi * psi;
        }
        const double share_defined = 0.25 + 0.75 * 0.5;
        EXPECT_NEAR(shortfall.mc_error,
                    std::sqrt((squares - sum * sum / 40.0) / (40.0 * 39.0)) / share_defined, 1e-12);
    }
}

// A scenario that nobody gives weight to has atoms of no width: they would move the ends of the quantiles.
TEST(Statistics, scenarios_without_weight_are_no_sample) {
    const std::vector<double> x(20, 1.0);
    EXPECT_THROW(Statistics({{x, 1.0}, {x, 0.0}}), ContractViolation);
    EXPECT_THROW(mean_of({{x, -0.5}}), ContractViolation);
}

// Half zeros, half ones: F(0) is 0.5 with an error of 0.035, and Q leaps from 0 to 1 within it.
TEST(Statistics, ties_at_a_quantile_count_as_below_it) {
    std::vector<double> x(200, 0.0);
    std::fill(x.begin() + 100, x.end(), 1.0);
    const Estimate quantile = Statistics({{x, 1.0}}).quantile(0.48);
    EXPECT_EQ(quantile.value, 0.0);
    EXPECT_EQ(quantile.mc_error, 0.5);
}

// A perfect line has correlation 1 and no error. The others as NumPy 2.4 has them: corrcoef([1, 2, 4, 8],
// [1, 3, 2, 7]), and cov of the atoms of both scenarios with aweights 0.25 and 0.75, ddof 0.
TEST(Statistics, correlation_of_four_points) {
    const std::vector<double> x{1.0, 2.0, 4.0, 8.0}, y{1.0, 3.0, 2.0, 7.0}, line{5.0, 7.0, 11.0, 19.0};
    EXPECT_NEAR(correlation({{x, 1.0}}, {{line, 1.0}}).value, 1.0, 1e-15);
    EXPECT_NEAR(correlation({{x, 1.0}}, {{line, 1.0}}).mc_error, 0.0, 1e-15);
    EXPECT_NEAR(correlation({{x, 1.0}}, {{y, 1.0}}).value, 0.9109657318986027, 1e-14);
    EXPECT_NEAR(correlation({{x, 0.25}, {line, 0.75}}, {{y, 0.25}, {x, 0.75}}).value, 0.8735927893391274,
                1e-14);

    // What one of the two lacks does not count, and a single path says nothing, however many its scenarios.
    const std::vector<double> longer{1.0, 2.0, 4.0, 8.0, nan_value}, gap{1.0, 3.0, 2.0, 7.0, 5.0};
    EXPECT_NEAR(correlation({{longer, 1.0}}, {{gap, 1.0}}).value, 0.9109657318986027, 1e-14);
    const std::vector<double> one{1.0}, two{2.0}, three{3.0}, five{5.0};
    EXPECT_TRUE(std::isnan(correlation({{one, 0.5}, {three, 0.5}}, {{two, 0.5}, {five, 0.5}}).value));
}

TEST(Statistics, the_standard_deviation_is_that_of_a_sample) {
    const std::vector<double> four{1.0, 2.0, 3.0, 4.0};
    EXPECT_DOUBLE_EQ(Statistics({{four, 1.0}}).sd().value, std::sqrt(5.0 / 3.0));
}

TEST(Statistics, equal_values_have_no_error_and_missing_ones_are_left_out) {
    const std::vector<double> same(300, 0.1);
    const Statistics constant({{same, 1.0}});
    EXPECT_EQ(constant.mean().value, 0.1);
    EXPECT_EQ(constant.sd().value, 0.0);
    EXPECT_EQ(constant.sd().mc_error, 0.0);
    EXPECT_EQ(constant.quantile(0.5).mc_error, 0.0);

    const std::vector<double> gaps{1.0, nan_value, 3.0, nan_value};
    const Statistics some({{gaps, 1.0}});
    EXPECT_EQ(some.paths(), 2);
    EXPECT_FALSE(some.complete());
    EXPECT_EQ(some.mean().value, 2.0);
    EXPECT_DOUBLE_EQ(some.mean().mc_error, 1.0);
    const std::vector<double> none(20, nan_value);
    EXPECT_TRUE(std::isnan(Statistics({{none, 1.0}}).mean().value));
    EXPECT_TRUE(std::isnan(Statistics({{none, 1.0}}).sd().value));
    EXPECT_EQ(moments_of(none).n, 0);
}

TEST(Statistics, moments_are_power_sums_about_the_mean) {
    const std::vector<double> x{1.0, 2.0, 6.0};
    const Moments m = moments_of(x);
    EXPECT_EQ(m.n, 3);
    EXPECT_DOUBLE_EQ(m.mean, 3.0);
    EXPECT_DOUBLE_EQ(m.m2, 4 + 1 + 9);
    EXPECT_DOUBLE_EQ(m.m3, -8 - 1 + 27);
    EXPECT_DOUBLE_EQ(m.m4, 16 + 1 + 81);
    EXPECT_EQ(m.minimum, 1.0);
    EXPECT_EQ(m.maximum, 6.0);
}

struct Pair {
    std::vector<double> a, b;
};

/// Standard normals with correlation 0.8.
Pair correlated(std::mt19937_64& engine) {
    Pair pair{normals(engine, n), normals(engine, n)};
    for (std::size_t k = 0; k < n; ++k) {
        pair.b[k] = 0.8 * pair.a[k] + 0.6 * pair.b[k];
    }
    return pair;
}

TEST(Comparison, errors_are_honest_on_correlated_normals) {
    expect_honest("correlation", 0.8, [](auto& engine) {
        const Pair p = correlated(engine);
        return correlation({{p.a, 1.0}}, {{p.b, 1.0}});
    });
    expect_honest("variance ratio", 0.2, [](auto& engine) {  // 2 (1 - r) / 2
        const Pair p = correlated(engine);
        return variance_ratio({{p.a, 1.0}}, {{p.b, 1.0}});
    });
    expect_honest("share won", 0.5, [](auto& engine) {
        const Pair p = correlated(engine);
        return share_won({{p.a, 1.0}}, {{p.b, 1.0}}, Tail::low);
    });
}

TEST(Comparison, an_option_against_itself) {
    std::mt19937_64 engine(3);
    const std::vector<double> x = normals(engine, 100);
    EXPECT_EQ(share_won({{x, 1.0}}, {{x, 1.0}}, Tail::high).value, 0.5);
    EXPECT_NEAR(correlation({{x, 1.0}}, {{x, 1.0}}).value, 1.0, 1e-14);
    EXPECT_EQ(variance_ratio({{x, 1.0}}, {{x, 1.0}}).value, 0.0);
    const std::vector<double> constant(100, 2.0);
    EXPECT_TRUE(std::isnan(correlation({{x, 1.0}}, {{constant, 1.0}}).value));
    EXPECT_TRUE(std::isnan(variance_ratio({{constant, 1.0}}, {{constant, 1.0}}).value));
}

TEST(Comparison, the_better_side_depends_on_the_bad_tail) {
    const std::vector<double> a{1.0, 2.0, 3.0, 5.0};
    const std::vector<double> b{0.0, 2.0, 4.0, 4.0};
    EXPECT_EQ(share_won({{a, 1.0}}, {{b, 1.0}}, Tail::low).value, 0.625);
    EXPECT_EQ(share_won({{a, 1.0}}, {{b, 1.0}}, Tail::high).value, 0.375);
}

}  // namespace
}  // namespace recoup::sim
