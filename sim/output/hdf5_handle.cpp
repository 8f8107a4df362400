#include "sim/output/hdf5_handle.hpp"

#include <cstdlib>
#include <string_view>

#include "sim/output/hdf5_callback.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim::hdf5 {

namespace {

/// The first entry of an upward walk is the most specific one.
herr_t keep_first(unsigned position, const H5E_error2_t* error, void* text) {
    return without_throwing([&] {
        if (position == 0 && error->desc != nullptr) {
            *static_cast<std::string*>(text) = error->desc;
        }
        return 0;
    });
}

/// HDF5's file driver writes "errno = 28" into its message and keeps the number nowhere else.
int errno_in(const std::string& message) {
    constexpr std::string_view key = "errno = ";
    const std::size_t at = message.find(key);
    return at == std::string::npos ? 0 : std::atoi(message.c_str() + at + key.size());
}

}  // namespace

void silence_hdf5_errors() {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    // What HDF5 frees goes back at once. Of what it keeps for later use, version 1.10 clears more than is its
    // own when memory runs out: the heap is corrupt then.
    H5set_free_list_limits(0, 0, 0, 0, 0, 0);
}

void leave_library_as_it_is_at_exit() {
    H5dont_atexit();
}

hid_t checked(hid_t result, const Place& place) {
    if (result >= 0) {
        return result;
    }
    std::string message;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &message);
    H5Eclear2(H5E_DEFAULT);
    if (place.access == Access::read) {
        throw reading_error(place.file, place.object, "cannot be read", errno_in(message), message);
    }
    throw output_error(place.file, place.object, "cannot be written", errno_in(message), message);
}

Handle owned(hid_t result, Handle::Close close, const Place& place) {
    return Handle(checked(result, place), close);
}

}  // namespace recoup::sim::hdf5
