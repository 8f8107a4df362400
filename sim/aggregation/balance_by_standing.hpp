// How much of the balance rests on what kind of parameters.
//
// A loan counts with its claim at cut-off under the weakest standing among the hazards of the state that it
// holds: the row and its exits. A state that no hazard row describes counts under the weakest standing of its
// segment.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/aggregation/parameter_list.hpp"

namespace recoup::sim {

struct BalanceByStanding {
    std::vector<std::array<double, standings.size()>>
        share;                         ///< [segment..., portfolio], sums to 1; NaN: no claim
    std::vector<std::string> weakest;  ///< [segment..., portfolio] of any parameter
};

BalanceByStanding balance_by_standing(const PreparedStudy& prepared);

}  // namespace recoup::sim
