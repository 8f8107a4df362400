#include "models/trunk.hpp"

#include <algorithm>

namespace recoup {

namespace {

bool same_clock(const Clock& a, const Clock& b) {
    const bool shared = a.kind == ClockKind::maturity || a.kind == ClockKind::move;
    return shared && a.kind == b.kind && a.after_months == b.after_months;
}

bool agree(const Node& a, const Node& b) {
    return a.state == b.state && a.stage == b.stage && a.row == b.row && a.exits.size() == b.exits.size() &&
           std::ranges::equal(a.clocks, b.clocks, same_clock) && a.actions == b.actions &&
           a.rules == b.rules && a.residual_node == no_node && b.residual_node == no_node;
}

std::uint16_t node_named(const WorkoutGraph& graph, const std::string& name) {
    const auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                    [&](const Node& node) { return node.name == name; });
    return found == graph.nodes.end() ? no_node : static_cast<std::uint16_t>(found - graph.nodes.begin());
}

}  // namespace

bool Trunk::holds(const std::vector<std::uint16_t>& targets) const {
    if (!holds(targets[0])) {
        return false;
    }
    for (std::size_t option = 0; option < targets.size(); ++option) {
        if (targets[option] != node_in[option][targets[0]]) {
            return false;
        }
    }
    return true;
}

Trunk trunk_of(const std::vector<WorkoutGraph>& graphs) {
    const std::size_t nodes = graphs[0].nodes.size();
    Trunk trunk{.node_in = std::vector<std::vector<std::uint16_t>>(
                    graphs.size(), std::vector<std::uint16_t>(nodes, no_node))};
    if (graphs.size() == 1) {
        return trunk;
    }
    for (std::size_t n = 0; n < nodes; ++n) {
        const Node& node = graphs[0].nodes[n];
        std::vector<std::uint16_t> same;
        for (const WorkoutGraph& graph : graphs) {
            const std::uint16_t there = node_named(graph, node.name);
            if (node.rung == 0 && there != no_node && agree(node, graph.nodes[there])) {
                same.push_back(there);
            }
        }
        for (std::size_t option = 0; same.size() == graphs.size() && option < graphs.size(); ++option) {
            trunk.node_in[option][n] = same[option];
        }
    }
    return trunk;
}

}  // namespace recoup
