// Writes a results file by its schema: callers give group, name and numbers; shape, units, meaning and links
// come from results_schema.hpp.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/output/results_schema.hpp"

namespace recoup::sim::schema {

/// Refuses numbers that are none: an infinity anywhere, NaN where the schema has no gaps.
class Writer {
  public:
    /// Sets filetype, format_version, Conventions, currency, cut_off (ISO date) on the root.
    Writer(hdf5::ResultsFile& file, std::string currency, std::string cut_off);

    void root_attribute(const std::string& name, const hdf5::AttributeValue& value);
    /// A labelled dimension of the group, before its first use.
    void dimension(const std::string& group, const std::string& name, const hdf5::Values& labels);
    /// One without labels: path, bin, bin_edge.
    void dimension(const std::string& group, const std::string& name, std::size_t length);
    void write(const std::string& group, const std::string& name, const hdf5::Values& values);
    void write_scalar(const std::string& group, const std::string& name, double value);
    void write_scalar(const std::string& group, const std::string& name, std::int64_t value);
    void write_text(const std::string& group, const std::string& name, const std::string& text);
    /// A variable of /macro or /collateral; `own_name` as in the study. The shape is the group's.
    void write_open(const std::string& group, const std::string& own_name, const hdf5::Values& values,
                    const std::string& units);

  private:
    std::string place_of(const std::string& group, const std::vector<std::string>& dimensions,
                         std::size_t element) const;
    void check_numbers(const std::string& group, const std::string& name,
                       const std::vector<std::string>& dimensions, bool gaps,
                       const hdf5::Values& values) const;

    hdf5::ResultsFile& file_;
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> labels_;  ///< [group, dimension]
    std::string currency_;
    std::string cut_off_;
};

}  // namespace recoup::sim::schema
