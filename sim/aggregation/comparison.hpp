// Two options on the same paths: what common random numbers make comparable.
//
//   difference   d = a - b, path by path: its own sample (statistics.hpp)
//   share won    mean of 1{a better} + 1{tie} / 2
//   correlation  of a and b over atoms (paths x scenarios)
//   variance ratio  Var(mean of a - b) / (Var(mean of a) + Var(mean of b)): below 1, common draws pay. For
//   one
//                scenario this is Var(a - b) / (Var a + Var b)
//
// Source: Glasserman 2003, section 4.2 and Glasserman and Yao 1992 (common random numbers); errors by
// influence functions, see statistics.hpp. Valid where both options have a value; other atoms are left out.
#pragma once

#include <vector>

#include "sim/aggregation/statistics.hpp"

namespace recoup::sim {

/// a - b, [scenario][path]; NaN where either has no value.
std::vector<std::vector<double>> paired_differences(const Mixture& a, const Mixture& b);

/// Share of paths on which a is better than b, ties half.
Estimate share_won(const Mixture& a, const Mixture& b, Tail bad);

/// NaN where an option does not vary.
Estimate correlation(const Mixture& a, const Mixture& b);

/// NaN where neither option varies.
Estimate variance_ratio(const Mixture& a, const Mixture& b);

}  // namespace recoup::sim
