// The trunk: what a loan does under every option alike, before the options part.
//
// A node belongs to the trunk when every option of the segment has it with the same hazard row, clock, entry
// action and end of contract. A loan that starts in the trunk runs there once for all options and is copied
// to each of them on its first move out; it never comes back, so that a node may also be entered later,
// outside.
#pragma once

#include <cstdint>
#include <vector>

#include "models/workout_graph.hpp"

namespace recoup {

struct Trunk {
    /// [option][node of the first option's graph]: the node there; no_node outside the trunk.
    std::vector<std::vector<std::uint16_t>> node_in;

    bool holds(std::uint16_t node) const { return node != no_node && node_in[0][node] != no_node; }
    /// True where `targets`, by option, are one node of the trunk: the loan stays in it.
    bool holds(const std::vector<std::uint16_t>& targets) const;
};

/// `graphs` are one segment's, by option. Empty of nodes where there is one option: nothing is shared.
Trunk trunk_of(const std::vector<WorkoutGraph>& graphs);

}  // namespace recoup
