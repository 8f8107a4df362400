#include "sim/output/hdf5_scale.hpp"

#include <hdf5_hl.h>

#include "sim/output/hdf5_dataset.hpp"

namespace recoup::sim::hdf5 {

namespace {

hobj_ref_t reference_to(const Handle& dataset, const Place& place) {
    hobj_ref_t reference = 0;
    checked(H5Rcreate(&reference, dataset.get(), ".", H5R_OBJECT, H5I_INVALID_HID), place);
    return reference;
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
    write_raw_attribute(dataset_.get(), "REFERENCE_LIST", type, {users_.size()}, users_.data(), place);
}

void attach_scales(const Handle& dataset, const std::vector<Scale*>& axes, const Place& place) {
    if (axes.empty()) {
        return;  // a scalar
    }
    std::vector<hvl_t> scales;  // an axis may have several; ours have one
    for (Scale* const axis : axes) {
        scales.push_back({.len = 1, .p = &axis->reference_});
    }
    const Handle type = owned(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, place);
    write_raw_attribute(dataset.get(), "DIMENSION_LIST", type, {scales.size()}, scales.data(), place);
    const hobj_ref_t reference = reference_to(dataset, place);
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        axes[axis]->users_.push_back({.dataset = reference, .axis = static_cast<int>(axis)});
    }
}

}  // namespace recoup::sim::hdf5
