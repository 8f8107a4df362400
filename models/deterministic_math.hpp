// exp, log, pow, erfc, compound growth and the normal law from IEEE + - * / sqrt and bit operations alone:
// the same bits on every x86-64-v3 processor, where the C library chooses its code by processor. Everything
// upstream of a result uses these.
//   exp(x) = 2^k exp(r), x = k ln 2 + r, |r| <= ln 2 / 2, Taylor series to r^13 (remainder below 2^-57)
//   log(x) = k ln 2 + log(m), m in [sqrt(1/2), sqrt 2), log(1+f) = f - f^2/2 + s (f^2/2 + 2 sum
//   s^(2n)/(2n+1))
//            with s = f / (2 + f)
// Source: argument reduction of Cody and Waite, Software Manual for the Elementary Functions, 1980; the two
// series are classical. Valid over all doubles, to nearest rounding. Errors tested: at most 2 units in the
// last place against long double, subnormal results included.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace recoup {

namespace math_detail {

// ln 2 in two parts; k * ln2_high is exact for |k| < 2^11
inline constexpr double ln2_high = 0x1.62e42fefa3800p-1;
inline constexpr double ln2_low = 0x1.ef35793c76730p-45;
inline constexpr double inverse_ln2 = 0x1.71547652b82fep+0;

/// exp(x) = (1 + less_one) * factor_1 * factor_2, |less_one| < 0.42 and the factors powers of two: k runs
/// from -1076, past the smallest normal exponent, to 1024, which takes two.
struct ExpParts {
    double less_one;
    double factor_1;
    double factor_2;
};

/// x within +-746, where exp has long left the range of a double; NaN stays. Compared as integers: a compiler
/// may turn that into a select, and so a loop into vectors, where a comparison of doubles could raise a flag.
inline double limited(double x) {
    constexpr std::int64_t sign = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t infinite = std::bit_cast<std::int64_t>(std::numeric_limits<double>::infinity());
    constexpr std::int64_t largest = std::bit_cast<std::int64_t>(746.0);
    const std::int64_t bits = std::bit_cast<std::int64_t>(x);
    const std::int64_t magnitude = bits & ~sign;
    const std::int64_t finite = magnitude > largest ? largest : magnitude;
    return std::bit_cast<double>((magnitude > infinite ? magnitude : finite) | (bits & sign));
}

/// The parts of exp(hi + lo) for |lo| far below |hi|, without a branch: arguments past the range of a double
/// saturate by themselves at infinity and zero, and NaN stays NaN.
inline ExpParts exp_parts(double hi, double lo) {
    hi = limited(hi);
    constexpr double to_integer = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
    const double shifted = hi * inverse_ln2 + to_integer;
    const double k = shifted - to_integer;
    const double r_high = hi - k * ln2_high;
    const double r_tail = lo - k * ln2_low;
    const double r = r_high + r_tail;
    const double correction = (r_high - r) + r_tail;

    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double terms_2_5 = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    const double terms_6_9 = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    const double terms_10_13 =
        (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
    const double series = r + r2 * (terms_2_5 + r4 * (terms_6_9 + r4 * terms_10_13));

    constexpr std::uint64_t offset = 2048, exponent_bias = 1023;
    const std::uint64_t k_offset =
        std::bit_cast<std::uint64_t>(shifted) - std::bit_cast<std::uint64_t>(to_integer) + offset;
    const std::uint64_t half = k_offset >> 1;
    return {series + correction * (1.0 + series),
            std::bit_cast<double>((half - offset / 2 + exponent_bias) << 52),
            std::bit_cast<double>((k_offset - half - offset / 2 + exponent_bias) << 52)};
}

inline double exp_of_sum(double hi, double lo) {
    const ExpParts parts = exp_parts(hi, lo);
    return (1.0 + parts.less_one) * parts.factor_1 * parts.factor_2;
}

/// x = 2^exponent * mantissa with mantissa in [sqrt(1/2), sqrt 2), for finite x > 0.
struct Reduced {
    double exponent;
    double mantissa;
};

inline Reduced reduce_to_unit(double x) {
    double exponent = 0.0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 0x1p54;
        exponent = -54.0;
    }
    constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcdULL;
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
    const std::int64_t k = static_cast<std::int64_t>(bits - sqrt_half_bits) >> 52;
    return {exponent + static_cast<double>(k),
            std::bit_cast<double>(bits - (static_cast<std::uint64_t>(k) << 52))};
}

/// log of 2^k (1 + f), with 1 + f in [sqrt(1/2), sqrt 2).
inline double log_of_parts(double k, double f) {
    const double s = f / (2.0 + f);
    const double s2 = s * s;
    const double s4 = s2 * s2;
    const double s8 = s4 * s4;
    const double series =
        s2 * ((2.0 / 3 + s2 * (2.0 / 5)) + s4 * (2.0 / 7 + s2 * (2.0 / 9)) +
              s8 * ((2.0 / 11 + s2 * (2.0 / 13)) + s4 * (2.0 / 15 + s2 * (2.0 / 17)) + s8 * (2.0 / 19)));
    const double half_square = 0.5 * f * f;
    const double tail = s * (half_square + series) + k * ln2_low;
    return k * ln2_high - ((half_square - tail) - f);
}

/// log outside the finite positive numbers: log(0) = -inf, log(inf) = inf, NaN below zero.
inline double log_special(double x) {
    if (x == 0.0) return -std::numeric_limits<double>::infinity();
    return x > 0.0 ? x : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace math_detail

inline double exp_ieee(double x) {
    return math_detail::exp_of_sum(x, 0.0);
}

inline double log_ieee(double x) {
    if (!(x > 0.0 && x <= std::numeric_limits<double>::max())) return math_detail::log_special(x);
    const auto [k, mantissa] = math_detail::reduce_to_unit(x);
    return math_detail::log_of_parts(k, mantissa - 1.0);
}

/// exp(x) - 1, accurate relative to itself also where x is next to nothing.
inline double exp_less_one(double x) {
    const math_detail::ExpParts parts = math_detail::exp_parts(x, 0.0);
    const double factor = parts.factor_1 * parts.factor_2;
    if (factor == 1.0) return parts.less_one;
    constexpr double one_is_lost = 40.0;
    return x > one_is_lost ? exp_ieee(x) : factor * parts.less_one + (factor - 1.0);
}

/// log(1 + x), accurate relative to itself also where x is next to nothing. -inf at -1, NaN below.
inline double log_one_plus(double x) {
    const double whole = 1.0 + x;
    if (!(whole > 0.0 && whole <= std::numeric_limits<double>::max())) return math_detail::log_special(whole);
    const auto [k, mantissa] = math_detail::reduce_to_unit(whole);
    if (k == 0.0) return math_detail::log_of_parts(0.0, x);
    return math_detail::log_of_parts(k, mantissa - 1.0) + (x - (whole - 1.0)) / whole;
}

/// base^n, n >= 0, by squaring: the same product for every caller, no logarithm.
constexpr double power(double base, int n) {
    double result = 1.0;
    for (; n > 0; n >>= 1) {
        if (n & 1) result *= base;
        base *= base;
    }
    return result;
}

/// (1 + rate)^n - 1 for rate >= -1, n >= 0, accurate relative to itself: all terms that are added have one
/// sign, so nothing cancels where the rate is next to nothing.
constexpr double compound_less_one(double rate, int n) {
    double result = 0.0;
    for (; n > 0; n >>= 1) {
        if (n & 1) result += rate * (1.0 + result);
        rate *= 2.0 + rate;
    }
    return result;
}

/// 1 + (1 + rate) + ... + (1 + rate)^(n - 1): what n payments of 1 grow to.
constexpr double growth_sum(double rate, int n) {
    return rate == 0.0 ? n : compound_less_one(rate, n) / rate;
}

/// v + v^2 + ... + v^n with v = 1 / (1 + rate), rate >= 0: what n payments of 1 are worth, n at no rate.
constexpr double annuity_factor(double rate, int n) {
    return rate == 0.0 ? n : -compound_less_one(-rate / (1.0 + rate), n) / rate;
}

/// base^exponent through a logarithm of twice the precision; the special cases of IEC 60559.
double pow_ieee(double base, double exponent);

/// Complementary error function, 2/sqrt(pi) times the integral of exp(-t^2) from x on.
double erfc_ieee(double x);

/// Standard normal distribution function, accurate relative to itself in the far lower tail.
double normal_cdf(double x);

/// Its inverse: Wichura, AS 241 (PPND16), Appl. Statist. 37 (1988) 477-484. -inf at 0, inf at 1, NaN outside.
double normal_quantile(double probability);

}  // namespace recoup
