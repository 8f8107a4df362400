// Where fixed costs make the size of a claim matter to a lattice, and the class of a size.
#pragma once

#include <cstdint>

#include "models/workout_graph.hpp"

namespace recoup::sim {

/// Class of a claim within a factor of four, minor units; 0 = its size does not matter.
int size_class(const WorkoutGraph& graph, std::uint32_t eligible, bool secured, double claim);

}  // namespace recoup::sim
