#include "sim/output/hdf5_output.hpp"

#include "sim/output/hdf5_dataset.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim::hdf5 {

Handle group_creation(hid_t property_class, const Place& place) {
    Handle list = owned(H5Pcreate(property_class), H5Pclose, place);
    constexpr unsigned tracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    checked(H5Pset_link_creation_order(list.get(), tracked), place);
    checked(H5Pset_attr_creation_order(list.get(), tracked), place);
    checked(H5Pset_obj_track_times(list.get(), false), place);  // the same content gives the same bytes
    return list;
}

namespace {

Handle file_access(WriteState& state, const Place& place) {
    Handle list = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, place);
    checked(H5Pset_libver_bounds(list.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), place);
    checked(H5Pset_fclose_degree(list.get(), H5F_CLOSE_STRONG), place);
    use_remembering_driver(list, state, place);
    return list;
}

}  // namespace

Output::Output(const std::filesystem::path& target) : publish_(target) {
    silence_hdf5_errors();
    state_.descriptor = publish_.descriptor();
    const Handle creation = group_creation(H5P_FILE_CREATE, place(""));
    const Handle access = file_access(state_, place(""));
    file_ = owned(H5Fcreate(publish_.partial().c_str(), H5F_ACC_TRUNC, creation.get(), access.get()),
                  H5Fclose, place(""));
    check_writes("");
}

Output::~Output() {
    // An abandoned file needs no bytes more: drop what closing would write.
    if (file_.get() >= 0 && state_.error_number == 0) {
        state_.error_number = ECANCELED;
    }
}

void Output::check_writes(const std::string& object) const {
    if (state_.error_number != 0) {
        throw output_error(publish_.target(), object, "cannot be written", state_.error_number);
    }
}

void Output::finish() {
    write_attribute(*this, root(), "status", std::string("complete"));
    checked(H5Fflush(root(), H5F_SCOPE_GLOBAL), place(""));
    check_writes("");
    file_ = Handle();
    check_writes("");
}

}  // namespace recoup::sim::hdf5
