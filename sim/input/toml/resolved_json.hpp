// A study as canonical text: defaults filled in, inheritance applied, keys sorted, numbers in their shortest
// form.
#pragma once

#include <string>

#include "sim/study/study.hpp"

namespace recoup::sim {

/// Everything but the portfolio, as JSON. `for_identity` leaves out what does not change results: paths,
/// title, limits.
std::string resolved_json(const Study& study, bool for_identity);

}  // namespace recoup::sim
