// The stationary law of the macro model: x - xbar ~ N(m - xbar, Gamma(0)),  Gamma(0) = A Gamma(0) A' + Sigma.
//
// Source: Luetkepohl (2005), section 2.1.4. Gamma(0) and its Cholesky factor in fixed loops
// (models/closed_form), so that their bits are the same everywhere. Dispersion scales the shocks and so the
// law.
#pragma once

#include <span>
#include <vector>

#include "models/scenario.hpp"

namespace recoup {

/// Points of x - xbar, [point][variable], from points of the unit cube in the same shape.
std::vector<double> stationary_deviations(const MacroModel& model, std::span<const double> unit_points);

}  // namespace recoup
