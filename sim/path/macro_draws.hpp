// Draws the shocks of a path at their addresses: entity = the variable's or index's name, time = the calendar
// month in which the period starts. Scenarios share them.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

struct MacroShocks {
    std::vector<double> variables;  ///< [period][variable], unit covariance
    std::vector<double> indices;    ///< [period][index], standard normal; 0 where the index has no own noise
};

void draw_macro_shocks(const PreparedStudy& prepared, std::uint32_t path, MacroShocks& shocks);

}  // namespace recoup::sim
