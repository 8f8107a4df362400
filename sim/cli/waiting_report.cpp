#include "sim/cli/waiting_report.hpp"

#include <vector>

#include "sim/cli/text_table.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/number_text.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;

/// Means and paired differences of discounted recoveries, as the results file holds them.
struct Recoveries {
    explicit Recoveries(const std::filesystem::path& results) {
        const hdf5::Reader file(results);
        scenarios = file.strings("summary/scenario");
        segments = file.strings("summary/segment");
        mean = file.doubles("summary/discounted_recoveries_mean");
        difference = file.doubles("comparison/discounted_recoveries_difference_mean");
        error = file.doubles("comparison/discounted_recoveries_difference_mean_mc_error");
    }
    std::size_t cell(std::size_t option, std::size_t scenario, std::size_t segment) const {
        return (option * scenarios.size() + scenario) * segments.size() + segment;
    }

    std::vector<std::string> scenarios, segments;  ///< the mixture and the portfolio last
    std::vector<double> mean, difference, error;
};

}  // namespace

std::string waiting_report(const Study& study, const std::filesystem::path& results) {
    std::vector<std::size_t> waiting, fixed;
    for (std::size_t o = 0; o < study.options.size(); ++o) {
        (study.options[o].leaves_choice() ? waiting : fixed).push_back(o);
    }
    if (waiting.empty() || fixed.empty()) {
        return {};
    }
    const Recoveries recoveries(results);
    TextTable table({{"option", Align::left},
                     {"scenario", Align::left},
                     {"segment", Align::left},
                     {"best fixed option", Align::left},
                     {"gain, " + study.currency},
                     {"%"}});
    for (const std::size_t option : waiting) {
        for (std::size_t s = 0; s < recoveries.scenarios.size(); ++s) {
            for (std::size_t g = 0; g < recoveries.segments.size(); ++g) {
                std::size_t best = fixed.front();
                for (const std::size_t other : fixed) {
                    const bool better = recoveries.mean[recoveries.cell(other, s, g)] >
                                        recoveries.mean[recoveries.cell(best, s, g)];
                    best = better ? other : best;
                }
                const std::size_t pair = recoveries.cell(option * study.options.size() + best, s, g);
                const double gain = recoveries.difference[pair];
                const double of = recoveries.mean[recoveries.cell(best, s, g)];
                table.row({s + g == 0 ? study.options[option].name : "",
                           g == 0 ? recoveries.scenarios[s] : "", recoveries.segments[g],
                           study.options[best].name, estimate_text(gain, recoveries.error[pair], 0),
                           of != 0.0 ? number_text(100.0 * gain / of, 2) : "n/a"});
            }
        }
    }
    return "Optimal waiting: lower bound of its value, beside the best fixed option on the same paths\n"
           "(discounted recoveries; a fixed option that acts between quarter ends may do better)\n" +
           table.text("  ");
}

}  // namespace recoup::sim::cli
