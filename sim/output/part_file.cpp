#include "sim/output/part_file.hpp"

#include <algorithm>
#include <cstdio>

#include "sim/output/hdf5_file.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

constexpr const char* part_filetype = "recoup-part";
constexpr std::int64_t part_format_major = 2;

fs::path part_name(const Part& part) {
    char name[64];
    std::snprintf(name, sizeof(name), "part-%010lld-%010lld.h5", static_cast<long long>(part.first_path),
                  static_cast<long long>(part.path_count));
    return name;
}

bool looks_like_part(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with("part-") && name.ends_with(".h5");
}

void check_contract(const Part& part) {
    const bool range = part.path_count > 0 && part.first_path >= 0 && part.batch_size > 0;
    if (!range || part.first_path % part.batch_size != 0 || part.identity.empty()) {
        throw ContractViolation("part " + part_name(part).string() + ": needs an identity and whole batches");
    }
}

void write_array(const hdf5::Output& output, const NamedArray& array) {
    if (!hdf5::is_results_name(array.name)) {
        throw ContractViolation("part file, " + array.name + ": a name must match [a-z][a-z0-9_]*");
    }
    std::visit(
        [&](const auto& values) {
            hdf5::write_dataset(output, output.root(), array.name, array.shape, values, false);
        },
        array.values);
}

NamedArray read_array(const hdf5::Reader& reader, const std::string& name) {
    NamedArray array{name, reader.shape(name), {}};
    if (reader.type(name) == hdf5::ElementType::float64) {
        array.values = reader.doubles(name);
    } else {
        array.values = reader.integers(name);
    }
    return array;
}

[[noreturn]] void not_a_part(const fs::path& path, const std::string& why) {
    Problem problem;
    problem.where = path.string();
    problem.problem = "is not a complete part file";
    problem.why = why;
    problem.suggestion = "Delete it; its paths are then simulated again by --resume";
    throw OutputError(problem);
}

PartFile describe(const hdf5::Reader& reader) {
    const fs::path& path = reader.path();
    if (reader.text_attribute("", "filetype") != part_filetype) {
        not_a_part(path, "filetype is not recoup-part");
    }
    const std::vector<std::int64_t> version = reader.integer_list_attribute("", "format_version");
    if (version.empty() || version.front() != part_format_major) {
        not_a_part(path, "it was written by a version of recoup with another format of parts");
    }
    const auto identity = reader.text_attribute("", "identity");
    const auto first = reader.integer_attribute("", "first_path");
    const auto count = reader.integer_attribute("", "path_count");
    const auto batch = reader.integer_attribute("", "batch_size");
    if (!identity || !first || !count || !batch || reader.text_attribute("", "status") != "complete") {
        not_a_part(path, "identity, first_path, path_count, batch_size or status is missing");
    }
    return {path, *identity, *first, *count, *batch};
}

hdf5::Reader open_part(const fs::path& path) {
    try {
        return hdf5::Reader(path);
    } catch (const OutputError& error) {
        not_a_part(path, error.problems().front().why);
    }
}

}  // namespace

fs::path parts_folder(const fs::path& results_file) {
    fs::path folder = results_file;
    folder += ".parts";
    return folder;
}

void write_part(const fs::path& folder, const Part& part) {
    check_contract(part);
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) {
        throw output_error(folder, "", "cannot be created", failed.value());
    }
    hdf5::Output output(folder / part_name(part));
    const std::vector<std::int32_t> version{part_format_major, 0};
    hdf5::write_attribute(output, output.root(), "filetype", std::string(part_filetype));
    hdf5::write_attribute(output, output.root(), "format_version", version);
    hdf5::write_attribute(output, output.root(), "identity", part.identity);
    hdf5::write_attribute(output, output.root(), "first_path", part.first_path);
    hdf5::write_attribute(output, output.root(), "path_count", part.path_count);
    hdf5::write_attribute(output, output.root(), "batch_size", part.batch_size);
    for (const NamedArray& array : part.arrays) {
        write_array(output, array);
    }
    output.publish();
}

PartFile describe_part(const fs::path& path) {
    return describe(open_part(path));
}

std::vector<PartFile> list_parts(const fs::path& folder) {
    std::vector<PartFile> parts;
    if (!fs::exists(folder)) {
        return parts;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file() && looks_like_part(entry.path())) {
            parts.push_back(describe_part(entry.path()));
        }
    }
    std::ranges::sort(parts, {}, [](const PartFile& part) { return std::pair(part.first_path, part.path); });
    return parts;
}

Part read_part(const fs::path& path) {
    const hdf5::Reader reader = open_part(path);
    const PartFile file = describe(reader);
    Part part{file.identity, file.first_path, file.path_count, {}, file.batch_size};
    for (const std::string& name : reader.datasets("")) {
        part.arrays.push_back(read_array(reader, name));
    }
    return part;
}

}  // namespace recoup::sim
