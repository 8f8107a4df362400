#include "models/closed_form/cholesky.hpp"

#include <cmath>
#include <cstddef>

namespace recoup {

CholeskyFactor cholesky(std::span<const double> matrix, int dimension) {
    const auto n = static_cast<std::size_t>(dimension);
    CholeskyFactor factor{std::vector<double>(n * n, 0.0)};
    std::vector<double>& lower = factor.lower;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double rest = matrix[i * n + j];
            for (std::size_t k = 0; k < j; ++k) rest -= lower[i * n + k] * lower[j * n + k];
            if (j < i) {
                lower[i * n + j] = rest / lower[j * n + j];
            } else if (rest > 0.0) {
                lower[i * n + i] = std::sqrt(rest);
            } else {  // NaN fails too
                factor.failed_row = static_cast<int>(i);
                factor.failed_pivot = rest;
                return factor;
            }
        }
    }
    return factor;
}

}  // namespace recoup
