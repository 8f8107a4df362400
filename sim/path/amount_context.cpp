#include "sim/path/amount_context.hpp"

#include <fmt/format.h>

#include "models/errors.hpp"

namespace recoup::sim {

const WorkoutGraph& LoanOnPath::graph() const {
    const auto& graphs = context.prepared.segments[context.prepared.loan_records[loan].segment].graphs;
    const auto own = static_cast<std::size_t>(option);
    return graphs[own < graphs.size() ? own : 0];
}

std::string LoanOnPath::text() const {
    const Study& study = context.prepared.study;
    return fmt::format("path {}, scenario {}, option {}, loan {}, month {}, node {}, seed {}", context.path,
                       study.scenarios[static_cast<std::size_t>(context.scenario)].name, graph().option,
                       study.portfolio.loans.loan_identifier[loan], month, graph().nodes[node].name,
                       study.seed);
}

std::string LoanOnPath::replay_command() const {
    const Study& study = context.prepared.study;
    return fmt::format("`recoup replay STUDY --path {} --loan {} --scenario {} --option {}`", context.path,
                       study.portfolio.loans.loan_identifier[loan],
                       study.scenarios[static_cast<std::size_t>(context.scenario)].name, graph().option);
}

void amount_does_not_fit(const LoanOnPath& at, double amount) {
    throw InputError(
        {.where = at.text(),
         .field = "amount",
         .value = fmt::format("{:.6g}", amount / minor_units_per_unit),
         .problem = "does not fit into an amount",
         .why = fmt::format("amounts are whole minor units below 2^62, {:.3g} currency units",
                            most_minor_units / minor_units_per_unit),
         .suggestion = fmt::format("Look for a claim, a collateral value, a rate or a price index "
                                   "of the loan that is out of reason; {} stops here, too",
                                   at.replay_command())});
}

}  // namespace recoup::sim
