#include "sim/output/hdf5_dataset.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <numeric>

#include "models/errors.hpp"
#include "sim/output/hdf5_storage.hpp"

namespace recoup::sim::hdf5 {

namespace {

struct TypeFacts {
    const char* name;
    std::size_t bytes;
};

constexpr std::array<TypeFacts, 6> type_facts{
    {{"float64", 8}, {"float32", 4}, {"int64", 8}, {"int32", 4}, {"int8", 1}, {"text", sizeof(char*)}}};

const TypeFacts& facts(ElementType type) {
    return type_facts[static_cast<std::size_t>(type)];
}

/// Little-endian in the file and, on every machine that we build for, in memory.
hid_t number_type(ElementType type) {
    switch (type) {
        case ElementType::float64:
            return H5T_IEEE_F64LE;
        case ElementType::float32:
            return H5T_IEEE_F32LE;
        case ElementType::int64:
            return H5T_STD_I64LE;
        case ElementType::int32:
            return H5T_STD_I32LE;
        default:
            return H5T_STD_I8LE;
    }
}

/// Strings as data: variable length (fixed-length string data aborts netCDF-C 4.9.0), UTF-8.
Handle data_type(ElementType type, const Place& place) {
    if (type != ElementType::text) {
        return owned(H5Tcopy(number_type(type)), H5Tclose, place);
    }
    Handle text = owned(H5Tcopy(H5T_C_S1), H5Tclose, place);
    checked(H5Tset_size(text.get(), H5T_VARIABLE), place);
    checked(H5Tset_cset(text.get(), H5T_CSET_UTF8), place);
    return text;
}

Handle data_space(const Shape& shape, const Place& place) {
    if (shape.empty()) {
        return owned(H5Screate(H5S_SCALAR), H5Sclose, place);
    }
    const std::vector<hsize_t> extent(shape.begin(), shape.end());
    return owned(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose, place);
}

/// What marks a missing element: NaN, or the most negative integer. Wide enough for every type.
std::array<std::byte, 8> fill_value(ElementType type) {
    std::array<std::byte, 8> bytes{};
    const auto put = [&bytes](auto value) {
        std::copy_n(reinterpret_cast<const std::byte*>(&value), sizeof(value), bytes.data());
    };
    switch (type) {
        case ElementType::float64:
            put(std::numeric_limits<double>::quiet_NaN());
            break;
        case ElementType::float32:
            put(std::numeric_limits<float>::quiet_NaN());
            break;
        case ElementType::int64:
            put(std::numeric_limits<std::int64_t>::min());
            break;
        case ElementType::int32:
            put(std::numeric_limits<std::int32_t>::min());
            break;
        default:
            put(std::numeric_limits<std::int8_t>::min());
            break;
    }
    return bytes;
}

void write_held(hid_t object, const std::string& name, const std::string& text, const Place& place) {
    if (text.empty()) {
        return;
    }
    const Handle type = owned(H5Tcopy(H5T_C_S1), H5Tclose, place);
    checked(H5Tset_size(type.get(), text.size() + 1), place);
    checked(H5Tset_strpad(type.get(), H5T_STR_NULLTERM), place);
    const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; });
    checked(H5Tset_cset(type.get(), ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8), place);
    write_raw_attribute(object, name, type, {}, text.c_str(), place);
}

template <class Element>
void write_held(hid_t object, const std::string& name, const Element& value, const Place& place) {
    write_raw_attribute(object, name, data_type(element_type<Element>(), place), {}, &value, place);
}

template <class Element>
void write_held(hid_t object, const std::string& name, const std::vector<Element>& values,
                const Place& place) {
    write_raw_attribute(object, name, data_type(element_type<Element>(), place), {values.size()},
                        values.data(), place);
}

void write_values(const Handle& dataset, const Handle& type, const Values& values, const Place& place) {
    std::vector<const char*> texts;
    const void* data = values.data;
    if (values.type == ElementType::text) {
        const auto* strings = static_cast<const std::string*>(values.data);
        std::transform(strings, strings + values.size, std::back_inserter(texts),
                       std::mem_fn(&std::string::c_str));
        data = texts.data();
    }
    checked(H5Dwrite(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, data), place);
}

}  // namespace

std::string name_of(ElementType type) {
    return facts(type).name;
}

std::size_t number_of_elements(const Shape& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

void write_raw_attribute(hid_t object, const std::string& name, const Handle& type, const Shape& shape,
                         const void* data, const Place& place) {
    const Handle space = data_space(shape, place);
    const Handle attribute = owned(
        H5Acreate2(object, name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, place);
    checked(H5Awrite(attribute.get(), type.get(), data), place);
}

Handle dataset_creation(const Place& place) {
    Handle list = owned(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, place);
    checked(H5Pset_attr_creation_order(list.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), place);
    checked(H5Pset_obj_track_times(list.get(), false), place);
    return list;
}

Handle write_dataset(const Output& output, hid_t location, const std::string& name, const Shape& shape,
                     const Values& values, bool with_fill_value) {
    const Place place = output.place(name);
    if (values.size != number_of_elements(shape)) {
        throw ContractViolation("results file, " + name + ": " + std::to_string(values.size) +
                                " values for a shape of " + std::to_string(number_of_elements(shape)));
    }
    const Handle type = data_type(values.type, place);
    const Handle creation = dataset_creation(place);
    const bool number = values.type != ElementType::text;
    const auto fill = fill_value(values.type);
    if (number) {
        set_storage(creation, chunk_shape(shape, facts(values.type).bytes), place);
    }
    if (number && with_fill_value) {
        checked(H5Pset_fill_value(creation.get(), type.get(), fill.data()), place);
    }
    const Handle space = data_space(shape, place);
    Handle dataset = owned(
        H5Dcreate2(location, name.c_str(), type.get(), space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
        H5Dclose, place);
    write_values(dataset, type, values, place);
    if (number && with_fill_value) {
        write_raw_attribute(dataset.get(), "_FillValue", type, {1}, fill.data(), place);
    }
    output.check_writes(name);
    return dataset;
}

void write_attribute(const Output& output, hid_t object, const std::string& name,
                     const AttributeValue& value) {
    const Place place = output.place(name);
    std::visit([&](const auto& held) { write_held(object, name, held, place); }, value);
}

}  // namespace recoup::sim::hdf5
