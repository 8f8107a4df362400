// Part of /summary and /expected: how often an option is best, and its regret in hindsight.
#include "sim/aggregation/best_option.hpp"
#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

namespace {

/// [option][scenario][segment]
class EstimateTable {
  public:
    explicit EstimateTable(const Cube<double, 3>::Place& sizes) : value_(sizes), error_(sizes) {}

    /// Scenario by scenario, then the mixture: every pair of scenario and path counts by its weight.
    void add(std::size_t option, std::size_t segment, const std::vector<Mixture>& samples) {
        for (std::size_t s = 0; s < samples.size(); ++s) {
            const Estimate mean = mean_of(samples[s]);
            value_[{option, s, segment}] = mean.value;
            error_[{option, s, segment}] = mean.mc_error;
        }
    }
    void write(schema::Writer& writer, const std::string& group, const std::string& name) const {
        writer.write(group, name, value_.values());
        writer.write(group, name + "_mc_error", error_.values());
    }

  private:
    Cube<double, 3> value_, error_;
};

}  // namespace

void write_best_option(schema::Writer& writer, const ResultsSource& source, const std::string& group,
                       const std::vector<double>& figures, const std::string& share_name) {
    const Cube<double, 3>::Place sizes{source.options.size(), source.scenarios.size() + 1,
                                       source.segments.size()};
    EstimateTable share(sizes);
    EstimateTable regret(sizes);
    for (std::size_t g = 0; g < source.segments.size(); ++g) {
        std::vector<PathValues> values;
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            values.push_back(source.samples_of(figures, rule_of_quantity(decision_value), o, g));
        }
        const std::vector<OptionStanding> standings = option_standings(values);
        for (std::size_t o = 0; o < standings.size(); ++o) {
            share.add(o, g, source.alone_and_mixed(standings[o].share));
            regret.add(o, g, source.alone_and_mixed(standings[o].regret));
        }
    }
    if (!share_name.empty()) {
        share.write(writer, group, share_name);
    }
    regret.write(writer, group, "hindsight_regret_upper_bound");
}

}  // namespace recoup::sim
