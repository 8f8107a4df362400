#include "sim/aggregation/doubtful_results.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "sim/aggregation/results_source.hpp"

namespace recoup::sim {

namespace {

/// The recoveries on one side of what is plausible.
struct Side {
    std::size_t count = 0;
    std::size_t option = 0, scenario = 0, segment = 0;  ///< of the furthest
    double recovery = 0.0;
    double outside = 0.0;  ///< by how much

    /// What is inside, or not defined, is not doubted.
    void look_at(std::size_t o, std::size_t s, std::size_t g, double value, double by) {
        if (!(by > 0.0)) {
            return;
        }
        count += 1;
        if (by > outside) {
            option = o, scenario = s, segment = g;
            recovery = value;
            outside = by;
        }
    }
};

struct Sides {
    Side below, above;
    std::size_t of = 0;
};

Sides sides_of(const ResultsSource& source) {
    const PlausibilitySettings& settings = source.study.plausibility;
    constexpr double none = std::numeric_limits<double>::infinity();
    Sides sides;
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        for (std::size_t g = 0; g < source.segments.size(); ++g) {
            const auto columns = source.samples(rule_of_quantity("recovery_rate"), o, g);
            const auto mixtures = source.alone_and_mixed(columns);
            for (std::size_t s = 0; s < mixtures.size(); ++s) {
                const double recovery = mean_of(mixtures[s]).value;
                sides.of += std::isnan(recovery) ? 0 : 1;  // a segment without claims has none
                sides.below.look_at(o, s, g, recovery, settings.least_recovery.value_or(-none) - recovery);
                sides.above.look_at(o, s, g, recovery, recovery - settings.most_recovery.value_or(none));
            }
        }
    }
    return sides;
}

/// Nothing where no recovery lies on that side.
void add_doubt(const ResultsSource& source, const Side& side, std::size_t of, Problem doubt,
               const std::string& bound, std::vector<Problem>& problems) {
    if (side.count == 0) {
        return;
    }
    doubt.severity = Severity::warning;
    doubt.where = "results";
    doubt.field = "recovery_rate";
    doubt.value = fmt::format("{:.4g}", side.recovery);
    doubt.problem = fmt::format(
        "{} of {} mean recoveries are {}, the furthest that of option '{}', scenario '{}', segment '{}'",
        side.count, of, bound, source.options[side.option], source.scenarios_and_mixture()[side.scenario],
        source.segments[side.segment]);
    problems.push_back(std::move(doubt));
}

std::string bound(const char* word, const std::optional<double>& value) {
    return value ? fmt::format("{} {:.12g} %", word, 100.0 * *value) : "";
}

}  // namespace

std::vector<Problem> doubtful_results(const PreparedStudy& prepared, const PathTotals& totals) {
    const PlausibilitySettings& settings = prepared.study.plausibility;
    if (!settings.least_recovery && !settings.most_recovery) {
        return {};
    }
    const RunFacts no_facts;
    const ResultsSource source(prepared, totals, no_facts);
    const Sides sides = sides_of(source);
    std::vector<Problem> problems;
    Problem below;
    below.why = "costs are many times what is collected";
    below.suggestion =
        "Compare the claims of the tape with the costs of options and parameters, and their units and "
        "currencies; if it is right, set plausibility.least_recovery = false";
    add_doubt(source, sides.below, sides.of, below, bound("below", settings.least_recovery), problems);
    Problem above;
    above.why = "more is collected than is owed";
    above.suggestion =
        "Compare the rates and the cash of the states with the claims; if it is right, set "
        "plausibility.most_recovery = false";
    add_doubt(source, sides.above, sides.of, above, bound("above", settings.most_recovery), problems);
    return problems;
}

}  // namespace recoup::sim
