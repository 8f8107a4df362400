// Part files: every run is fixed batches of paths, any run of consecutive batches is one part in the folder
// `F.parts`, and the results are made from the parts alone. So where parts are cut, by whom and when, cannot
// change a result. A part is used only if its bytes are those that the manifest of its folder answers for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "sim/output/hdf5_dataset.hpp"

namespace recoup::sim {

/// The canonical split: batches of 8 paths; only the last of a study may be shorter.
inline constexpr std::int64_t paths_per_batch = 8;

struct NamedArray {
    std::string name;  ///< [a-z][a-z0-9_]*
    hdf5::Shape shape;
    std::variant<std::vector<double>, std::vector<std::int64_t>> values;
};

struct Part {
    std::string identity;  ///< hash of all that must agree between parts
    std::int64_t first_path = 0;
    std::int64_t path_count = 0;
    std::vector<NamedArray> arrays;
    std::int64_t batch_size = paths_per_batch;
    std::filesystem::path path = {};  ///< where it was read; empty before it is written
};

/// A complete part on disk, whose bytes are those of the manifest.
struct PartFile {
    std::filesystem::path path;
    std::string identity;
    std::int64_t first_path = 0;
    std::int64_t path_count = 0;
    std::int64_t batch_size = 0;
    std::string sha256 = {};  ///< of the file, as the manifest has it
    std::int64_t end_path() const { return first_path + path_count; }
};

/// `F.parts` of a results file F.
std::filesystem::path parts_folder(const std::filesystem::path& results_file);

/// `part-<first>-<count>.h5`, with ten digits each.
bool is_part_name(const std::string& name);

/// Makes the folder if need be; notes the part in the folder's manifest, then publishes it atomically.
void write_part(const std::filesystem::path& folder, const Part& part);

/// What lies in a folder of parts.
struct PartsFolder {
    std::vector<PartFile> parts;                    ///< in the manifest, as it says; by first path
    std::vector<std::filesystem::path> not_listed;  ///< parts by their names, which no run answers for
    std::vector<std::filesystem::path> missing;     ///< in the manifest, and not there

    bool empty() const { return parts.empty() && not_listed.empty() && missing.empty(); }
};

/// Empty where there is no folder. Half-written files are passed over. Throws OutputError where a part is not
/// what the manifest says, or there are parts but no manifest; HDF5 opens no part before its digest is found
/// right.
PartsFolder look_into(const std::filesystem::path& folder);

/// The parts of a folder by first path; one that is not in the manifest is an error, too, unless passed over.
enum class Unlisted { refused, passed_over };
std::vector<PartFile> list_parts(const std::filesystem::path& folder, Unlisted unlisted = Unlisted::refused);

/// Throws OutputError where the file is no longer the one that was listed.
Part read_part(const PartFile& file);

/// Removes the parts that the manifest lists, half-written ones and the manifest; nothing else.
void remove_parts(const std::filesystem::path& folder);

}  // namespace recoup::sim
