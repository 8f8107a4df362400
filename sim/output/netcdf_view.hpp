// What netCDF-4 readers look at in a dataset, beyond its values.
#pragma once

#include <string>
#include <vector>

#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim::hdf5 {

/// Whether a dataset is a dimension (with or without labels).
bool is_scale(const Reader& file, const std::string& dataset);

/// Name of the dimension attached to each axis; empty where none is, or more than one.
std::vector<std::string> dimension_names(const Reader& file, const std::string& dataset);

/// Whether the dimension has no labels (netCDF: a dimension but not a variable).
bool is_unlabelled(const Reader& file, const std::string& scale);

/// Names of attributes that hold text of variable length, or an empty text.
std::vector<std::string> unreadable_texts(const Reader& file, const std::string& object);

/// Whether the order of attributes (and of links, for a group) is tracked.
bool tracks_order(const Reader& file, const std::string& object);

}  // namespace recoup::sim::hdf5
