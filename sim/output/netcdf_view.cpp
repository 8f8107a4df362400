#include "sim/output/netcdf_view.hpp"

#include <hdf5_hl.h>

#include <optional>
#include <string_view>

#include "sim/output/hdf5_callback.hpp"

namespace recoup::sim::hdf5 {

namespace {

constexpr std::string_view no_variable = "This is a netCDF dimension but not a netCDF variable.";

Handle open_object(const Reader& file, const std::string& name) {
    return owned(H5Oopen(file.file(), name.empty() ? "/" : name.c_str(), H5P_DEFAULT), H5Oclose,
                 file.place(name));
}

/// What a function of HDF5 that fills a buffer, and returns the length, has to say; nothing where it fails.
template <class Fill>
std::optional<std::string> filled(Fill fill) {
    const ssize_t length = fill(nullptr, 0);
    if (length < 0) {
        return std::nullopt;
    }
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    if (fill(text.data(), text.size()) < 0) {
        return std::nullopt;
    }
    text.pop_back();
    return text;
}

/// The last part of an object's path. HDF5 searches the whole file for it.
std::optional<std::string> searched_name(hid_t object) {
    const auto path = filled([&](char* text, std::size_t size) { return H5Iget_name(object, text, size); });
    return path ? std::optional(path->substr(path->rfind('/') + 1)) : std::nullopt;
}

std::optional<std::string> scale_name(hid_t scale) {
    const auto name =
        filled([&](char* text, std::size_t size) { return H5DSget_scale_name(scale, text, size); });
    return name && name->starts_with(no_variable) ? searched_name(scale) : name;
}

herr_t collect_scale(hid_t, unsigned, hid_t scale, void* names) {
    return without_throwing([&] {
        const auto name = scale_name(scale);
        if (!name) {
            return -1;
        }
        static_cast<std::vector<std::string>*>(names)->push_back(*name);
        return 0;
    });
}

herr_t collect_unreadable(hid_t object, const char* name, const H5A_info_t*, void* names) {
    return without_throwing([&] {
        const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
        const Handle type(H5Aget_type(attribute.get()), H5Tclose);
        if (type.get() < 0) {
            return -1;
        }
        const bool text = H5Tget_class(type.get()) == H5T_STRING;
        if (text && (H5Tis_variable_str(type.get()) > 0 || H5Tget_size(type.get()) < 2)) {
            static_cast<std::vector<std::string>*>(names)->emplace_back(name);
        }
        return 0;
    });
}

}  // namespace

bool is_scale(const Reader& file, const std::string& dataset) {
    return checked(H5DSis_scale(file.open_dataset(dataset).get()), file.place(dataset)) > 0;
}

std::vector<std::string> dimension_names(const Reader& file, const std::string& dataset) {
    const Handle opened = file.open_dataset(dataset);
    std::vector<std::string> result;
    for (unsigned axis = 0; axis < file.shape(dataset).size(); ++axis) {
        std::vector<std::string> names;
        checked(H5DSiterate_scales(opened.get(), axis, nullptr, collect_scale, &names), file.place(dataset));
        result.push_back(names.size() == 1 ? names.front() : "");
    }
    return result;
}

bool is_unlabelled(const Reader& file, const std::string& scale) {
    const auto name = file.text_attribute(scale, "NAME");
    return name && name->starts_with(no_variable);
}

std::vector<std::string> unreadable_texts(const Reader& file, const std::string& object) {
    const Handle opened = open_object(file, object);
    std::vector<std::string> names;
    checked(H5Aiterate2(opened.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_unreadable, &names),
            file.place(object));
    return names;
}

bool tracks_order(const Reader& file, const std::string& object) {
    constexpr unsigned wanted = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    const Handle opened = open_object(file, object);
    const bool group = H5Iget_type(opened.get()) == H5I_GROUP;
    const Handle list = owned(group ? H5Gget_create_plist(opened.get()) : H5Dget_create_plist(opened.get()),
                              H5Pclose, file.place(object));
    unsigned attributes = 0;
    unsigned links = wanted;
    checked(H5Pget_attr_creation_order(list.get(), &attributes), file.place(object));
    if (group) {
        checked(H5Pget_link_creation_order(list.get(), &links), file.place(object));
    }
    return attributes == wanted && links == wanted;
}

}  // namespace recoup::sim::hdf5
