#include "sim/output/part_manifest.hpp"

#include <algorithm>

#include "sim/files/sha256.hpp"
#include "sim/files/text_parts.hpp"
#include "sim/output/atomic_publish.hpp"
#include "sim/output/file_bytes.hpp"
#include "sim/output/file_status.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/part_file.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view between = "  ";

[[noreturn]] void not_a_manifest(const fs::path& file, const std::string& line) {
    Problem problem;
    problem.where = file.string();
    problem.value = line.substr(0, 100);
    problem.problem = "is not a line of a manifest of parts";
    problem.why = "a line has the SHA-256 of a part and its name";
    problem.suggestion = "Remove the folder to start afresh; its paths are then simulated again";
    throw OutputError(problem);
}

}  // namespace

fs::path PartManifest::file_in(const fs::path& folder) {
    return folder / "manifest.sha256";
}

PartManifest::PartManifest(const fs::path& folder) : folder_(folder) {
    const fs::path file = file_in(folder);
    exists_ = status_of_entry(file).has_value();
    if (!exists_) {
        return;
    }
    for (const std::string& line : lines_of(bytes_of_file(file))) {
        const std::string digest = line.substr(0, sha256_digits);
        const bool whole = is_sha256_hex(digest) && line.compare(sha256_digits, between.size(), between) == 0;
        const std::string name = whole ? line.substr(sha256_digits + between.size()) : "";
        if (!is_part_name(name) || !entries_.emplace(name, digest).second) {
            not_a_manifest(file, line);
        }
    }
}

void PartManifest::set(const std::string& part, const std::string& sha256) {
    entries_[part] = sha256;
    write();
}

void PartManifest::remove(const std::string& part) {
    entries_.erase(part);
    write();
}

void PartManifest::write() const {
    std::string text;
    for (const auto& [name, digest] : entries_) {
        text += digest + std::string(between) + name + "\n";
    }
    AtomicPublish output(file_in(folder_));
    write_bytes(output.descriptor(), output.target(), text);
    output.publish();
}

}  // namespace recoup::sim
