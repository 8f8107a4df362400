#include "sim/output/netcdf_view.hpp"

#include <hdf5_hl.h>

#include <string_view>

namespace recoup::sim::hdf5 {

namespace {

constexpr std::string_view no_variable = "This is a netCDF dimension but not a netCDF variable.";

Handle open_object(const Reader& file, const std::string& name) {
    return owned(H5Oopen(file.file(), name.empty() ? "/" : name.c_str(), H5P_DEFAULT), H5Oclose,
                 file.place(name));
}

/// The last part of an object's path. HDF5 searches the whole file for it.
std::string searched_name(hid_t object) {
    const ssize_t length = H5Iget_name(object, nullptr, 0);
    std::string path(static_cast<std::size_t>(length) + 1, '\0');
    H5Iget_name(object, path.data(), path.size());
    path.pop_back();
    return path.substr(path.rfind('/') + 1);
}

std::string scale_name(hid_t scale) {
    const ssize_t length = H5DSget_scale_name(scale, nullptr, 0);
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    H5DSget_scale_name(scale, name.data(), name.size());
    name.pop_back();
    return name;
}

herr_t collect_scale(hid_t, unsigned, hid_t scale, void* names) {
    const std::string name = scale_name(scale);
    static_cast<std::vector<std::string>*>(names)->push_back(
        name.starts_with(no_variable) ? searched_name(scale) : name);
    return 0;
}

herr_t collect_unreadable(hid_t object, const char* name, const H5A_info_t*, void* names) {
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    const Handle type(H5Aget_type(attribute.get()), H5Tclose);
    const bool text = H5Tget_class(type.get()) == H5T_STRING;
    if (text && (H5Tis_variable_str(type.get()) > 0 || H5Tget_size(type.get()) < 2)) {
        static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    }
    return 0;
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
        H5DSiterate_scales(opened.get(), axis, nullptr, collect_scale, &names);
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
    H5Pget_attr_creation_order(list.get(), &attributes);
    if (group) {
        H5Pget_link_creation_order(list.get(), &links);
    }
    return attributes == wanted && links == wanted;
}

}  // namespace recoup::sim::hdf5
