#include "sim/expected_engine/claim_size.hpp"

#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"

namespace recoup::sim {

namespace {

/// A fixed cost that is added to the claim moves small claims further: their size matters then.
bool size_moves_ltv(const WorkoutGraph& graph, std::uint32_t eligible) {
    for (std::size_t m = 0; m < graph.measure_entry.size(); ++m) {
        const LinearForm& form = graph.nodes[graph.measure_entry[m]].form;
        if (form.claim_by_count > 0.0 && (eligible >> m & 1U) != 0) {
            return true;
        }
    }
    return false;
}

/// Fixed costs weigh more on small claims: the best time depends on the size then.
bool size_matters_to_choice(const WorkoutGraph& graph) {
    const bool fixed = std::ranges::any_of(graph.nodes, [](const Node& node) {
        return node.rules.costs.servicing_per_month > 0.0 ||
               node.rules.costs.internal_workout_per_month > 0.0 || node.form.internal.by_count > 0.0 ||
               node.form.external.by_count > 0.0;
    });
    return fixed && graph.leaves_choice();
}

}  // namespace

int size_class(const WorkoutGraph& graph, std::uint32_t eligible, bool secured, double claim) {
    const bool matters = (secured && size_moves_ltv(graph, eligible)) || size_matters_to_choice(graph);
    constexpr double log_ratio = 1.3862943611198906;  // ln 4
    return matters ? static_cast<int>(std::floor(log_ieee(std::max(1.0, claim)) / log_ratio)) : 0;
}

}  // namespace recoup::sim
