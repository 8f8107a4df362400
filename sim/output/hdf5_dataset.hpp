// Datasets and attributes in the forms that readers of HDF5 and of netCDF-4 share.
#pragma once

#include <concepts>
#include <cstdint>
#include <ranges>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "sim/output/hdf5_output.hpp"

namespace recoup::sim::hdf5 {

enum class ElementType { float64, float32, int64, int32, int8, text };

template <class Element>
constexpr ElementType element_type() {
    if constexpr (std::same_as<Element, double>) {
        return ElementType::float64;
    } else if constexpr (std::same_as<Element, float>) {
        return ElementType::float32;
    } else if constexpr (std::same_as<Element, std::int64_t>) {
        return ElementType::int64;
    } else if constexpr (std::same_as<Element, std::int32_t>) {
        return ElementType::int32;
    } else if constexpr (std::same_as<Element, std::int8_t>) {
        return ElementType::int8;
    } else {
        static_assert(std::same_as<Element, std::string>, "not an element type of the results file");
        return ElementType::text;
    }
}

std::string name_of(ElementType type);

/// A view of contiguous elements (vector, array, span) of any of the types above. Does not own them.
struct Values {
    template <std::ranges::contiguous_range Range>
    Values(const Range& range)  // NOLINT: implicit, so that write(name, vector) reads plainly
        : type(element_type<std::ranges::range_value_t<Range>>()),
          data(std::ranges::data(range)),
          size(std::ranges::size(range)) {}

    ElementType type;
    const void* data;
    std::size_t size;
};

using AttributeValue = std::variant<std::string, std::int64_t, std::int32_t, double,
                                    std::vector<std::int32_t>, std::vector<std::int8_t>>;
using Shape = std::vector<std::size_t>;

std::size_t number_of_elements(const Shape& shape);

/// Up to 512 KiB plain; above in chunks with shuffle, deflate 1, fletcher32. An empty shape is a scalar.
Handle write_dataset(const Output& output, hid_t location, const std::string& name, const Shape& shape,
                     const Values& values, bool with_fill_value);

/// Text as fixed-length and null-terminated; empty text is left out (R reads garbage).
void write_attribute(const Output& output, hid_t object, const std::string& name,
                     const AttributeValue& value);

/// An attribute of a type that HDF5 knows alone; `data` as the type lies in memory.
void write_raw_attribute(hid_t object, const std::string& name, const Handle& type, const Shape& shape,
                         const void* data, const Place& place);

/// Properties of every dataset: creation order of its attributes, no time stamps.
Handle dataset_creation(const Place& place);

}  // namespace recoup::sim::hdf5
