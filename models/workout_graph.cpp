#include "models/workout_graph.hpp"

#include <algorithm>

namespace recoup {

const Clock* Node::clock_of(ClockKind kind) const {
    const auto found = std::ranges::find(clocks, kind, &Clock::kind);
    return found == clocks.end() ? nullptr : &*found;
}

std::uint16_t Node::maturity_node() const {
    const Clock* const maturity = clock_of(ClockKind::maturity);
    return maturity == nullptr ? no_node : maturity->node;
}

Clock Node::timer() const {
    const auto found =
        std::ranges::find_if(clocks, [](const Clock& clock) { return clock.kind != ClockKind::maturity; });
    return found == clocks.end() ? Clock{} : *found;
}

bool claim_rests_in(const Node& node) {
    const bool keeps_claim = std::ranges::all_of(
        node.actions, [](const Primitive& action) { return std::holds_alternative<RecutAfterCure>(action); });
    return keeps_claim && !node.waits() && node.rules.cash.share_of_claim_per_month == 0.0;
}

std::vector<GraphExit> list_exits(const WorkoutGraph& graph) {
    std::vector<GraphExit> exits;
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        for (std::size_t exit = 0; exit < graph.nodes[node].exits.size(); ++exit) {
            exits.push_back({.from = static_cast<std::uint16_t>(node),
                             .to = graph.nodes[node].exits[exit],
                             .exit = static_cast<std::uint8_t>(exit)});
        }
    }
    return exits;
}

}  // namespace recoup
