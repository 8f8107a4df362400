#include "sim/output/hdf5_reader.hpp"

#include <hdf5.h>

#include "sim/output/hdf5_callback.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/own_storage.hpp"

namespace recoup::sim::hdf5 {

namespace {

const char* or_root(const std::string& name) {
    return name.empty() ? "/" : name.c_str();
}

struct Listing {
    H5O_type_t kind;
    std::vector<std::string> names;
};

herr_t add_to_listing(hid_t group, const char* name, const H5L_info_t*, void* data) {
    auto& listing = *static_cast<Listing*>(data);
    H5O_info_t info;
    if (H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
        return -1;
    }
    return without_throwing([&] {
        if (info.type == listing.kind) {
            listing.names.emplace_back(name);
        }
        return 0;
    });
}

std::vector<std::string> list(const Reader& reader, const std::string& group, H5O_type_t kind) {
    const Place place = reader.place(group);
    const Handle opened = owned(H5Gopen2(reader.file(), or_root(group), H5P_DEFAULT), H5Gclose, place);
    Listing listing{kind, {}};
    checked(H5Literate(opened.get(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, add_to_listing, &listing),
            place);
    return listing.names;
}

template <class Element>
std::vector<Element> read_numbers(const Reader& reader, const std::string& name, hid_t memory_type,
                                  H5T_class_t wanted) {
    const Place place = reader.place(name);
    const Handle dataset = reader.open_dataset(name);
    const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, place);
    if (H5Tget_class(type.get()) != wanted) {
        throw reading_error(place.file, name,
                            wanted == H5T_FLOAT ? "is not floating-point" : "is not integer", 0);
    }
    std::vector<Element> values(number_of_elements(reader.shape(name)));
    checked(H5Dread(dataset.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), place);
    return values;
}

}  // namespace

Reader::Reader(const std::filesystem::path& path) : path_(path) {
    silence_hdf5_errors();
    forbid_plugins();
    file_ = owned(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, place(""));
}

Reader::Reader(const std::filesystem::path& path, const std::string& bytes) : path_(path) {
    silence_hdf5_errors();
    forbid_plugins();
    // Not H5LTopen_file_image, which leaks its user data (HDF5 1.10). HDF5 copies the bytes.
    constexpr std::size_t increment = 1 << 20;
    const Handle access = owned(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, place(""));
    const bool set = H5Pset_fapl_core(access.get(), increment, 0) >= 0 &&
                     H5Pset_file_image(access.get(), const_cast<char*>(bytes.data()), bytes.size()) >= 0;
    // HDF5 takes an image only under a name that no file has.
    const std::string name = path_.string() + " in memory";
    file_ = owned(set ? H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.get()) : H5I_INVALID_HID, H5Fclose,
                  place(""));
}

bool Reader::exists(const std::string& name) const {
    const auto is_there = [&](const std::string& link) {  // what cannot be read is not absent
        return checked(H5Lexists(file_.get(), link.c_str(), H5P_DEFAULT), place(name)) > 0;
    };
    // HDF5 asks for every group on the way to exist.
    for (std::size_t end = name.find('/'); end != std::string::npos; end = name.find('/', end + 1)) {
        if (end > 0 && !is_there(name.substr(0, end))) {
            return false;
        }
    }
    return name.empty() || is_there(name);
}

std::vector<std::string> Reader::groups() const {
    return list(*this, "", H5O_TYPE_GROUP);
}

std::vector<std::string> Reader::datasets(const std::string& group) const {
    return list(*this, group, H5O_TYPE_DATASET);
}

Handle Reader::open_dataset(const std::string& name) const {
    return owned(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT), H5Dclose, place(name));
}

ElementType Reader::type(const std::string& name) const {
    const Handle dataset = open_dataset(name);
    const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, place(name));
    const std::size_t bytes = H5Tget_size(type.get());
    switch (H5Tget_class(type.get())) {
        case H5T_FLOAT:
            return bytes == 8 ? ElementType::float64 : ElementType::float32;
        case H5T_INTEGER:
            return bytes == 8 ? ElementType::int64 : (bytes == 4 ? ElementType::int32 : ElementType::int8);
        case H5T_STRING:
            return ElementType::text;
        default:
            throw reading_error(path_, name, "has a type that recoup does not write", 0);
    }
}

