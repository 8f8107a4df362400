// Nodes of a graph that no loan can tell apart, made one: tails of an escalation that are alike stand once.
#pragma once

#include "models/workout_graph.hpp"

namespace recoup {

/// Merges nodes with the same rules, row, clocks, actions and ways out into the first of them; the others
/// keep their order. Source: partition refinement (Moore 1956, Gedanken-experiments on sequential machines).
void merge_equal_nodes(WorkoutGraph& graph);

}  // namespace recoup
