// What HDF5 calls back must not throw through its C code, which would stay half-way in what it was doing.
#pragma once

#include <hdf5.h>

#include <exception>

namespace recoup::sim::hdf5 {

/// What the body returns; failure where it throws (memory that ran out), which the caller of HDF5 then sees.
template <class Body>
herr_t without_throwing(Body body) noexcept {
    try {
        return body();
    } catch (const std::exception&) {
        return -1;
    }
}

}  // namespace recoup::sim::hdf5
