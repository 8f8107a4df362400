// Short ways to write hazard rows and options in tests.
#pragma once

#include <utility>
#include <vector>

#include "models/options.hpp"
#include "models/parameters.hpp"

namespace recoup::testing_models {

/// Monthly probability by duration.
inline ExitSpec exit_with(State to, std::vector<double> p) {
    ExitSpec exit{.to = to};
    for (const double value : p) exit.level.push_back({value});
    return exit;
}

inline HazardRowSpec row_from(State from, std::vector<ExitSpec> exits, std::vector<int> edges = {0}) {
    return {.name = std::string(name_of(from)),
            .from = from,
            .duration_edges = std::move(edges),
            .exits = std::move(exits)};
}

inline void add_row(SegmentParameters& parameters, HazardRowSpec row) {
    const std::string name = row.name;
    parameters.hazards[name] = std::move(row);
}

inline MeasureSpec modify(int after_months, const RestructureTerms& terms) {
    return {.name = "modify", .when = {.after_months = after_months}, .terms = terms};
}

inline MeasureSpec legal(const Trigger& when, const CourtTerms& terms) {
    return {.name = "legal", .when = when, .terms = terms};
}

}  // namespace recoup::testing_models
