// Expected sales of one kind of collateral at every LTV node, and what a failed auction tells.
//
//   noise at a sale  e = (walk + s0 z + round noise) / s,
//                    s^2 = s0^2 + quarters s1^2/4 (+ sr^2 in an auction)
//   auction          sold iff e > t, t = noise_at_reserve(reserve, 1 - discount, s), the same for every LTV
//   after a failure  the mass is split over S strata of the next round's noise, one bound of which is that
//                    round's reserve (at the base discount): P(s -> s') by the midpoint rule, 32 points,
//                    correlation (s0^2 + quarters s1^2/4) / (s s') between the rounds
//
// Expectations over a stratum, cut at the reserve, are exact (expected_sale). Limitations: what a failure
// tells is known to the midpoint rule (where the variance doubles between two rounds the second's recovery is
// 0.3 % low); in later rounds the noise is taken as standard normal inside its stratum, given the stratum of
// the round before alone (four rounds, 32 strata: 0.04 % high; more in models/README.md). Source: partial
// moments of the lognormal law; the sequence is that of the loan engine's auctions. Valid for one collateral.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

#include "models/expected/cubic_grid.hpp"
#include "models/measures/expected_sale.hpp"
#include "models/parameters.hpp"

namespace recoup {

/// What loans with the same sale have in common.
struct CollateralKind {
    CollateralSpec spec;
    int price_index = 0;
    int valuation_calendar_month = 0;
    double prior_share = 0.0;  ///< prior claims over value at cut-off level
};

/// Quarterly increments of the walk from the quarter after the valuation to a month.
int walk_quarters(int valuation_calendar_month, int calendar_month);

/// Place of a mass in the noise of failed auctions.
inline constexpr int no_stratum = -1;

class SaleTables {
  public:
    SaleTables(const CollateralKind& kind, const CubicGrid& log_ltv, std::vector<double> reserves,
               int strata);

    int strata() const { return strata_; }
    /// Where the price index stands; of what was computed before only that is kept which no path changes.
    void begin_month(int calendar_month, double level, double fall);

    /// Sale outside an auction, by LTV node; in a stratum of the auction with this reserve if one is given.
    const std::vector<ExpectedSale>& sale(double reserve, int stratum);
    /// Sale in an auction with this reserve: `probability` is that of reaching it.
    const std::vector<ExpectedSale>& auction(double reserve, int stratum);
    /// Probability that an auction fails and that the noise of the next one, `months_later` with reserve
    /// `next_reserve`, lies in each of its strata.
    const std::vector<double>& failures(double reserve, int stratum, double next_reserve, int months_later);
    /// Probability that an auction fails.
    double failure(double reserve, int stratum);

  private:
    /// The part of the noise that a stratum is, and one over its probability.
    struct NoisePart {
        double low, high, scale;
    };
    static constexpr double infinity = std::numeric_limits<double>::infinity();
    static constexpr NoisePart everywhere{-infinity, infinity, 1.0};
    /// Where a failed auction leaves the noise, as the next one (its reserve and the months to it) divides
    /// it.
    struct Failures {
        double next_reserve = 0.0;
        int months_later = 0;
        bool known = false;        ///< `next`, in the month at hand
        bool whole_known = false;  ///< `whole`, in the calendar month: of a stratum that fails whole
        std::vector<double> next, whole;
    };
    NoisePart part_of(double reserve, int stratum);
    Failures& failures_towards(double reserve, int stratum, double next_reserve, int months_later);
    double noise_sd(bool in_auction, int calendar_month) const;
    std::vector<double> bounds_of(double reserve, int calendar_month) const;
    const std::vector<ExpectedSale>& table_of(bool in_auction, double reserve, int stratum);
    std::size_t place_of(double reserve, int stratum) const;

    CollateralKind kind_;
    std::vector<double> ltv_;  ///< claim over value at cut-off level
    std::vector<double> reserves_;
    int strata_;
    int calendar_month_ = 0;
    double level_ = 1.0;
    double discount_factor_ = 1.0;
    // Of the month at hand, by [reserve][stratum or none] and, for sales, [outside or in an auction].
    std::vector<std::vector<ExpectedSale>> tables_;
    std::vector<std::uint8_t> known_;
    std::vector<std::deque<Failures>> failures_;  ///< [reserve][stratum or none], by what comes next
    std::vector<std::vector<double>> bounds_;     ///< of the calendar month, on every path: [reserve]
};

}  // namespace recoup
