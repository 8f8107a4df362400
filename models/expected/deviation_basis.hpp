// Functions of the macro deviation y = x - mu as quadratic polynomials, and their expectation under the VAR.
//
//   y = W z,  W W' = Gamma(0) (stationary covariance);  f(y) ~ c_0 + c_i z_i + c_ij z_i z_j  (i <= j)
//   fitted by least squares at fixed collocation points in z: centre, factorial (+-1, ..., +-1) and axial
//   (+-sqrt(n+2) e_i): 25 points and 15 coefficients for four variables
//   E[f(y_t) | y_{t-1} = y] is again quadratic: z_t = B z + D e, B = W^-1 A W, D = dispersion W^-1 L, so
//     E[z_i] = (B z)_i,  E[z_i z_j] = (B z)_i (B z)_j + (D D')_ij      (exact, one fixed matrix)
//
// Source: central composite design, Box and Wilson (1951), J. R. Stat. Soc. B 13; design section 11. Valid
// for shocks of covariance Sigma, whatever their law. Without dispersion, or as `central`, y = 0 is the only
// point.
#pragma once

#include <vector>

#include "models/scenario.hpp"

namespace recoup {

class DeviationBasis {
  public:
    /// `central`: one point, no deviation from the centre of models/macro_paths. Where `centre = "mean"` that
    /// is not the scenario's own path but half a variance below it.
    DeviationBasis(const MacroModel& model, bool central);

    /// Collocation points of n variables: the centre, 2^n corners and two on each axis.
    static int points_of(int n) { return 1 + (1 << n) + 2 * n; }

    int variables() const { return variables_; }
    int coefficients() const { return coefficients_; }
    int points() const { return static_cast<int>(points_.size()); }
    /// Deviation y of a collocation point.
    const std::vector<double>& point(int i) const { return points_[static_cast<std::size_t>(i)]; }
    /// Basis functions at a deviation y.
    std::vector<double> at(const std::vector<double>& y) const;
    const std::vector<double>& at_point(int i) const { return basis_at_point_[static_cast<std::size_t>(i)]; }
    /// Weight of the value at a point in a coefficient of the *expectation one period before*: fit and
    /// expectation in one.
    double expected_fit(int coefficient, int point) const {
        return expected_fit_[static_cast<std::size_t>(coefficient * points() + point)];
    }

  private:
    std::vector<double> basis_of(const std::vector<double>& z) const;

    int variables_ = 0;
    int coefficients_ = 1;
    std::vector<double> whitening_;  ///< W^-1, lower triangular, row-major; empty = one point
    std::vector<std::vector<double>> points_;
    std::vector<std::vector<double>> basis_at_point_;
    std::vector<double> expected_fit_;  ///< [coefficient][point]
};

}  // namespace recoup
