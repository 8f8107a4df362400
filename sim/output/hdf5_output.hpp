// One HDF5 file being written: `NAME.partial` until publish(). One thread writes (serial HDF5 is not
// thread-safe).
#pragma once

#include <filesystem>

#include "sim/output/atomic_publish.hpp"
#include "sim/output/hdf5_driver.hpp"
#include "sim/output/hdf5_handle.hpp"

namespace recoup::sim::hdf5 {

class Output {
  public:
    explicit Output(const std::filesystem::path& target);
    ~Output();

    hid_t root() const { return file_.get(); }
    /// Text for messages about the object (a path inside the file).
    Place place(const std::string& object) const {
        return {publish_.target().string(), object, Access::write};
    }
    /// Throws if any write has failed so far.
    void check_writes(const std::string& object) const;
    /// Every handle to an object of the file must be closed. Marks the file complete and closes it; it lies
    /// at partial() then, and may be looked at before it is published.
    void finish();
    void publish() { publish_.publish(); }
    const std::filesystem::path& partial() const { return publish_.partial(); }
    int descriptor() const { return publish_.descriptor(); }

  private:
    AtomicPublish publish_;
    WriteState state_;
    Handle file_;
};

/// Properties of every group and of the root: creation order of links and attributes, as netCDF-4 requires.
Handle group_creation(hid_t property_class, const Place& place);

}  // namespace recoup::sim::hdf5
