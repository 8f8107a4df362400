// Expected sales of one kind of collateral at every LTV node, and what a failed auction tells.
//
//   noise at a sale   e = (walk + s0 z + round noise) / s,  s^2 = s0^2 + quarters s1^2/4 (+ sr^2 in an
//   auction) auction           sold iff e > t, t = noise_at_reserve(reserve, 1 - discount, s): the same for
//   every LTV after a failure   the mass is split over S equally likely strata of e; the next round's noise
//   has correlation
//                     c = (s0^2 + quarters s1^2/4) / (s s') with it:  P(s -> s') by the midpoint rule, 16
//                     points a stratum
//
// Expectations over a stratum, cut at the reserve, are exact (expected_sale). Limitation: a round that failed
// inside a stratum leaves the whole stratum, and the round after next sees the last round's noise only.
// Source: partial moments of the lognormal law; the sequence is that of sim's auctions. Valid for one
// collateral.
#pragma once

#include <cstdint>
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
    /// Where the price index stands; forgets what was computed before.
    void begin_month(int calendar_month, double level, double fall);

    /// Sale outside an auction, by LTV node; the noise lies in the stratum if one is given.
    const std::vector<ExpectedSale>& sale(int stratum);
    /// Sale in an auction with this reserve: `probability` is that of reaching it.
    const std::vector<ExpectedSale>& auction(double reserve, int stratum);
    /// Probability that an auction fails and its noise lies in each stratum of the next round, held
    /// `months_later`.
    std::vector<double> failures(double reserve, int stratum, int months_later);

  private:
    double bound(int stratum) const { return bounds_[static_cast<std::size_t>(stratum)]; }
    double noise_sd(bool in_auction, int calendar_month) const;
    const std::vector<ExpectedSale>& at(int reserve_place, int stratum);
    int place_of(double reserve) const;
    const std::vector<double>& transition(int months_later);

    CollateralKind kind_;
    std::vector<double> ltv_;  ///< claim over value at cut-off level
    std::vector<double> reserves_;
    int strata_;
    std::vector<double> bounds_;  ///< strata_ + 1
    int calendar_month_ = 0;
    double level_ = 1.0;
    double discount_factor_ = 1.0;
    std::vector<std::vector<ExpectedSale>> tables_;  ///< [reserve or none][stratum or none]
    std::vector<std::uint8_t> known_;                ///< which of them hold this month's
    struct Transition {
        double correlation;
        std::vector<double> probability;  ///< [from][to]
    };
    std::vector<Transition> transitions_;  ///< kept from month to month
};

}  // namespace recoup
