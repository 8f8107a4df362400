// Reading back what recoup wrote: parts, results files. Names are paths inside the file: `summary/loss_mean`;
// the root is an empty name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/output/hdf5_dataset.hpp"

namespace recoup::sim::hdf5 {

class Reader {
  public:
    explicit Reader(const std::filesystem::path& path);
    /// The bytes of the file, read and checked before: HDF5 sees these and opens nothing.
    Reader(const std::filesystem::path& path, const std::string& bytes);

    const std::filesystem::path& path() const { return path_; }
    bool exists(const std::string& name) const;
    /// In the order in which they were made.
    std::vector<std::string> groups() const;
    std::vector<std::string> datasets(const std::string& group) const;

    ElementType type(const std::string& dataset) const;
    Shape shape(const std::string& dataset) const;
    /// Of any floating-point type; an integer type is an error, as is the reverse below.
    std::vector<double> doubles(const std::string& dataset) const;
    std::vector<std::int64_t> integers(const std::string& dataset) const;
    std::vector<std::string> strings(const std::string& dataset) const;

    /// Absent attributes, and those of another type, give nothing.
    std::optional<std::string> text_attribute(const std::string& object, const std::string& name) const;
    std::optional<std::int64_t> integer_attribute(const std::string& object, const std::string& name) const;
    std::optional<double> number_attribute(const std::string& object, const std::string& name) const;
    std::vector<std::int64_t> integer_list_attribute(const std::string& object,
                                                     const std::string& name) const;

    /// For checks beyond these (dimension scales, creation order).
    hid_t file() const { return file_.get(); }
    Place place(const std::string& object) const { return {path_.string(), object, Access::read}; }
    Handle open_dataset(const std::string& name) const;

  private:
    Handle open_attribute(const std::string& object, const std::string& name, H5T_class_t wanted) const;

    std::filesystem::path path_;
    Handle file_;
};

}  // namespace recoup::sim::hdf5
