// pow(x, y) = exp(y log x). The logarithm needs 11 bits more than a double, because its error is multiplied
// by up to 745: log(m) = 2 s (1 + s^2/3 + s^4/5 + ...), s = (m-1)/(m+1), the leading terms as double-doubles.
#include <cmath>
#include <cstddef>
#include <iterator>

#include "models/deterministic_math.hpp"
#include "models/double_double.hpp"

namespace recoup {
namespace {

using math_detail::exp_of_sum;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// (m - 1) / (m + 1), with |m - 1| < 1/2 so that the numerator is exact.
DoubleDouble artanh_argument(double m) {
    const double numerator = m - 1.0;
    const DoubleDouble denominator = two_sum(m, 1.0);
    const double quotient = numerator / denominator.hi;
    const DoubleDouble back = two_product(quotient, denominator.hi);
    const double remainder = ((numerator - back.hi) - back.lo) - quotient * denominator.lo;
    return fast_two_sum(quotient, remainder / denominator.hi);
}

/// 1 / (2n+7): the terms of the series from s^6 / 7 on, for which a double is enough. The next is below
/// 2^-70.
constexpr double odd_reciprocal[] = {1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
                                     1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25, 1.0 / 27};

/// log x for finite x > 0, to about 2^-68 relative.
DoubleDouble log_extended(double x) {
    const auto [k, m] = math_detail::reduce_to_unit(x);
    const DoubleDouble s = artanh_argument(m);
    const DoubleDouble s2 = s * s;
    double series = 0.0;
    for (std::size_t n = std::size(odd_reciprocal); n-- > 0;) series = odd_reciprocal[n] + s2.hi * series;
    constexpr DoubleDouble third{0x1.5555555555555p-2, 0x1.5555555555555p-56};
    constexpr DoubleDouble fifth{0x1.999999999999ap-3, -0x1.999999999999ap-57};
    const DoubleDouble from_fourth = fifth + s2 * DoubleDouble{series, 0.0};
    const DoubleDouble from_square = s2 * (third + s2 * from_fourth);
    const DoubleDouble twice_s{2.0 * s.hi, 2.0 * s.lo};
    const DoubleDouble log_m = twice_s + twice_s * from_square;
    return fast_two_sum(k * math_detail::ln2_high, k * math_detail::ln2_low) + log_m;
}

bool is_integer(double y) {
    return std::floor(y) == y;
}

bool is_odd_integer(double y) {
    return is_integer(y) && std::fabs(y) < 0x1p53 && std::floor(0.5 * y) != 0.5 * y;
}

/// |x|^y where x is 0 or infinite, y is neither 0 nor NaN.
double power_of_extreme(double magnitude, double y) {
    return (magnitude == 0.0) == (y < 0.0) ? infinity : 0.0;
}

/// x^(+-inf) for x other than +-1.
double infinite_exponent(double magnitude, double y) {
    return (magnitude > 1.0) == (y > 0.0) ? infinity : 0.0;
}

double power_of_magnitude(double magnitude, double y) {
    const DoubleDouble log_x = log_extended(magnitude);
    const double rough = y * log_x.hi;
    // past both ends of the double's range the splitting below could overflow and is not needed
    if (!(std::fabs(rough) < 1000.0)) return rough > 0.0 ? infinity : 0.0;
    const DoubleDouble product = two_product(y, log_x.hi);
    return exp_of_sum(product.hi, product.lo + y * log_x.lo);
}

}  // namespace

double pow_ieee(double base, double exponent) {
    if (base == 1.0 || exponent == 0.0) return 1.0;
    if (std::isnan(base) || std::isnan(exponent)) return std::numeric_limits<double>::quiet_NaN();
    const double magnitude = std::fabs(base);
    if (std::isinf(exponent)) return magnitude == 1.0 ? 1.0 : infinite_exponent(magnitude, exponent);
    const bool extreme = magnitude == 0.0 || std::isinf(magnitude);
    if (!extreme && base < 0.0 && !is_integer(exponent)) return std::numeric_limits<double>::quiet_NaN();
    const double result =
        extreme ? power_of_extreme(magnitude, exponent) : power_of_magnitude(magnitude, exponent);
    return std::signbit(base) && is_odd_integer(exponent) ? -result : result;
}

}  // namespace recoup
