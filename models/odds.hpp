// Odds against staying as a number and as its logarithm: 800 is a log-odds, exp(800) is not a number.
//
//   number = p / (1 - p) times factors,  logarithm = the sum of their logarithms
//
// The number is computed as products, so that ordinary odds carry no rounding of a logarithm; where a product
// came near the end of the range of a double the logarithm decides. Impossible: 0 and -infinity, whatever is
// added.
#pragma once

#include <limits>

namespace recoup {

/// Beyond such a logarithm of odds or of a macro multiplier, products and sums of numbers could overflow.
inline constexpr double far_log_odds = 300.0;

class Odds {
  public:
    static Odds of_number(double number);
    static Odds of_logarithm(double logarithm);

    void raise(double log_odds);   ///< by so much log-odds
    void multiply(double factor);  ///< 0 or more
    double number() const;         ///< 0 or infinity where the logarithm is past the range of a double
    double logarithm() const { return logarithm_; }
    bool possible() const { return logarithm_ > -std::numeric_limits<double>::infinity(); }
    bool far() const;

  private:
    void note();

    double number_ = 0.0;
    double logarithm_ = -std::numeric_limits<double>::infinity();
    bool exact_ = true;  ///< no product on the way was far
};

}  // namespace recoup
