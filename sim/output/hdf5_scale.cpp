#include "sim/output/hdf5_scale.hpp"

#include <hdf5_hl.h>

namespace recoup::sim::hdf5 {

namespace {

hobj_ref_t reference_to(const Handle& dataset, const Place& place) {
    hobj_ref_t reference = 0;
    checked(H5Rcreate(&reference, dataset.get(), ".", H5R_OBJECT, H5I_INVALID_HID), place);
    return reference;
}

void write_list(const Handle& dataset, const char* name, const Handle& type, hsize_t length, const void* data,
                const Place& place) {
    const Handle space = owned(H5Screate_simple(1, &length, nullptr), H5Sclose, place);
    const Handle attribute = owned(
        H5Acreate2(dataset.get(), name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, place);
    checked(H5Awrite(attribute.get(), type.get(), data), place);
}

}  // namespace

Scale::Scale(Handle dataset, const std::string& name, std::size_t length, const Place& place)
    : dataset_(std::move(dataset)), reference_(reference_to(dataset_, place)), length_(length) {
    checked(H5DSset_scale(dataset_.get(), name.c_str()), place);
}

void Scale::write_users(const Place& place) const {
    if (users_.empty()) {
        return;
    }
    const Handle type = owned(H5Tcreate(H5T_COMPOUND, sizeof(User)), H5Tclose, place);
    checked(H5Tinsert(type.get(), "dataset", HOFFSET(User, dataset), H5T_STD_REF_OBJ), place);
    checked(H5Tinsert(type.get(), "dimension", HOFFSET(User, axis), H5T_NATIVE_INT), place);
    write_list(dataset_, "REFERENCE_LIST", type, users_.size(), users_.data(), place);
}

void attach_scales(const Handle& dataset, const std::vector<Scale*>& axes, const Place& place) {
    if (axes.empty()) {
        return;  // a scalar
    }
    const hobj_ref_t reference = reference_to(dataset, place);
    std::vector<hvl_t> scales;  // an axis may have several; ours have one
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        axes[axis]->users_.push_back({reference, static_cast<int>(axis)});
        scales.push_back({.len = 1, .p = &axes[axis]->reference_});
    }
    const Handle type = owned(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, place);
    write_list(dataset, "DIMENSION_LIST", type, scales.size(), scales.data(), place);
}

}  // namespace recoup::sim::hdf5
