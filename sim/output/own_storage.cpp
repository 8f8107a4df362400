#include "sim/output/own_storage.hpp"

#include <H5PLpublic.h>

#include <algorithm>
#include <array>

#include "sim/output/hdf5_callback.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim::hdf5 {

namespace {

constexpr std::array filters_of_ours = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32};

[[noreturn]] void refuse(const Reader& file, const std::string& object, const std::string& problem,
                         const std::string& why) {
    Problem text;
    text.where = file.path().string();
    text.field = object;
    text.problem = problem;
    text.why = why;
    text.suggestion = "Take the file that recoup wrote";
    throw OutputError(text);
}

/// More than what the file can hold, however well it is packed: the values would take memory without end.
void check_extent(const Reader& file, const std::string& object, const Handle& dataset) {
    constexpr double most_packed = 1032.0;  // of deflate
    const Place place = file.place(object);
    const Handle type = owned(H5Dget_type(dataset.get()), H5Tclose, place);
    double bytes = static_cast<double>(H5Tget_size(type.get()));
    for (const std::size_t extent : file.shape(object)) {
        bytes *= static_cast<double>(extent);
    }
    hsize_t length = 0;
    checked(H5Fget_filesize(file.file(), &length), place);
    if (bytes > most_packed * static_cast<double>(length)) {
        refuse(file, object, "says that it has more values than the file can hold", "");
    }
}

void check_dataset(const Reader& file, const std::string& object) {
    const Place place = file.place(object);
    const Handle dataset = file.open_dataset(object);
    const Handle creation = owned(H5Dget_create_plist(dataset.get()), H5Pclose, place);
    if (H5Pget_layout(creation.get()) == H5D_VIRTUAL) {
        refuse(file, object, "is a virtual dataset", "its values lie in other files");
    }
    if (H5Pget_external_count(creation.get()) != 0) {
        refuse(file, object, "has external storage", "its values lie in other files");
    }
    check_extent(file, object, dataset);
    const int filters = H5Pget_nfilters(creation.get());
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0;
        std::size_t values = 0;
        const H5Z_filter_t filter = H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &values,
                                                   nullptr, 0, nullptr, nullptr);
        if (std::ranges::find(filters_of_ours, filter) == filters_of_ours.end()) {
            refuse(file, object, "is packed by a filter that recoup does not use",
                   "filter " + std::to_string(filter));
        }
    }
}

struct Walk {
    const Reader& file;
    std::string group;
    std::vector<std::string> groups = {};
    std::vector<std::string> datasets = {};
    std::string wrong = {};
};

herr_t sort_in(hid_t group, const char* name, const H5L_info_t* link, Walk& walk) {
    H5O_info_t info;
    if (link->type != H5L_TYPE_HARD) {
        walk.wrong = name;
        return 1;
    }
    if (H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
        return -1;
    }
    const std::string path = walk.group.empty() ? name : walk.group + "/" + name;
    if (info.type == H5O_TYPE_GROUP) {
        walk.groups.push_back(path);
    } else if (info.type == H5O_TYPE_DATASET) {
        walk.datasets.push_back(path);
    } else {
        walk.wrong = name;
        return 1;
    }
    return 0;
}

herr_t look_at(hid_t group, const char* name, const H5L_info_t* link, void* data) {
    return without_throwing([&] { return sort_in(group, name, link, *static_cast<Walk*>(data)); });
}

void check_group(const Reader& file, const std::string& group, int levels) {
    const Place place = file.place(group);
    const Handle opened =
        owned(H5Gopen2(file.file(), group.empty() ? "/" : group.c_str(), H5P_DEFAULT), H5Gclose, place);
    Walk walk{file, group};
    checked(H5Literate(opened.get(), H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, look_at, &walk), place);
    if (!walk.wrong.empty()) {
        refuse(file, group + "/" + walk.wrong, "is neither a group nor a dataset of this file",
               "a link to somewhere else, or a named type");
    }
    if (levels == 0 && !walk.groups.empty()) {
        refuse(file, walk.groups.front(), "is a group where recoup writes none", "");
    }
    for (const std::string& dataset : walk.datasets) {
        check_dataset(file, dataset);
    }
    for (const std::string& inner : walk.groups) {
        check_group(file, inner, levels - 1);
    }
}

}  // namespace

void require_own_storage(const Reader& file, bool with_groups) {
    check_group(file, "", with_groups ? 1 : 0);
}

void forbid_plugins() {
    H5PLset_loading_state(0);
}

}  // namespace recoup::sim::hdf5
