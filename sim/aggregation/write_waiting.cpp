// /waiting: what each option that chooses its time brings beyond the best option that does not.
//
//   gain = mean of (own value - value of f) over paths,   f = the option of highest mean among those of fixed
//   time, by scenario and segment
//
// The rule that ran is one that can be followed, so it earns at most what the best rule does: a lower bound
// (Andersen and Broadie 2004, Management Science 50). f is picked on the paths that measure it, which can
// only make it look better and the gain smaller. Paths of the expected engine where it ran: the luck of
// single loans is out.
#include <algorithm>

#include "sim/aggregation/comparison.hpp"
#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

namespace {

const std::string group = "waiting";

struct Roles {
    std::vector<std::size_t> waiting, fixed;  ///< options of the study
};

Roles roles_of(const Study& study) {
    Roles roles;
    for (std::size_t o = 0; o < study.options.size(); ++o) {
        (study.options[o].leaves_choice() ? roles.waiting : roles.fixed).push_back(o);
    }
    return roles;
}

/// [waiting option][scenario][segment]
class GainTables {
  public:
    explicit GainTables(const Cube<double, 3>::Place& sizes)
        : gain_(sizes), gain_error_(sizes), best_(sizes), best_mean_(sizes), best_mean_error_(sizes) {}

    void add(const Cube<double, 3>::Place& place, const Mixture& own, const Mixture& best,
             const std::string& best_name) {
        const std::vector<std::vector<double>> differences = paired_differences(own, best);
        Mixture sample;
        for (std::size_t s = 0; s < differences.size(); ++s) {
            sample.push_back({differences[s], own[s].weight});
        }
        const Estimate gain = mean_of(sample);
        const Estimate mean = mean_of(best);
        gain_[place] = gain.value;
        gain_error_[place] = gain.mc_error;
        best_[place] = best_name;
        best_mean_[place] = mean.value;
        best_mean_error_[place] = mean.mc_error;
    }
    void write(schema::Writer& writer) const {
        writer.write(group, "gain_lower_bound", gain_.values());
        writer.write(group, "gain_lower_bound_mc_error", gain_error_.values());
        writer.write(group, "best_fixed_option", best_.values());
        writer.write(group, "best_fixed_mean", best_mean_.values());
        writer.write(group, "best_fixed_mean_mc_error", best_mean_error_.values());
    }

  private:
    Cube<double, 3> gain_, gain_error_;
    Cube<std::string, 3> best_;
    Cube<double, 3> best_mean_, best_mean_error_;
};

/// By option: the samples of a segment, each scenario alone, then the mixture.
using Samples = std::vector<std::vector<Mixture>>;

std::size_t best_of(const std::vector<std::size_t>& options, const Samples& samples, std::size_t scenario) {
    const auto mean = [&](std::size_t option) { return mean_of(samples[option][scenario]).value; };
    return *std::ranges::max_element(options, {}, mean);
}

}  // namespace

bool has_waiting_gain(const Study& study) {
    const Roles roles = roles_of(study);
    return !roles.waiting.empty() && !roles.fixed.empty();
}

void write_waiting(schema::Writer& writer, const ResultsSource& source) {
    const Roles roles = roles_of(source.study);
    std::vector<std::string> names;
    for (const std::size_t option : roles.waiting) {
        names.push_back(source.options[option]);
    }
    writer.dimension(group, "option", names);
    writer.dimension(group, "scenario", source.scenarios_and_mixture());
    writer.dimension(group, "segment", source.segments);
    const std::vector<double>& figures =
        source.prepared.study.runs_expected_engine() ? source.expected_totals() : source.totals.totals;
    GainTables tables({roles.waiting.size(), source.scenarios.size() + 1, source.segments.size()});
    for (std::size_t g = 0; g < source.segments.size(); ++g) {
        std::vector<std::vector<std::vector<double>>> columns;
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            columns.push_back(source.samples_of(figures, rule_of_quantity(decision_value), o, g));
        }
        Samples samples;
        for (const std::vector<std::vector<double>>& of_option : columns) {
            samples.push_back(source.alone_and_mixed(of_option));
        }
        for (std::size_t s = 0; s <= source.scenarios.size(); ++s) {
            const std::size_t best = best_of(roles.fixed, samples, s);
            for (std::size_t w = 0; w < roles.waiting.size(); ++w) {
                tables.add({w, s, g}, samples[roles.waiting[w]][s], samples[best][s], source.options[best]);
            }
        }
    }
    tables.write(writer);
}

}  // namespace recoup::sim
