#include "sim/output/hdf5_text_place.hpp"

#include <cstring>

#include "models/errors.hpp"
#include "sim/output/file_bytes.hpp"

namespace recoup::sim::hdf5 {

namespace {

constexpr std::size_t header_bytes = 16;  // of a heap, of each object in it, and of a reference to one

/// Whole numbers lie lowest byte first, in the file as in memory.
template <class Whole>
Whole whole_at(const std::string& bytes, std::size_t place) {
    Whole value = 0;
    std::memcpy(&value, bytes.data() + place, sizeof value);
    return value;
}

std::uint64_t padded(std::uint64_t size) {
    return (size + 7) / 8 * 8;
}

}  // namespace

std::uint64_t offset_of_reference(const Output& output, const std::string& dataset) {
    const Place place = output.place(dataset);
    const Handle opened = owned(H5Dopen2(output.root(), dataset.c_str(), H5P_DEFAULT), H5Dclose, place);
    const haddr_t offset = H5Dget_offset(opened.get());
    if (offset == HADDR_UNDEF) {
        throw ContractViolation("results file, " + dataset + ": does not lie in one piece");
    }
    return offset;
}

std::uint64_t offset_of_text(int descriptor, const std::filesystem::path& file, std::uint64_t reference) {
    const std::string to_heap = bytes_at(descriptor, file, reference, header_bytes);
    const auto heap = whole_at<std::uint64_t>(to_heap, 4);
    const auto wanted = whole_at<std::uint32_t>(to_heap, 12);
    const auto end = heap + whole_at<std::uint64_t>(bytes_at(descriptor, file, heap, header_bytes), 8);
    for (std::uint64_t at = heap + header_bytes; at + header_bytes <= end;) {
        const std::string object = bytes_at(descriptor, file, at, header_bytes);
        if (whole_at<std::uint16_t>(object, 0) == wanted) {
            return at + header_bytes;
        }
        at += header_bytes + padded(whole_at<std::uint64_t>(object, 8));
    }
    throw ContractViolation("results file: a text is not in the heap that its dataset names");
}

}  // namespace recoup::sim::hdf5
