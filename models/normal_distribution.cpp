// erfc(x) = exp(-x^2) erfcx(x) for x >= 1/4, with x^2 carried in twice the precision and erfcx from the table
// of polynomials; 1 - erf(x) by the Maclaurin series nearer to zero. Phi(x) = erfc(-x / sqrt 2) / 2, its
// argument in twice the precision too: rounding it would cost x^2 units in the last place.
#include <cmath>
#include <cstddef>
#include <iterator>

#include "models/deterministic_math.hpp"
#include "models/double_double.hpp"
#include "models/erfcx_table.hpp"

namespace recoup {
namespace {

constexpr double series_end = 0.25;  // the table starts here
constexpr double zero_from = 28.0;   // erfc and Phi's tail underflow before x, resp. x / sqrt 2, reaches it
constexpr DoubleDouble root_half{0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55};

/// (-1)^n / (n! (2n+1)), n = 1 to 8; the next term is below 2^-58 at x = 1/4.
constexpr double erf_coefficient[] = {-1.0 / 3,    1.0 / 10,   -1.0 / 42,    1.0 / 216,
                                      -1.0 / 1320, 1.0 / 9360, -1.0 / 75600, 1.0 / 685440};

/// erf(x) for |x| <= 1/4.
double erf_series(double x) {
    constexpr double two_over_root_pi = 0x1.20dd750429b6dp+0;
    const double x2 = x * x;
    double sum = 0.0;
    for (std::size_t n = std::size(erf_coefficient); n-- > 0;) sum = x2 * (erf_coefficient[n] + sum);
    return two_over_root_pi * (x + x * sum);
}

/// exp(x^2) erfc(x) for x.hi in [1/4, 32), as an unevaluated sum.
DoubleDouble scaled_erfc(DoubleDouble x) {
    constexpr int bits_below_half_octave = 51;
    const std::uint64_t from_start =
        std::bit_cast<std::uint64_t>(x.hi) - std::bit_cast<std::uint64_t>(series_end);
    const ErfcxInterval& interval = erfcx_table[from_start >> bits_below_half_octave];
    const double u = ((x.hi - interval.centre) + x.lo) * interval.inverse_half_width;
    double slope = interval.slope[erfcx_degree - 1];
    for (int n = erfcx_degree - 2; n >= 0; --n) slope = interval.slope[n] + u * slope;
    return {interval.at_centre.hi, interval.at_centre.lo + u * slope};
}

/// erfc(x) for x >= 1/4, given x^2. The product with exp(-x^2) is summed before its one rounding.
double upper_tail(DoubleDouble x, DoubleDouble square) {
    if (x.hi >= zero_from) return 0.0;
    const DoubleDouble scaled = scaled_erfc(x);
    const math_detail::ExpParts parts = math_detail::exp_parts(-square.hi, -square.lo);
    const double product = scaled.hi + (scaled.lo + (scaled.hi + scaled.lo) * parts.less_one);
    return product * parts.factor_1 * parts.factor_2;
}

double ratio(const double (&numerator)[8], const double (&denominator)[8], double r) {
    double above = numerator[7];
    double below = denominator[7];
    for (int n = 6; n >= 0; --n) {
        above = above * r + numerator[n];
        below = below * r + denominator[n];
    }
    return above / below;
}

// Coefficients of AS 241, PPND16: |p - 1/2| <= 0.425, then sqrt(-log p) up to 5, then beyond.
constexpr double central_above[8] = {
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr double central_below[8] = {1.0,
                                     4.2313330701600911252e1,
                                     6.8718700749205790830e2,
                                     5.3941960214247511077e3,
                                     2.1213794301586595867e4,
                                     3.9307895800092710610e4,
                                     2.8729085735721942674e4,
                                     5.2264952788528545610e3};
constexpr double middle_above[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                    5.76949722146069140550e0,  3.64784832476320460504e0,
                                    1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double middle_below[8] = {1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
constexpr double far_above[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                 1.78482653991729133580e0,  2.96560571828504891230e-1,
                                 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double far_below[8] = {1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};

}  // namespace

double erfc_ieee(double x) {
    if (std::isnan(x)) return x;
    const double magnitude = std::fabs(x);
    if (magnitude < series_end) return 1.0 - erf_series(x);
    const double upper =
        magnitude < zero_from ? upper_tail({magnitude, 0.0}, two_product(magnitude, magnitude)) : 0.0;
    return x > 0.0 ? upper : 2.0 - upper;
}

double normal_cdf(double x) {
    if (std::isnan(x)) return x;
    const double magnitude = std::fabs(x);
    constexpr double zero_below = 40.0;
    if (magnitude > zero_below) return x > 0.0 ? 1.0 : 0.0;
    const DoubleDouble scaled = DoubleDouble{magnitude, 0.0} * root_half;
    if (scaled.hi < series_end) return 0.5 + 0.5 * erf_series(x > 0.0 ? scaled.hi : -scaled.hi);
    const DoubleDouble square = two_product(magnitude, magnitude);
    const double upper = 0.5 * upper_tail(scaled, {0.5 * square.hi, 0.5 * square.lo});
    return x > 0.0 ? 1.0 - upper : upper;
}

double normal_quantile(double probability) {
    if (!(probability >= 0.0 && probability <= 1.0)) return std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (probability == 0.0) return -infinity;
    if (probability == 1.0) return infinity;
    const double from_centre = probability - 0.5;
    if (std::fabs(from_centre) <= 0.425) {
        return from_centre * ratio(central_above, central_below, 0.180625 - from_centre * from_centre);
    }
    const double tail = from_centre < 0.0 ? probability : 1.0 - probability;
    const double r = std::sqrt(-log_ieee(tail));
    const double magnitude =
        r <= 5.0 ? ratio(middle_above, middle_below, r - 1.6) : ratio(far_above, far_below, r - 5.0);
    return from_centre < 0.0 ? -magnitude : magnitude;
}

}  // namespace recoup
