// Sums over the LTV nodes of a row.
#pragma once

#include <numeric>

namespace recoup {

inline double row_sum(const double* values, int width) {
    return std::accumulate(values, values + width, 0.0);
}

inline void add_to_row(const double* from, int size, double* to) {
    for (int i = 0; i < size; ++i) {
        to[i] += from[i];
    }
}

}  // namespace recoup
