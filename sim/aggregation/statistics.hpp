// Statistics over paths, each with its Monte Carlo standard error.
//
// A sample has one value a path and scenario: atom (s, k) has weight w_s / n. A single scenario is the
// mixture with one weight. Scenarios share their draws, so only paths are independent: with psi the influence
// of an atom on a statistic, psi_k = sum_s w_s psi(x_{s,k}) and the standard error is sd_k(psi_k) / sqrt(n)
// (Serfling 1980, Approximation Theorems of Mathematical Statistics, sections 2.2 and 6.6; common draws:
// Glasserman 2003, Monte Carlo Methods in Financial Engineering, section 4.2). Influences:
//
// clang-format off
//   mean                x - mean
//   variance            (x - mean)^2 - variance;  se(sd) = se(variance) / (2 sd)
//   F at the quantile   1{x <= q} - level;  error of q = half of Q(level + se) - Q(level - se), order statistics
//   shortfall, low      q - (q - x)^+ / level - ES, with q the quantile (Rockafellar and Uryasev 2000, theorem 1)
//   correlation         z_a z_b - r (z_a^2 + z_b^2) / 2, with z standardised
// clang-format on
//
// Quantile: straight lines through the sorted atoms at p_i = (S_i - w_i/2 - w_1/2) / (S_n - w_1/2 - w_n/2), S
// the cumulative weights; with equal weights this is definition 7 of Hyndman and Fan (1996), the one of NumPy
// and R.
//
// Valid for independent paths and enough of them in the tail: below ten, value and error are NaN. A value
// that is NaN is not defined on its path and left out (a ratio estimator; the influences are divided by the
// share defined).
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace recoup::sim {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Estimate {
    double value = not_a_number;
    double mc_error = not_a_number;
};

/// One scenario's values in path order. Does not own them.
struct ScenarioColumn {
    std::span<const double> values;
    double weight = 1.0;  ///< above zero
};
using Mixture = std::vector<ScenarioColumn>;

/// The same columns with the same weights: a single scenario is its own mixture.
bool same_sample(const Mixture& a, const Mixture& b);

/// Side of the bad outcomes.
enum class Tail { low, high };

inline constexpr double fewest_tail_paths = 10.0;

/// Paths beyond the level, on the thinner side, are fewer than ten.
bool too_few_tail_paths(std::int64_t paths, double level);

/// The mean alone, without sorting; NaN where no value is defined.
Estimate mean_of(const Mixture& sample);

/// Likewise without sorting and without errors. NaN where fewer than two paths have a value.
struct Spread {
    double mean = not_a_number;
    double sd = not_a_number;  ///< n in the denominator
};
Spread spread_of(const Mixture& sample);

class Statistics {
  public:
    /// `sample` is read while the object lives. Columns have one length.
    explicit Statistics(Mixture sample);

    /// Paths on which some scenario has a value.
    std::int64_t paths() const { return paths_; }
    /// Every path has a value under every scenario.
    bool complete() const { return complete_; }
    Estimate mean() const;
    Estimate sd() const;  ///< n - 1 in the denominator
    /// By level.
    std::vector<Estimate> quantiles(std::span<const double> levels) const;
    Estimate quantile(double level) const { return quantiles({&level, 1}).front(); }
    /// Mean of the worst share `level` of the outcomes.
    Estimate expected_shortfall(double level, Tail bad) const;

  private:
    double quantile_value(double level) const;

    Mixture sample_;
    std::int64_t paths_ = 0;
    bool complete_ = true;
    double weight_ = 0.0;  ///< sum over atoms
    double mean_ = not_a_number;
    std::vector<std::pair<double, double>> atoms_;  ///< (value, weight), ascending
    std::vector<double> middle_;                    ///< cumulative weight to the middle of the atom
};

/// Power sums of one column about its mean; NaN values are left out.
struct Moments {
    std::int64_t n = 0;
    double mean = not_a_number, m2 = not_a_number, m3 = not_a_number, m4 = not_a_number;
    double minimum = not_a_number, maximum = not_a_number;
};
Moments moments_of(std::span<const double> values);

}  // namespace recoup::sim
