#include "sim/output/hdf5_file.hpp"

#include <algorithm>
#include <cstdio>

#include "models/errors.hpp"
#include "sim/output/content_digest.hpp"
#include "sim/output/hdf5_text_place.hpp"
#include "sim/output/results_seal.hpp"

namespace recoup::sim::hdf5 {

namespace {

[[noreturn]] void violated(const std::string& object, const std::string& problem) {
    throw ContractViolation("results file, " + object + ": " + problem);
}

/// The name by which netCDF-4 knows a dimension that has no variable.
std::string name_without_variable(std::size_t length) {
    char name[80];
    std::snprintf(name, sizeof(name), "This is a netCDF dimension but not a netCDF variable.%10zu", length);
    return name;
}

/// A dataset that is never written: it holds the length and takes no space.
Handle empty_scale(hid_t group, const std::string& name, std::size_t length, const Place& place) {
    const hsize_t extent = length;
    const Handle space = owned(H5Screate_simple(1, &extent, nullptr), H5Sclose, place);
    const Handle creation = dataset_creation(place);
    return owned(H5Dcreate2(group, name.c_str(), H5T_IEEE_F32BE, space.get(), H5P_DEFAULT, creation.get(),
                            H5P_DEFAULT),
                 H5Dclose, place);
}

Handle open_group(const Output& output, const std::string& path) {
    const Place place = output.place(path);
    if (path.empty()) {
        return owned(H5Gopen2(output.root(), "/", H5P_DEFAULT), H5Gclose, place);
    }
    const Handle creation = group_creation(H5P_GROUP_CREATE, place);
    return owned(H5Gcreate2(output.root(), path.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose,
                 place);
}

bool is_floating_point(ElementType type) {
    return type == ElementType::float64 || type == ElementType::float32;
}

}  // namespace

bool is_results_name(const std::string& name) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto allowed = [lower](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; };
    return !name.empty() && lower(name.front()) && std::ranges::all_of(name, allowed);
}

Group::Group(const Output& output, std::string path, int& dimensions_in_file)
    : output_(&output),
      path_(std::move(path)),
      dimensions_in_file_(&dimensions_in_file),
      group_(open_group(output, path_)) {}

void Group::claim(const std::string& name) {
    if (!is_results_name(name)) {
        violated(place_of(name), "a name must match [a-z][a-z0-9_]*");
    }
    if (!names_.insert(name).second) {
        violated(place_of(name), "the name is used twice");
    }
}

void Group::describe(const Handle& dataset, const Description& description) const {
    write_attribute(*output_, dataset.get(), "units", description.units);
    write_attribute(*output_, dataset.get(), "long_name", description.long_name);
    for (const auto& [name, value] : description.attributes) {
        write_attribute(*output_, dataset.get(), name, value);
    }
}

void Group::keep_scale(const std::string& name, const std::string& scale_name, Handle dataset,
                       std::size_t length) {
    const hid_t id = dataset.get();
    dimensions_.emplace(name, Scale(std::move(dataset), scale_name, length, output_->place(place_of(name))));
    write_attribute(*output_, id, "_Netcdf4Dimid", std::int32_t{(*dimensions_in_file_)++});
    output_->check_writes(place_of(name));
}

void Group::dimension(const std::string& name, const Values& coordinate, const Description& description) {
    claim(name);
    if (coordinate.size == 0 || description.units.empty() || description.long_name.empty()) {
        violated(place_of(name), "a dimension needs at least one label, units and a long_name");
    }
    Handle dataset = write_dataset(*output_, group_.get(), name, {coordinate.size}, coordinate, false);
    describe(dataset, description);
    keep_scale(name, name, std::move(dataset), coordinate.size);
}

void Group::dimension(const std::string& name, std::size_t length) {
    claim(name);
    if (length == 0) {
        violated(place_of(name),
                 "a dimension needs a length above 0: netCDF would take it for an unlimited one");
    }
    keep_scale(name, name_without_variable(length),
               empty_scale(group_.get(), name, length, output_->place(place_of(name))), length);
}

const Scale& Group::used(const std::string& dimension) const {
    const auto found = dimensions_.find(dimension);
    if (found == dimensions_.end()) {
        violated(place_of(dimension), "no such dimension in this group");
    }
    return found->second;
}

void Group::write(const std::string& name, const Values& values, const std::vector<std::string>& dimensions,
                  const Description& description) {
    claim(name);
    if (description.units.empty() || description.long_name.empty()) {
        violated(place_of(name), "units and long_name are mandatory");
    }
    Shape shape;
    std::vector<Scale*> axes;
    for (const std::string& dimension : dimensions) {
        shape.push_back(length(dimension));
        axes.push_back(&dimensions_.at(dimension));
    }
    const bool fill = is_floating_point(values.type) || description.integers_may_be_missing;
    const Handle dataset = write_dataset(*output_, group_.get(), name, shape, values, fill);
    describe(dataset, description);
    attach_scales(dataset, axes, output_->place(place_of(name)));
    output_->check_writes(place_of(name));
}

void Group::finish() {
    for (const auto& [name, scale] : dimensions_) {
        scale.write_users(output_->place(place_of(name)));
    }
}

void Group::write_string(const std::string& name, const std::string& text, const Description& description) {
    write(name, std::vector<std::string>{text}, {}, description);
}

void Group::attribute(const std::string& name, const AttributeValue& value) {
    write_attribute(*output_, group_.get(), name, value);
    output_->check_writes(place_of(name));
}

ResultsFile::ResultsFile(const std::filesystem::path& target) : output_(target) {}

Group& ResultsFile::group(const std::string& name) {
    const auto found = groups_.find(name);
    if (found != groups_.end()) {
        return found->second;
    }
    if (!name.empty() && !is_results_name(name)) {
        violated(name, "a name must match [a-z][a-z0-9_]*");
    }
    return groups_.emplace(name, Group(output_, name, dimensions_in_file_)).first->second;
}

bool ResultsFile::has(const std::string& group, const std::string& name) const {
    const auto found = groups_.find(group);
    return found != groups_.end() && found->second.names_.contains(name);
}

void ResultsFile::publish() {
    for (auto& [name, group] : groups_) {
        group.finish();
    }
    const bool is_sealed = has(seal_group, seal_name);
    groups_.clear();
    write_content_digests(output_);
    const std::uint64_t seal =
        is_sealed ? offset_of_reference(output_, std::string(seal_group) + "/" + seal_name) : 0;
    output_.finish();
    if (is_sealed) {
        seal_file(output_.descriptor(), output_.partial(),
                  offset_of_text(output_.descriptor(), output_.partial(), seal));
    }
    output_.publish();
}

}  // namespace recoup::sim::hdf5
