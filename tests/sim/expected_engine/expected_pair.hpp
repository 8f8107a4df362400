// The expected engine and the loan engine on the same macro paths: paired differences of every total.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "sim/expected_engine/expected_engine.hpp"
#include "sim/pipeline.hpp"

namespace recoup::sim::tiny {

struct PairedTotal {
    std::string name;
    double expected = 0.0, loan = 0.0;  ///< means over paths
    double standard_error = 0.0;        ///< of their difference
    double deviation() const { return loan - expected; }
};

/// Means over `paths` paths of every (scenario, option, segment, total); of one segment where it is named by
/// number, the others' pairs then mean nothing.
inline std::vector<PairedTotal> paired_totals(const PreparedRun& ready, const ExpectedSettings& settings,
                                              int paths, int only_segment = -1) {
    const PreparedStudy& prepared = ready.prepared;
    ExpectedStudy expected_study(prepared, settings);
    std::erase_if(expected_study.blocks, [&](const ExpectedBlock& block) {
        return only_segment >= 0 && block.segment != only_segment;
    });
    ExpectedEngine engine(expected_study);
    Pipeline pipeline(ready);
    MacroShocks shocks;
    MacroState macro;
    ExpectedTotals totals;
    std::vector<PairedTotal> pairs;
    std::vector<double> sum, square;
    for (int path = 0; path < paths; ++path) {
        const PathTotals drawn = pipeline.run_batch(path, 1);
        if (pairs.empty()) {
            pairs.resize(drawn.totals.size());
            sum.resize(pairs.size());
            square.resize(pairs.size());
        }
        draw_macro_shocks(prepared, static_cast<std::uint32_t>(path), shocks);
        std::size_t place = 0;
        for (int scenario = 0; scenario < prepared.scenario_count(); ++scenario) {
            const auto& centre = prepared.centre[static_cast<std::size_t>(scenario)];
            macro.x.resize(centre.size());
            macro_path(prepared.study.macro, centre, shocks.variables, macro.x);
            collateral_paths(prepared.study.macro, macro.x, shocks.indices, prepared.months, macro.indices);
            engine.run(scenario, macro, totals);
            for (const double value : totals.totals) {
                const double difference = drawn.totals[place] - value;
                pairs[place].expected += value / paths;
                pairs[place].loan += drawn.totals[place] / paths;
                sum[place] += difference;
                square[place] += difference * difference;
                ++place;
            }
        }
    }
    std::size_t place = 0;
    for (const Scenario& scenario : prepared.study.scenarios) {
        for (const OptionSpec& option : prepared.study.options) {
            for (const SegmentDefinition& segment : prepared.study.segments) {
                for (const std::string_view total : total_names) {
                    PairedTotal& pair = pairs[place];
                    pair.name =
                        scenario.name + "/" + option.name + "/" + segment.name + "/" + std::string(total);
                    const double mean = sum[place] / paths;
                    const double variance = square[place] / paths - mean * mean;
                    pair.standard_error = std::sqrt(std::max(0.0, variance) / (paths - 1.0));
                    ++place;
                }
            }
        }
    }
    return pairs;
}

}  // namespace recoup::sim::tiny
