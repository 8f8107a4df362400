// Dimension scales: the dataset that names and labels an axis of other datasets, which point at it and it at
// them ("HDF5 Dimension Scale Specification and Design Notes", The HDF Group 2005, section 4).
//
// H5DSattach_scale writes the scale's whole list anew for every dataset, which takes longer than writing the
// datasets. Here every list is written once.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/output/hdf5_handle.hpp"

namespace recoup::sim::hdf5 {

class Scale {
  public:
    /// `name` as readers see it.
    Scale(Handle dataset, const std::string& name, std::size_t length, const Place& place);

    std::size_t length() const { return length_; }
    /// Writes what the scale knows of its datasets; once, after the last attach_scales().
    void write_users(const Place& place) const;

  private:
    friend void attach_scales(const Handle& dataset, const std::vector<Scale*>& axes, const Place& place);
    /// An element of the attribute REFERENCE_LIST, laid out as HDF5's own H5DSattach_scale has it: a file may
    /// be added to by netCDF.
    struct User {
        hobj_ref_t dataset = 0;
        int axis = 0;
        int padding = 0;
    };
    static_assert(sizeof(User) == 16);

    Handle dataset_;
    hobj_ref_t reference_ = 0;
    std::size_t length_;
    std::vector<User> users_;
};

/// Axis i of `dataset` has the scale axes[i]; once a dataset.
void attach_scales(const Handle& dataset, const std::vector<Scale*>& axes, const Place& place);

}  // namespace recoup::sim::hdf5
