#include "sim/output/hdf5_driver.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace recoup::sim::hdf5 {

namespace {

/// HDF5 knows the base only: it must come first.
struct OpenFile {
    H5FD_t base;
    WriteState* state;
    haddr_t end_of_addresses;
    haddr_t end_of_file;
};

OpenFile& ours(H5FD_t* file) {
    return *reinterpret_cast<OpenFile*>(file);
}
const OpenFile& ours(const H5FD_t* file) {
    return *reinterpret_cast<const OpenFile*>(file);
}

H5FD_t* open_descriptor(const char*, unsigned, hid_t file_access, haddr_t) {
    WriteState* state = *static_cast<WriteState* const*>(H5Pget_driver_info(file_access));
    struct stat status {};
    if (::fstat(state->descriptor, &status) != 0) {
        state->error_number = errno;
        return nullptr;
    }
    auto* file = new (std::nothrow) OpenFile{{}, state, 0, static_cast<haddr_t>(status.st_size)};
    return file == nullptr ? nullptr : &file->base;
}

herr_t close_descriptor(H5FD_t* file) {
    delete &ours(file);
    return 0;
}

herr_t features(const H5FD_t*, unsigned long* flags) {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

haddr_t end_of_addresses(const H5FD_t* file, H5FD_mem_t) {
    return ours(file).end_of_addresses;
}
haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) {
    return ours(file).end_of_file;
}

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t, haddr_t end) {
    ours(file).end_of_addresses = end;
    return 0;
}

/// Bytes past the end of the file read as zeros, as HDF5 expects; so do those that cannot be read, which is
/// remembered as a failed write is.
herr_t read_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, void* buffer) {
    auto* at = static_cast<char*>(buffer);
    while (size > 0) {
        const ssize_t done = ::pread(ours(file).state->descriptor, at, size, static_cast<off_t>(address));
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            std::memset(at, 0, size);
            const bool expected = done == 0 && address >= ours(file).end_of_file;
            int& failure = ours(file).state->error_number;
            failure = expected || failure != 0 ? failure : (done < 0 ? errno : EIO);
            return 0;
        }
        at += done;
        address += static_cast<haddr_t>(done);
        size -= static_cast<size_t>(done);
    }
    return 0;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, size_t size, const void* buffer) {
    OpenFile& open_file = ours(file);
    const auto* at = static_cast<const char*>(buffer);
    while (size > 0 && open_file.state->error_number == 0) {
        const ssize_t done = ::pwrite(open_file.state->descriptor, at, size, static_cast<off_t>(address));
        if (done >= 0) {
            at += done;
            address += static_cast<haddr_t>(done);
            size -= static_cast<size_t>(done);
        } else if (errno != EINTR) {
            open_file.state->error_number = errno;
        }
    }
    open_file.end_of_file = std::max(open_file.end_of_file, address + size);
    return 0;
}

herr_t truncate_file(H5FD_t* file, hid_t, hbool_t) {
    OpenFile& open_file = ours(file);
    if (open_file.state->error_number == 0 &&
        ::ftruncate(open_file.state->descriptor, static_cast<off_t>(open_file.end_of_addresses)) != 0) {
        open_file.state->error_number = errno;
    }
    open_file.end_of_file = open_file.end_of_addresses;
    return 0;
}

const H5FD_class_t& driver_class() {
    static const H5FD_class_t driver = [] {
        H5FD_class_t c{};
        c.name = "recoup";
        c.maxaddr = (haddr_t{1} << (8 * sizeof(off_t) - 1)) - 1;
        c.fc_degree = H5F_CLOSE_WEAK;  // the default of HDF5's drivers; the file's access list overrides it
        c.fapl_size = sizeof(WriteState*);
        c.open = open_descriptor;
        c.close = close_descriptor;
        c.query = features;
        c.get_eoa = end_of_addresses;
        c.set_eoa = set_end_of_addresses;
        c.get_eof = end_of_file;
        c.read = read_bytes;
        c.write = write_bytes;
        c.truncate = truncate_file;
        const H5FD_mem_t free_lists[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
        std::copy(std::begin(free_lists), std::end(free_lists), c.fl_map);
        return c;
    }();
    return driver;
}

}  // namespace

void use_remembering_driver(const Handle& file_access, WriteState& state, const Place& place) {
    static const hid_t driver = checked(H5FDregister(&driver_class()), place);
    WriteState* address = &state;
    checked(H5Pset_driver(file_access.get(), driver, &address), place);
}

}  // namespace recoup::sim::hdf5
