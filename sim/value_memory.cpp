#include "sim/value_memory.hpp"

#include <fmt/format.h>

#include "sim/limits.hpp"
#include "sim/waiting_policy.hpp"

namespace recoup::sim {

namespace {

/// The coarsest change that helps, in the order of what it costs in accuracy.
std::string what_to_lower(const ExpectedStudy& study, const ValueSettings& settings) {
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
    if (study.waiting) {
        return "Bring best_from_months and best_to_months of the measure closer together";
    }
    if (!settings.central) {
        return "Value on the central path, whose bias is shown beside it";
    }
    return "Shorten recovery_horizon_months";
}

}  // namespace

double value_tables_gb(const ExpectedStudy& study, const ValueSettings& settings) {
    constexpr double bytes_per_gb = 1e9;
    double bytes = 0.0;
    for (const ExpectedBlock& block : study.blocks) {
        bytes += BlockValues::bytes(study, block, settings);
    }
    return bytes * study.prepared.scenario_count() / bytes_per_gb;
}

Problem value_memory_problem(const ExpectedStudy& study, const ValueSettings& settings, double needed_gb) {
    return {.problem = fmt::format("the value tables need about {:.3g} GB of memory", needed_gb),
            .why = fmt::format("{} blocks of loans, {} scenarios, {} LTV nodes", study.blocks.size(),
                               study.prepared.scenario_count(), study.settings.ltv_nodes),
            .suggestion = what_to_lower(study, settings)};
}

void check_value_memory(const ExpectedStudy& study, const ValueSettings& settings, double limit_gb,
                        const std::string& limit_origin) {
    const double needed = value_tables_gb(study, settings);
    if (needed > limit_gb) {
        Problem problem = value_memory_problem(study, settings, needed);
        problem.where = limit_origin;
        problem.value = fmt::format("{:.3g} GB", limit_gb);
        throw LimitError(std::move(problem));
    }
}

}  // namespace recoup::sim
