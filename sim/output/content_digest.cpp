#include "sim/output/content_digest.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "sim/files/sha256.hpp"
#include "sim/output/hdf5_callback.hpp"
#include "sim/output/hdf5_dataset.hpp"
#include "sim/output/results_seal.hpp"

namespace recoup::sim::hdf5 {

namespace {

/// Set after the digest, or the digest itself, or a repetition of DIMENSION_LIST.
constexpr std::array<std::string_view, 3> left_out = {content_digest_name, "status", "REFERENCE_LIST"};
constexpr const char* dimension_list = "DIMENSION_LIST";

herr_t keep_link_name(hid_t, const char* name, const H5L_info_t*, void* names) {
    return without_throwing([&] {
        static_cast<std::vector<std::string>*>(names)->emplace_back(name);
        return 0;
    });
}

herr_t keep_attribute_name(hid_t, const char* name, const H5A_info_t*, void* names) {
    return without_throwing([&] {
        static_cast<std::vector<std::string>*>(names)->emplace_back(name);
        return 0;
    });
}

std::vector<std::string> link_names(hid_t group, const Place& place) {
    std::vector<std::string> names;
    checked(H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, keep_link_name, &names), place);
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> attribute_names(hid_t object, const Place& place) {
    std::vector<std::string> names;
    checked(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, keep_attribute_name, &names), place);
    std::erase_if(
        names, [](const std::string& name) { return std::ranges::find(left_out, name) != left_out.end(); });
    std::ranges::sort(names);
    return names;
}

std::string shape_text(const Shape& shape) {
    std::string text;
    for (const std::size_t length : shape) {
        text += (text.empty() ? "" : "x") + std::to_string(length);
    }
    return text.empty() ? "scalar" : text;
}

Shape shape_of(const Handle& space, const Place& place) {
    const auto rank = static_cast<std::size_t>(checked(H5Sget_simple_extent_ndims(space.get()), place));
    std::vector<hsize_t> extent(rank);
    checked(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), place);
    return {extent.begin(), extent.end()};
}

/// Reads all elements into memory as the type lies there.
using ReadAll = std::function<herr_t(hid_t memory_type, void* buffer)>;

std::string type_name(hid_t type) {
    const std::string bits = std::to_string(8 * H5Tget_size(type));
    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            return "float" + bits;
        case H5T_INTEGER:
            return (H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int") + bits;
        case H5T_STRING:
            return "text";
        default:
            return "other";
    }
}

/// Every text with a zero byte behind it.
std::string texts_of(const Handle& type, const Handle& space, std::size_t count, const ReadAll& read,
                     const Place& place) {
    std::string bytes;
    if (H5Tis_variable_str(type.get()) > 0) {
        std::vector<char*> texts(count, nullptr);
        checked(read(type.get(), texts.data()), place);
        for (const char* text : texts) {
            bytes += std::string(text == nullptr ? "" : text) + '\0';
        }
        H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, texts.data());
        return bytes;
    }
    const std::size_t length = H5Tget_size(type.get());
    std::string fixed(length * count, '\0');
    checked(read(type.get(), fixed.data()), place);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string text = fixed.substr(i * length, length);
        bytes += text.substr(0, text.find_last_not_of('\0') + 1) + '\0';
    }
    return bytes;
}

std::string numbers_of(const Handle& type, std::size_t count, const ReadAll& read, const Place& place) {
    const Handle little = owned(H5Tcopy(type.get()), H5Tclose, place);
    checked(H5Tset_order(little.get(), H5T_ORDER_LE), place);
    std::string bytes(count * H5Tget_size(little.get()), '\0');
    checked(read(little.get(), bytes.data()), place);
    return bytes;
}

/// `TYPE SHAPE SHA-256 of the values`
std::string value_text(const Handle& type, const Handle& space, const ReadAll& read, const Place& place) {
    const Shape shape = shape_of(space, place);
    const std::size_t count = number_of_elements(shape);
    const std::string name = type_name(type.get());
    std::string bytes;
    if (name == "text") {
        bytes = texts_of(type, space, count, read, place);
    } else if (name != "other") {
        bytes = numbers_of(type, count, read, place);
    }
    return name + " " + shape_text(shape) + " " + sha256_hex(bytes);
}

