// A results file: HDF5 that is also valid netCDF-4 (rules and reasons: results_format.md). Every group
// declares the dimensions that it uses, then writes variables along them; the file is published whole or not
// at all.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/output/hdf5_dataset.hpp"
#include "sim/output/hdf5_scale.hpp"

namespace recoup::sim::hdf5 {

/// What a reader is told about a variable. Units as UDUNITS writes them (`1`, `EUR`, `d`, `month`), never
/// `days` or `hours`: xarray would turn the numbers into time differences.
struct Description {
    std::string units;
    std::string long_name;
    /// Looked at, not kept: who calls holds them.
    std::span<const std::pair<std::string, AttributeValue>> attributes = {};
    bool integers_may_be_missing = false;  ///< floating-point variables always have a fill value
};

class Group {
  public:
    /// A labelled dimension: texts, int32 or float64 values.
    void dimension(const std::string& name, const Values& coordinate, const Description& description);
    /// A dimension without labels.
    void dimension(const std::string& name, std::size_t length);
    /// No dimensions = a scalar.
    void write(const std::string& name, const Values& values, const std::vector<std::string>& dimensions,
               const Description& description);
    /// A scalar text; for long texts, which do not fit into attributes.
    void write_string(const std::string& name, const std::string& text, const Description& description);
    void attribute(const std::string& name, const AttributeValue& value);

    bool has_dimension(const std::string& name) const { return dimensions_.contains(name); }
    std::size_t length(const std::string& dimension) const { return used(dimension).length(); }

  private:
    friend class ResultsFile;
    Group(const Output& output, std::string path, int& dimensions_in_file);
    std::string place_of(const std::string& name) const { return path_ + "/" + name; }
    void claim(const std::string& name);
    void keep_scale(const std::string& name, const std::string& scale_name, Handle dataset,
                    std::size_t length);
    void describe(const Handle& dataset, const Description& description) const;
    const Scale& used(const std::string& dimension) const;
    /// After the last variable.
    void finish();

    const Output* output_;
    std::string path_;         ///< empty for the root
    int* dimensions_in_file_;  ///< _Netcdf4Dimid counts over the whole file
    Handle group_;
    std::map<std::string, Scale> dimensions_;
    std::set<std::string> names_;
};

class ResultsFile {
  public:
    /// Opens `target`.partial; throws OutputError where that is not possible.
    explicit ResultsFile(const std::filesystem::path& target);
    ResultsFile(const ResultsFile&) = delete;
    ResultsFile& operator=(const ResultsFile&) = delete;

    Group& root() { return group(""); }
    /// Made on first use. The reference stays valid until publish().
    Group& group(const std::string& name);
    /// Writes the digests, then status = "complete", closes, sets the seal where one was written open, and
    /// puts the file in its place.
    void publish();

  private:
    bool has(const std::string& group, const std::string& name) const;

    Output output_;
    int dimensions_in_file_ = 0;
    std::map<std::string, Group> groups_;
};

/// Names of groups, dimensions and variables: [a-z][a-z0-9_]*.
bool is_results_name(const std::string& name);

}  // namespace recoup::sim::hdf5
