#include "models/equal_nodes.hpp"

#include <algorithm>

namespace recoup {

namespace {

bool alike(const Clock& a, const Clock& b) {
    return a.kind == b.kind && a.after_months == b.after_months && a.to_months == b.to_months &&
           a.reserve == b.reserve && a.measures == b.measures;
}

/// Where a contract is paid, or a measure may follow, it matters which measures came before: what is left of
/// a holiday, what replay says.
bool forgets_its_measures(const Node& node) {
    return node.rules.closed() || node.state == State::written_off || node.state == State::residual_claim;
}

/// Apart from where they lead.
bool alike(const Node& a, const Node& b) {
    if (a.rung != b.rung && !forgets_its_measures(a)) {
        return false;
    }
    const auto clocks_alike = [](const Clock& x, const Clock& y) { return alike(x, y); };
    return a.state == b.state && a.stage == b.stage && a.row == b.row && a.rules == b.rules &&
           a.actions == b.actions && a.exits.size() == b.exits.size() &&
           std::ranges::equal(a.clocks, b.clocks, clocks_alike);
}

/// All nodes that a node leads to, in a fixed order; no_node where a way is not there.
std::vector<std::uint16_t> ways_out(const Node& node) {
    std::vector<std::uint16_t> ways = node.exits;
    for (const Clock& clock : node.clocks) {
        ways.insert(ways.end(), {clock.node, clock.unsold_node, clock.nothing_to_sell_node});
    }
    ways.push_back(node.residual_node);
    return ways;
}

/// [node] -> the first node that it cannot be told apart from.
std::vector<std::uint16_t> classes_of(const WorkoutGraph& graph) {
    const std::size_t count = graph.nodes.size();
    std::vector<std::uint16_t> first(count);
    for (std::size_t n = 0; n < count; ++n) {
        std::size_t like = 0;
        while (like < n && !(first[like] == like && alike(graph.nodes[like], graph.nodes[n]))) {
            ++like;
        }
        first[n] = static_cast<std::uint16_t>(like);
    }
    const auto leads_alike = [&](std::size_t a, std::size_t b) {
        const auto same = [&](std::uint16_t x, std::uint16_t y) {
            return x == no_node || y == no_node ? x == y : first[x] == first[y];
        };
        return std::ranges::equal(ways_out(graph.nodes[a]), ways_out(graph.nodes[b]), same);
    };
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<std::uint16_t> finer(count);
        for (std::size_t n = 0; n < count; ++n) {
            std::size_t like = 0;
            while (like < n && !(finer[like] == like && first[like] == first[n] && leads_alike(like, n))) {
                ++like;
            }
            finer[n] = static_cast<std::uint16_t>(like);
            changed = changed || finer[n] != first[n];
        }
        first = std::move(finer);
    }
    return first;
}

}  // namespace

void merge_equal_nodes(WorkoutGraph& graph) {
    const std::vector<std::uint16_t> first = classes_of(graph);
    std::vector<std::uint16_t> place(graph.nodes.size());
    std::vector<Node> kept;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        if (first[n] == n) {
            place[n] = static_cast<std::uint16_t>(kept.size());
            kept.push_back(std::move(graph.nodes[n]));
        }
    }
    const auto move_to = [&](std::uint16_t& node) { node = node == no_node ? no_node : place[first[node]]; };
    for (Node& node : kept) {
        std::ranges::for_each(node.exits, move_to);
        for (Clock& clock : node.clocks) {
            move_to(clock.node);
            move_to(clock.unsold_node);
            move_to(clock.nothing_to_sell_node);
        }
        move_to(node.residual_node);
    }
    std::ranges::for_each(graph.start, move_to);
    std::ranges::for_each(graph.measure_entry, move_to);
    graph.nodes = std::move(kept);
}

}  // namespace recoup
