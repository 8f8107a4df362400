// Distance of a computed double from a reference of higher precision, in units of the last place of the
// result.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace recoup::test {

inline double ulp_distance(double computed, long double reference) {
    const auto rounded = static_cast<double>(reference);
    if (std::isnan(computed) || std::isnan(rounded))
        return std::isnan(computed) == std::isnan(rounded) ? 0 : 1e9;
    if (std::isinf(computed) || std::isinf(rounded)) return computed == rounded ? 0 : 1e9;
    int exponent = 0;
    std::frexp(rounded, &exponent);
    const double unit = std::ldexp(1.0, std::max(exponent - 53, -1074));
    return static_cast<double>(std::fabs(static_cast<long double>(computed) - reference) / unit);
}

/// Largest distance over `count` arguments, and where it occurs.
struct WorstCase {
    double ulps = 0.0;
    double argument = std::numeric_limits<double>::quiet_NaN();
};

template <class Function, class Reference, class Sampler>
WorstCase worst_case(Function function, Reference reference, Sampler sample, int count) {
    WorstCase worst;
    for (int i = 0; i < count; ++i) {
        const double x = sample();
        const double ulps = ulp_distance(function(x), reference(x));
        if (ulps > worst.ulps) worst = {ulps, x};
    }
    return worst;
}

}  // namespace recoup::test
