// Reads one hazard row: durations, LTV buckets, exits, copula.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

struct HazardContext {
    std::optional<std::vector<std::string>>
        macro_variables;            ///< that a beta may name; none = not known, unchecked
    std::vector<double> ltv_edges;  ///< of the file, for rows without their own
};

HazardRowSpec read_hazard_row(const std::string& name, const Node& node, const HazardContext& context,
                              Problems& problems);

/// Reads edges that must ascend; durations also start at 0.
std::vector<double> read_ltv_edges(KeyReader& keys);

}  // namespace recoup::sim
