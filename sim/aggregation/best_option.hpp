// Which option is best, path by path, and what choosing another one costs.
//
//   share    1 / (number of the best) of each best option, 0 of the others: sums to 1 over options
//   regret   value of the best option - own value
//
// Over macro paths of values that are expected given the path, the mean share is P(best): the luck of single
// loans is out. Over realised values it is the share of wins, luck included. The mean regret is an upper
// bound of what any rule that puts the whole row (segment or portfolio) under one of these options could add:
// it chooses after the path is known. A plan by loan, or an option outside the study, can add more. The least
// mean regret among the options is the expected value of perfect information (Raiffa and Schlaifer 1961,
// Applied Statistical Decision Theory, ch. 4); given less than all (the macro path alone) it is smaller, by
// Jensen's inequality.
//
// Values within half a minor unit of the highest tie: amounts are posted in whole minor units, and the sums
// of an expected value may differ in their last bits.
#pragma once

#include <vector>

#include "models/units.hpp"

namespace recoup::sim {

/// [scenario][path]
using PathValues = std::vector<std::vector<double>>;

struct OptionStanding {
    PathValues share;
    PathValues regret;
};

/// In units of the reporting currency.
inline constexpr double least_difference = 0.5 / minor_units_per_unit;

/// `values` by option, all of one shape. NaN throughout where there is one option only: nothing to choose.
std::vector<OptionStanding> option_standings(const std::vector<PathValues>& values);

}  // namespace recoup::sim
