#include "sim/output/part_file.hpp"

#include <algorithm>
#include <cstdio>

#include "sim/files/sha256.hpp"
#include "sim/output/file_bytes.hpp"
#include "sim/output/file_status.hpp"
#include "sim/output/hdf5_file.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/own_storage.hpp"
#include "sim/output/part_manifest.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

constexpr const char* part_filetype = "recoup-part";
constexpr std::int64_t part_format_major = 3;

fs::path part_name(const Part& part) {
    char name[64];
    std::snprintf(name, sizeof(name), "part-%010lld-%010lld.h5", static_cast<long long>(part.first_path),
                  static_cast<long long>(part.path_count));
    return name;
}

/// What a kill leaves of a part, or of the manifest, that was being written.
bool is_half_written(const fs::path& path) {
    constexpr std::string_view suffix = ".partial";
    const std::string name = path.filename().string();
    const std::string whole = name.substr(0, name.size() - std::min(name.size(), suffix.size()));
    return name.ends_with(suffix) && (is_part_name(whole) || whole == PartManifest::file_in({}).string());
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

constexpr const char* delete_it = "Delete it; its paths are then simulated again by --resume";

[[noreturn]] void not_a_part(const fs::path& path, const std::string& why) {
    refuse_file(path, "is not a complete part file", why, delete_it);
}

[[noreturn]] void other_format(const fs::path& path) {
    refuse_file(path, "was written by a version of recoup with another format of parts",
                "this one reads format " + std::to_string(part_format_major),
                "Finish with that version, or remove the folder of parts to start afresh");
}

PartFile describe(const hdf5::Reader& reader, const std::string& sha256) {
    const fs::path& path = reader.path();
    if (reader.text_attribute("", "filetype") != part_filetype) {
        not_a_part(path, "filetype is not recoup-part");
    }
    const std::vector<std::int64_t> version = reader.integer_list_attribute("", "format_version");
    if (version.empty() || version.front() != part_format_major) {
        other_format(path);
    }
    const auto identity = reader.text_attribute("", "identity");
    const auto first = reader.integer_attribute("", "first_path");
    const auto count = reader.integer_attribute("", "path_count");
    const auto batch = reader.integer_attribute("", "batch_size");
    if (!identity || !first || !count || !batch || reader.text_attribute("", "status") != "complete") {
        not_a_part(path, "identity, first_path, path_count, batch_size or status is missing");
    }
    if (*batch != paths_per_batch) {
        not_a_part(path, "its batches have " + std::to_string(*batch) + " paths, those of recoup " +
                             std::to_string(paths_per_batch));
    }
    constexpr std::int64_t most_paths = std::int64_t{1} << 31;
    if (*first < 0 || *count < 1 || *first > most_paths || *count > most_paths || *first % *batch != 0) {
        not_a_part(path, "it holds paths " + std::to_string(*first) + " and " + std::to_string(*count - 1) +
                             " more, which are no batches of a study");
    }
    return {path, *identity, *first, *count, *batch, sha256};
}

/// The one way into a part: its digest first, then what HDF5 is made to open, then the values.
hdf5::Reader open_part(const fs::path& path, const std::string& sha256) {
    const std::string bytes = bytes_of_file(path);
    if (sha256_hex(bytes) != sha256) {
        refuse_file(path, "is not the part that was written",
                    "its SHA-256 is another than in " + PartManifest::file_in({}).string() +
                        ": it was changed or damaged",
                    delete_it);
    }
    try {
        hdf5::Reader reader(path, bytes);
        hdf5::require_own_storage(reader, false);
        return reader;
    } catch (const OutputError& error) {
        const Problem& problem = error.problems().front();
        not_a_part(path, problem.field.empty() ? problem.why : problem.field + " " + problem.problem);
    }
}

void check_listed(const PartsFolder& found) {
    if (!found.not_listed.empty()) {
        refuse_file(found.not_listed.front(), "is not in the manifest of its folder",
                    PartManifest::file_in({}).string() + " lists the parts that runs have finished",
                    delete_it);
    }
}

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::error_code failed;
    std::vector<fs::path> entries;
    fs::directory_iterator entry(folder, failed);
    for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
        entries.push_back(entry->path());
    }
    if (failed) {
        throw reading_error(folder, "", "cannot be read", failed.value());
    }
    std::ranges::sort(entries);
    return entries;
}

}  // namespace

bool is_part_name(const std::string& name) {
    constexpr std::string_view pattern = "part-##########-##########.h5";
    return std::ranges::equal(name, pattern, [](char c, char wanted) {
        return wanted == '#' ? c >= '0' && c <= '9' : c == wanted;
    });
}

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
    output.finish();
    PartManifest(folder).set(part_name(part).string(), sha256_hex(bytes_of_file(output.partial())));
    output.publish();
}

PartsFolder look_into(const fs::path& folder) {
    PartsFolder found;
    if (!status_of(folder)) {
        return found;
    }
    const PartManifest manifest(folder);
    for (const fs::path& entry : entries_of(folder)) {
        const std::string name = entry.filename().string();
        const auto listed = manifest.entries().find(name);
        if (listed != manifest.entries().end()) {
            found.parts.push_back(describe(open_part(entry, listed->second), listed->second));
        } else if (is_part_name(name)) {
            found.not_listed.push_back(entry);
        }
    }
    if (!found.not_listed.empty() && !manifest.exists()) {
        refuse_file(
            folder, "holds parts but no " + PartManifest::file_in({}).string(),
            "the manifest, which a run writes beside its parts, answers for them; versions of recoup "
            "before format " +
                std::to_string(part_format_major) + " of parts wrote none",
            "Copy it together with the parts; where there is none, remove the folder to start afresh");
    }
    for (const auto& [name, digest] : manifest.entries()) {
        if (!status_of(folder / name)) {
            found.missing.push_back(folder / name);
        }
    }
    std::ranges::sort(found.parts, {},
                      [](const PartFile& part) { return std::pair(part.first_path, part.path); });
    return found;
}

std::vector<PartFile> list_parts(const fs::path& folder, Unlisted unlisted) {
    PartsFolder found = look_into(folder);
    if (unlisted == Unlisted::refused) {
        check_listed(found);
    }
    return std::move(found.parts);
}

Part read_part(const PartFile& file) {
    const hdf5::Reader reader = open_part(file.path, file.sha256);
    Part part{file.identity, file.first_path, file.path_count, {}, file.batch_size, file.path};
    for (const std::string& name : reader.datasets("")) {
        part.arrays.push_back(read_array(reader, name));
    }
    return part;
}

void remove_parts(const fs::path& folder) {
    std::error_code ignored;  // what cannot be removed stays: the results are published already
    const PartManifest manifest(folder);
    for (const auto& [name, digest] : manifest.entries()) {
        fs::remove(folder / name, ignored);
    }
    for (const fs::path& entry : entries_of(folder)) {
        if (is_half_written(entry)) {
            fs::remove(entry, ignored);
        }
    }
    fs::remove(PartManifest::file_in(folder), ignored);
}

}  // namespace recoup::sim
