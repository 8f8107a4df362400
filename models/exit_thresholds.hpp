// From odds to integer thresholds: the one function by which every engine decides an exit.
//
//   p_j = w_j / (1 + w_1 + ... + w_n),  w_j = static odds_j * exp(beta_j'(x - xbar))   (multinomial logit;
//   where such products could overflow, models/exit_weights has the weights in proportion instead)
//   T_j = floor(2^32 (p_1 + ... + p_j));  exit j iff u < T_j and u >= T_{j-1}, u a 32-bit uniform
//
// Source: discrete-time competing risks, Allison (1982) "Discrete-time methods for the analysis of event
// histories"; exits are laid worst to best so that a low draw is a bad month under every option. Where
// staying is removed the denominator has no 1 and the last possible exit takes the rest (2^32 does not fit
// in 32 bits).
#pragma once

#include <cstdint>

namespace recoup {

inline constexpr double two_to_the_32 = 4294967296.0;
inline constexpr std::uint32_t largest_threshold = 0xFFFFFFFFu;

/// Cumulative thresholds of one cell. `odds` and `multipliers` have n entries, worst exit first; `staying` is
/// the odds of staying: 1, 0 where it is removed, or as models/exit_weights scales them.
inline void exit_thresholds(const double* odds, const double* multipliers, int n, double staying,
                            std::uint32_t* thresholds) {
    double total = staying;
    for (int j = 0; j < n; ++j) {
        total += odds[j] * multipliers[j];
    }
    const double scale = two_to_the_32 / total;
    double cumulative = 0.0;
    for (int j = 0; j < n; ++j) {
        cumulative += odds[j] * multipliers[j];
        const double threshold = cumulative * scale;
        // Also where all odds are so small that they vanish, and the threshold is not a number
        thresholds[j] =
            !(threshold < two_to_the_32) ? largest_threshold : static_cast<std::uint32_t>(threshold);
    }
    if (staying == 0.0) {
        thresholds[n - 1] = largest_threshold;
    }
}
/// Odds of staying are no yes or no.
void exit_thresholds(const double* odds, const double* multipliers, int n, bool staying,
                     std::uint32_t* thresholds) = delete;

/// Exit taken at draw u, or -1 for staying. Where staying is removed the highest draw goes with the one below
/// it: the last exit *that is possible* takes it, for a structural zero after it has the same threshold.
inline int exit_at(std::uint32_t u, const std::uint32_t* thresholds, int n, bool staying_removed) {
    if (staying_removed && u == largest_threshold) {
        --u;
    }
    for (int j = 0; j < n; ++j) {
        if (u < thresholds[j]) {
            return j;
        }
    }
    return -1;
}

/// p / (1 - p) of the copula's default exit. A p nearer to 1 than the draw can tell counts as that near, so
/// that the odds stay finite.
inline double default_odds(double p_default) {
    constexpr double nearest_to_one = 1.0 - 0x1p-40;
    const double p = p_default < nearest_to_one ? p_default : nearest_to_one;
    return p / (1.0 - p);
}

/// Weight of the copula's default exit that makes its probability p_default and lets staying and the other
/// exits share 1 - p_default in proportion to their own logit: w = p / (1 - p) * (staying + sum of the
/// others).
inline double copula_weight(double odds_of_default, double others, double staying) {
    return odds_of_default * (staying + others);
}
double copula_weight(double odds_of_default, double others, bool staying) = delete;

}  // namespace recoup
