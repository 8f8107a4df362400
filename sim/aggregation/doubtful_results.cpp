#include "sim/aggregation/doubtful_results.hpp"

#include <fmt/format.h>

#include "sim/aggregation/results_source.hpp"

namespace recoup::sim {

namespace {

struct Furthest {
    std::size_t option = 0, scenario = 0, segment = 0;
    double recovery = 0.0;
    double outside = 0.0;  ///< by how much
    std::size_t count = 0, of = 0;
};

/// How far outside, 0 inside; what is not defined is not doubted.
double distance(double recovery, const PlausibilitySettings& settings) {
    if (settings.least_recovery && recovery < *settings.least_recovery) {
        return *settings.least_recovery - recovery;
    }
    return settings.most_recovery && recovery > *settings.most_recovery ? recovery - *settings.most_recovery
                                                                        : 0.0;
}

Furthest furthest_of(const ResultsSource& source) {
    Furthest furthest;
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        for (std::size_t g = 0; g < source.segments.size(); ++g) {
            const auto columns = source.samples(rule_of_quantity("recovery_rate"), o, g);
            const auto mixtures = source.alone_and_mixed(columns);
            for (std::size_t s = 0; s < mixtures.size(); ++s) {
                const double recovery = mean_of(mixtures[s]).value;
                const double outside = distance(recovery, source.study.plausibility);
                furthest.of += 1;
                furthest.count += outside > 0.0 ? 1 : 0;
                if (outside > furthest.outside) {
                    furthest = {o, s, g, recovery, outside, furthest.count, furthest.of};
                }
            }
        }
    }
    return furthest;
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
    const Furthest furthest = furthest_of(source);
    if (furthest.count == 0) {
        return {};
    }
    const bool low = settings.least_recovery && furthest.recovery < *settings.least_recovery;
    return {Problem{
        .severity = Severity::warning,
        .where = "results",
        .field = "recovery_rate",
        .value = fmt::format("{:.4g}", furthest.recovery),
        .problem = fmt::format(
            "{} of {} mean recoveries are {}, the furthest that of option '{}', scenario '{}', "
            "segment '{}'",
            furthest.count, furthest.of,
            low ? bound("below", settings.least_recovery) : bound("above", settings.most_recovery),
            source.options[furthest.option], source.scenarios_and_mixture()[furthest.scenario],
            source.segments[furthest.segment]),
        .why = low ? "costs are many times what is collected" : "more is collected than is owed",
        .suggestion =
            low ? "Compare the claims of the tape with the costs of options and parameters, and their "
                  "units and currencies; if it is right, set plausibility.least_recovery = false"
                : "Compare the rates and the cash of the states with the claims; if it is right, set "
                  "plausibility.most_recovery = false"}};
}

}  // namespace recoup::sim
