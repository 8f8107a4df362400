// One integer power of many bases, by squaring: the bits of power() (models/deterministic_math) in vectors.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace recoup {

/// out[i] = bases[i]^n, n >= 0. The bases are used up.
inline void powers(std::span<double> bases, int n, double* out) {
    std::fill_n(out, bases.size(), 1.0);
    for (; n > 0; n >>= 1) {
        for (std::size_t i = 0; (n & 1) != 0 && i < bases.size(); ++i) {
            out[i] *= bases[i];
        }
        for (double& base : bases) {
            base *= base;
        }
    }
}

}  // namespace recoup
