// Unevaluated sums hi + lo of two doubles, |lo| <= ulp(hi)/2: about 106 bits from IEEE + - * / alone.
// Source: Dekker, Numer. Math. 18 (1971) 224-242; Knuth, TAOCP vol. 2, 4.2.2. Valid to nearest rounding,
// without overflow in the splitting (|a| < 2^995) and without underflow of the low parts.
#pragma once

namespace recoup {

struct DoubleDouble {
    double hi = 0.0;
    double lo = 0.0;
};

/// a + b exactly.
inline DoubleDouble two_sum(double a, double b) {
    const double sum = a + b;
    const double b_part = sum - a;
    return {sum, (a - (sum - b_part)) + (b - b_part)};
}

/// a + b exactly, where |a| >= |b| or a = 0.
inline DoubleDouble fast_two_sum(double a, double b) {
    const double sum = a + b;
    return {sum, b - (sum - a)};
}

/// a * b exactly, by splitting each factor at 27 bits: the fused operation is not part of the baseline.
inline DoubleDouble two_product(double a, double b) {
    constexpr double splitter = 134217729.0;  // 2^27 + 1
    const double a_scaled = splitter * a;
    const double b_scaled = splitter * b;
    const double a_high = a_scaled - (a_scaled - a);
    const double b_high = b_scaled - (b_scaled - b);
    const double a_low = a - a_high;
    const double b_low = b - b_high;
    const double product = a * b;
    const double error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    return {product, error};
}

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
    const DoubleDouble high = two_sum(a.hi, b.hi);
    return fast_two_sum(high.hi, high.lo + (a.lo + b.lo));
}

inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
    const DoubleDouble high = two_product(a.hi, b.hi);
    return fast_two_sum(high.hi, high.lo + (a.hi * b.lo + a.lo * b.hi));
}

}  // namespace recoup
