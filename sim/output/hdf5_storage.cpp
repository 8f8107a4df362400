#include "sim/output/hdf5_storage.hpp"

#include <algorithm>

namespace recoup::sim::hdf5 {

namespace {

constexpr std::size_t largest_chunk_bytes = 1024 * 1024;
constexpr unsigned deflate_level = 1;  // doubles hardly compress; higher levels cost time only

}  // namespace

Shape chunk_shape(const Shape& shape, std::size_t element_bytes) {
    if (shape.empty() || number_of_elements(shape) * element_bytes <= largest_chunk_bytes / 2) {
        return {};
    }
    Shape chunk(shape.size(), 1);
    std::size_t room = largest_chunk_bytes / element_bytes;
    for (std::size_t axis = shape.size(); axis-- > 0 && room > 1;) {
        // Equal pieces, so that the last chunk of an axis is not mostly padding.
        const std::size_t pieces = (shape[axis] + room - 1) / room;
        chunk[axis] = (shape[axis] + pieces - 1) / pieces;
        room /= chunk[axis];
    }
    return chunk;
}

void set_storage(const Handle& creation, const Shape& chunk, const Place& place) {
    if (chunk.empty()) {
        return;
    }
    const std::vector<hsize_t> extent(chunk.begin(), chunk.end());
    checked(H5Pset_chunk(creation.get(), static_cast<int>(extent.size()), extent.data()), place);
    checked(H5Pset_shuffle(creation.get()), place);
    checked(H5Pset_deflate(creation.get(), deflate_level), place);
    checked(H5Pset_fletcher32(creation.get()), place);
}

}  // namespace recoup::sim::hdf5
