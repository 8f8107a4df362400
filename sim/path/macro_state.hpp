// The macro state of one path and scenario, drawn before the loans: what all engines and options share.
#pragma once

#include <vector>

#include "models/collateral_paths.hpp"

namespace recoup::sim {

struct MacroState {
    std::vector<double> x;  ///< [period][variable]
    IndexPaths indices;
};

}  // namespace recoup::sim
