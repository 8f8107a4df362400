// Ownership of HDF5 identifiers and the conversion of HDF5's errors to ours.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

namespace recoup::sim::hdf5 {

/// Owns one HDF5 identifier; closes it at the end of its life.
class Handle {
  public:
    using Close = herr_t (*)(hid_t);

    Handle() = default;
    Handle(hid_t id, Close close) : id_(id), close_(close) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0) {
            close_(id_);
        }
    }
    hid_t get() const { return id_; }

  private:
    hid_t id_ = H5I_INVALID_HID;
    Close close_ = nullptr;
};

enum class Access { read, write };

/// What an HDF5 call is about; stands in the message if the call fails.
struct Place {
    std::string file;
    std::string object;
    Access access = Access::read;
};

/// HDF5 prints its stack of errors on standard error unless told not to. The setting belongs to the calling
/// thread.
void silence_hdf5_errors();

/// At the end of a process HDF5 would take its tables apart, piece by piece. Every file is closed by its
/// owner before; to be called before any other use of HDF5.
void leave_library_as_it_is_at_exit();

/// Passes a result of HDF5 on; a negative one (htri_t, herr_t, hid_t) throws OutputError with HDF5's own
/// message.
hid_t checked(hid_t result, const Place& place);

/// The same, and owns the identifier.
Handle owned(hid_t result, Handle::Close close, const Place& place);

}  // namespace recoup::sim::hdf5
