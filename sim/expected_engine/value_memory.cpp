#include "sim/expected_engine/value_memory.hpp"

#include <fmt/format.h>

#include <string>

namespace recoup::sim {

namespace {

/// The coarsest change that helps, in the order of what it costs in accuracy.
std::string what_to_lower(const ExpectedStudy& study) {
    if (study.settings.ltv_nodes > 12) {
        return fmt::format("Lower expected.ltv_nodes (now {})", study.settings.ltv_nodes);
    }
    if (study.settings.noise_strata > 4) {
        return fmt::format("Lower expected.noise_strata (now {})", study.settings.noise_strata);
    }
    if (study.settings.maturity_step_months < 36) {
        return fmt::format("Raise expected.maturity_step_months (now {})",
                           study.settings.maturity_step_months);
    }
    return study.waiting != nullptr
               ? "Bring best_from_months and best_to_months of the measure closer together"
               : "Use fewer --threads";
}

}  // namespace

Problem value_memory_problem(const ExpectedStudy& study, double needed_gb) {
    return {.problem = fmt::format("the tables of expected values need about {:.3g} GB of memory", needed_gb),
            .why = fmt::format("{} blocks of loans, {} scenarios, {} LTV nodes", study.blocks.size(),
                               study.prepared.scenario_count(), study.settings.ltv_nodes),
            .suggestion = what_to_lower(study)};
}

}  // namespace recoup::sim
