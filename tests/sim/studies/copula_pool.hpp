// The homogeneous pool of the reference cases E4-E8: one copula row, nothing else happens.
#pragma once

#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim::tiny {

/// One macro variable z (A = 0.8, Sigma = 2.25), `current` defaults by the copula, `default` is never left in
/// the horizon and nothing is paid before it, so the claim at default is the claim at cut-off. No loans yet.
Study copula_pool(double pd_annual, double rho, int months = 12);

/// Loans of the pool, one a row.
void add_pool_loans(Study& study, int loans);

}  // namespace recoup::sim::tiny
