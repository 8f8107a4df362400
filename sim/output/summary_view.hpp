// The figures of a results file by option and scenario, for one segment or the portfolio: what the table
// after a run shows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/output/hdf5_reader.hpp"
#include "sim/output/results_schema.hpp"

namespace recoup::sim {

/// Place of a label of a results file; throws InputError, with the labels that there are.
std::size_t place_of_label(const std::string& file, const std::string& field, const std::string& label,
                           const std::vector<std::string>& labels);

class SummaryView {
  public:
    /// Throws OutputError for a file that is no complete results file of this version, and for a segment that
    /// it has not.
    explicit SummaryView(const std::filesystem::path& results,
                         const std::string& segment = std::string(schema::portfolio_label));

    const std::vector<std::string>& options() const { return options_; }
    const std::vector<std::string>& scenarios() const { return scenarios_; }  ///< the mixture last
    double weight(std::size_t scenario) const { return weights_[scenario]; }
    /// Whether the file has it: `expected/probability_best`.
    bool has(const std::string& name) const { return file_.exists(name); }
    /// Of `/summary` or another group with its axes, of the segment: `expected/probability_best`.
    double figure(const std::string& name, std::size_t option, std::size_t scenario) const;
    /// Of /summary. `level` is the label of the quantile or tail, where there is one.
    double summary(const std::string& name, std::size_t option, std::size_t scenario) const;
    double summary_at(const std::string& name, std::size_t option, std::size_t scenario,
                      const std::string& axis, double level) const;
    /// Of /comparison.
    double comparison(const std::string& name, std::size_t option, std::size_t versus,
                      std::size_t scenario) const;
    double comparison_at(const std::string& name, std::size_t option, std::size_t versus,
                         std::size_t scenario, double quantile) const;
    /// Options with a best time, in the order of /waiting (its figures: `figure`); none without that group.
    std::vector<std::string> waiting_options() const;
    std::string best_fixed_option(std::size_t waiting_option, std::size_t scenario) const;
    bool open_flagged(std::size_t option, std::size_t scenario) const;
    double claim_at_cut_off(bool non_performing_only) const;
    std::int64_t loan_count() const;
    std::string seed() const;
    std::string text(const std::string& root_attribute) const;
    std::int64_t whole(const std::string& root_attribute) const;

  private:
    const std::vector<double>& values(const std::string& name) const;
    std::size_t level_place(const std::string& group, const std::string& axis, double level) const;

    hdf5::Reader file_;
    std::vector<std::string> options_, scenarios_;
    std::vector<double> weights_;
    std::size_t segments_ = 0, segment_ = 0;
    mutable std::map<std::string, std::vector<double>> read_;  // each dataset once
};

}  // namespace recoup::sim
