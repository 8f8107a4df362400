// Discounting of a single cash flow at an uncertain time.
//   T exponential with intensity l, continuous rate r:          E[e^(-rT)] = l / (l + r)
//   T geometric, hazard h a month, discount factor v a month:   E[v^T] = h v / (1 - (1 - h) v)
// Source: Laplace transform of the exponential law, generating function of the geometric law. Valid for l >
// 0, r > -l; 0 < h <= 1, (1 - h) v < 1.
#pragma once

namespace recoup {

constexpr double expected_discount_exponential(double intensity, double rate) {
    return intensity / (intensity + rate);
}

constexpr double expected_discount_geometric(double monthly_hazard, double monthly_discount_factor) {
    return monthly_hazard * monthly_discount_factor /
           (1.0 - (1.0 - monthly_hazard) * monthly_discount_factor);
}

}  // namespace recoup
