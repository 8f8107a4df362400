// The figures of a results file by option and scenario, for the portfolio: what the table after a run shows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim {

class SummaryView {
  public:
    explicit SummaryView(const std::filesystem::path& results);

    const std::vector<std::string>& options() const { return options_; }
    const std::vector<std::string>& scenarios() const { return scenarios_; }  ///< the mixture last
    double weight(std::size_t scenario) const { return weights_[scenario]; }
    /// Whether the file has it: `expected/probability_best`.
    bool has(const std::string& name) const { return file_.exists(name); }
    /// Of `/summary` or another group with its axes, portfolio: `expected/probability_best`.
    double figure(const std::string& name, std::size_t option, std::size_t scenario) const;
    /// Of /summary, portfolio. `level` is the label of the quantile or tail, where there is one.
    double summary(const std::string& name, std::size_t option, std::size_t scenario) const;
    double summary_at(const std::string& name, std::size_t option, std::size_t scenario,
                      const std::string& axis, double level) const;
    /// Of /comparison, portfolio.
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
    std::string text(const std::string& root_attribute) const;
    std::int64_t whole(const std::string& root_attribute) const;

  private:
    const std::vector<double>& values(const std::string& name) const;
    std::size_t level_place(const std::string& group, const std::string& axis, double level) const;

    hdf5::Reader file_;
    std::vector<std::string> options_, scenarios_;
    std::vector<double> weights_;
    std::size_t segments_ = 0;
    mutable std::map<std::string, std::vector<double>> read_;  // each dataset once
};

}  // namespace recoup::sim