Shape Reader::shape(const std::string& name) const {
    const Handle dataset = open_dataset(name);
    const Handle space = owned(H5Dget_space(dataset.get()), H5Sclose, place(name));
    const int rank = static_cast<int>(checked(H5Sget_simple_extent_ndims(space.get()), place(name)));
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    checked(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), place(name));
    return {extent.begin(), extent.end()};
}

std::vector<double> Reader::doubles(const std::string& name) const {
    return read_numbers<double>(*this, name, H5T_NATIVE_DOUBLE, H5T_FLOAT);
}

std::vector<std::int64_t> Reader::integers(const std::string& name) const {
    return read_numbers<std::int64_t>(*this, name, H5T_NATIVE_INT64, H5T_INTEGER);
}

std::vector<std::string> Reader::strings(const std::string& name) const {
    const Handle dataset = open_dataset(name);
    const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, place(name));
    if (H5Tis_variable_str(type.get()) <= 0) {
        throw reading_error(path_, name, "is not variable-length text", 0);
    }
    const Handle space = owned(H5Dget_space(dataset.get()), H5Sclose, place(name));
    std::vector<char*> texts(number_of_elements(shape(name)), nullptr);
    checked(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), place(name));
    std::vector<std::string> result;
    for (const char* text : texts) {
        result.emplace_back(text == nullptr ? "" : text);
    }
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, texts.data());
    return result;
}

Handle Reader::open_attribute(const std::string& object, const std::string& name, H5T_class_t wanted) const {
    const char* holder = or_root(object);
    const Place at = place(object + "@" + name);
    if (checked(H5Aexists_by_name(file_.get(), holder, name.c_str(), H5P_DEFAULT), at) == 0) {
        return {};
    }
    Handle attribute =
        owned(H5Aopen_by_name(file_.get(), holder, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, at);
    const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, at);
    return H5Tget_class(type.get()) == wanted ? std::move(attribute) : Handle();
}

std::optional<std::string> Reader::text_attribute(const std::string& object, const std::string& name) const {
    const Handle attribute = open_attribute(object, name, H5T_STRING);
    if (attribute.get() < 0) {
        return std::nullopt;
    }
    const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, place(object + "@" + name));
    if (H5Tis_variable_str(type.get()) > 0) {
        return std::nullopt;
    }
    std::string text(H5Tget_size(type.get()), '\0');
    checked(H5Aread(attribute.get(), type.get(), text.data()), place(object + "@" + name));
    text.resize(text.find_last_not_of('\0') + 1);
    return text;
}

std::vector<std::int64_t> Reader::integer_list_attribute(const std::string& object,
                                                         const std::string& name) const {
    const Handle attribute = open_attribute(object, name, H5T_INTEGER);
    if (attribute.get() < 0) {
        return {};
    }
    const Handle space = owned(H5Aget_space(attribute.get()), H5Sclose, place(object + "@" + name));
    std::vector<std::int64_t> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())));
    checked(H5Aread(attribute.get(), H5T_NATIVE_INT64, values.data()), place(object + "@" + name));
    return values;
}

std::optional<std::int64_t> Reader::integer_attribute(const std::string& object,
                                                      const std::string& name) const {
    const std::vector<std::int64_t> values = integer_list_attribute(object, name);
    return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

std::optional<double> Reader::number_attribute(const std::string& object, const std::string& name) const {
    const Handle attribute = open_attribute(object, name, H5T_FLOAT);
    if (attribute.get() < 0) {
        return std::nullopt;
    }
    const Handle space = owned(H5Aget_space(attribute.get()), H5Sclose, place(object + "@" + name));
    if (H5Sget_simple_extent_npoints(space.get()) != 1) {
        return std::nullopt;
    }
    double value = 0.0;
    checked(H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value), place(object + "@" + name));
    return value;
}

}  // namespace recoup::sim::hdf5
