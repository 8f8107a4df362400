// Lower Cholesky factor of a small symmetric matrix, M = L L', by the row-wise recurrence
//   L_ij = (M_ij - sum_{k<j} L_ik L_jk) / L_jj,   L_ii = sqrt(M_ii - sum_{k<i} L_ik^2)
// in fixed loops: the factor shapes macro shocks, and a blocked product would change its bits with the
// processor. Source: Golub and Van Loan, Matrix Computations, section 4.2. Valid for positive definite M;
// only the lower triangle is read.
#pragma once

#include <span>
#include <vector>

namespace recoup {

struct CholeskyFactor {
    std::vector<double> lower;  ///< row-major, zeros above the diagonal; complete only where it succeeded
    int failed_row = -1;        ///< first row whose pivot is not positive (counted from 0), or -1
    double failed_pivot = 0.0;  ///< that pivot before its root

    bool succeeded() const { return failed_row < 0; }
};

/// `matrix` is row-major, dimension x dimension.
CholeskyFactor cholesky(std::span<const double> matrix, int dimension);

}  // namespace recoup
