// Part files: every run is fixed batches of paths, any run of consecutive batches is one part in the folder
// `F.parts`, and the results are made from the parts alone. So where parts are cut, by whom and when, cannot
// change a result.
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
};

/// A complete part on disk.
struct PartFile {
    std::filesystem::path path;
    std::string identity;
    std::int64_t first_path = 0;
    std::int64_t path_count = 0;
    std::int64_t batch_size = 0;
    std::int64_t end_path() const { return first_path + path_count; }
};

/// `F.parts` of a results file F.
std::filesystem::path parts_folder(const std::filesystem::path& results_file);

/// Makes the folder if need be; publishes `part-<first>-<count>.h5` atomically.
void write_part(const std::filesystem::path& folder, const Part& part);

/// What a part file says of itself. Throws OutputError where it is no complete part.
PartFile describe_part(const std::filesystem::path& path);

/// The complete parts of a folder by first path; none where there is no folder. Partial files are passed
/// over.
std::vector<PartFile> list_parts(const std::filesystem::path& folder);

Part read_part(const std::filesystem::path& path);

}  // namespace recoup::sim