/// Paths of dimensions by reference: HDF5 walks through the whole file to name one.
using DimensionNames = std::map<hobj_ref_t, std::string>;

const std::string& name_of(const Handle& attribute, const hobj_ref_t& reference, DimensionNames& known,
                           const Place& place) {
    const auto [at, is_new] = known.try_emplace(reference);
    if (is_new) {
        std::array<char, 512> path{};
        checked(H5Rget_name(attribute.get(), H5R_OBJECT, &reference, path.data(), path.size()), place);
        at->second = path.data();
    }
    return at->second;
}

/// Paths of the dimensions along the axes.
std::string dimensions_text(const Handle& attribute, const Handle& space, DimensionNames& known,
                            const Place& place) {
    std::string text;
    const Handle type = owned(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, place);
    std::vector<hvl_t> axes(number_of_elements(shape_of(space, place)));
    checked(H5Aread(attribute.get(), type.get(), axes.data()), place);
    for (const hvl_t& axis : axes) {
        for (std::size_t i = 0; i < axis.len; ++i) {
            const hobj_ref_t& reference = static_cast<const hobj_ref_t*>(axis.p)[i];
            text += (text.empty() ? "" : " ") + name_of(attribute, reference, known, place);
        }
    }
    H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, axes.data());
    return text;
}

std::string attribute_lines(hid_t object, const std::string& owner, DimensionNames& known,
                            const Place& place) {
    std::string lines;
    for (const std::string& name : attribute_names(object, place)) {
        const Handle attribute = owned(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, place);
        const Handle type = owned(H5Aget_type(attribute.get()), H5Tclose, place);
        const Handle space = owned(H5Aget_space(attribute.get()), H5Sclose, place);
        const ReadAll read = [&](hid_t memory, void* buffer) {
            return H5Aread(attribute.get(), memory, buffer);
        };
        lines += owner + "@" + name + " " +
                 (name == dimension_list ? dimensions_text(attribute, space, known, place)
                                         : value_text(type, space, read, place)) +
                 "\n";
    }
    return lines;
}

std::string dataset_lines(const Handle& dataset, const std::string& name, DimensionNames& known,
                          const Place& place) {
    const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, place);
    const Handle space = owned(H5Dget_space(dataset.get()), H5Sclose, place);
    const ReadAll read = [&](hid_t memory, void* buffer) {
        return H5Dread(dataset.get(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
    };
    return name + " " + value_text(type, space, read, place) + "\n" +
           attribute_lines(dataset.get(), name, known, place);
}

/// Digests by path of the group, "" for the root.
using Digests = std::map<std::string, std::string>;

void add_digests(hid_t group, const std::string& path, DimensionNames& known, const Place& place,
                 Digests& digests) {
    std::string lines = attribute_lines(group, "", known, place);
    for (const std::string& name : link_names(group, place)) {
        const Place at{place.file, path + "/" + name, place.access};
        const Handle object = owned(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, at);
        if (H5Iget_type(object.get()) == H5I_GROUP) {
            add_digests(object.get(), at.object, known, at, digests);
            lines += name + "/ " + digests[at.object] + "\n";
        } else if (name != seal_name) {
            lines += dataset_lines(object, name, known, at);
        }
    }
    digests[path] = sha256_hex(lines);
}

Digests digests_of(hid_t root, const Place& place) {
    Digests digests;
    DimensionNames known;
    add_digests(root, "", known, place, digests);
    return digests;
}

}  // namespace

void write_content_digests(const Output& output) {
    output.check_writes("");  // a write that failed is read back as something else
    for (const auto& [path, digest] : digests_of(output.root(), output.place(""))) {
        const Handle group = owned(H5Oopen(output.root(), path.empty() ? "/" : path.c_str(), H5P_DEFAULT),
                                   H5Oclose, output.place(path));
        write_attribute(output, group.get(), content_digest_name, digest);
    }
}

std::vector<std::string> groups_that_differ(const Reader& file) {
    std::vector<std::string> differing;
    for (const auto& [path, digest] : digests_of(file.file(), file.place(""))) {
        if (file.text_attribute(path, content_digest_name) != digest) {
            differing.push_back(path.empty() ? "/" : path);
        }
    }
    if (differing.size() > 1) {
        std::erase(differing, "/");  // it holds the digests of the groups
    }
    return differing;
}

}  // namespace recoup::sim::hdf5
