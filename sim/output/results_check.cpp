#include "sim/output/results_check.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include "sim/output/content_digest.hpp"
#include "sim/output/file_bytes.hpp"
#include "sim/output/file_status.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/own_storage.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/output/seed_text.hpp"
#include "sim/output/spared_process.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";
constexpr std::size_t superblock_bytes = 64;
constexpr const char* give_results = "Give the file that recoup run --out or recoup merge wrote";
constexpr const char* run_again =
    "Restore it from a copy, or run the study again with --force (Python: force=True)";

/// The length of the file as HDF5's superblock states it (HDF5 File Format Specification, section II.A, "end
/// of file address"); 0 where it does not.
std::uint64_t stated_length(const std::string& beginning) {
    constexpr std::size_t version_at = hdf5_signature.size();
    constexpr std::array<std::size_t, 4> end_at = {40, 44, 28, 28};  // by version
    std::uint64_t length = 0;
    if (beginning.size() == superblock_bytes &&
        static_cast<unsigned char>(beginning[version_at]) < end_at.size()) {
        std::memcpy(&length, beginning.data() + end_at[static_cast<std::size_t>(beginning[version_at])],
                    sizeof length);
    }
    return length;
}

struct Look {
    bool read_all = false;
    std::string found = "HDF5 cannot read it";
};

/// Which groups differ, as HDF5 reads them; why it cannot where it cannot.
Look differing_groups(const fs::path& file) {
    try {
        const hdf5::Reader reader(file);
        hdf5::require_own_storage(reader, true);
        const std::vector<std::string> groups = hdf5::groups_that_differ(reader);  // reads all
        if (!reader.text_attribute("", hdf5::content_digest_name)) {
            return {true, "it holds no digests to tell what differs"};
        }
        return {true,
                groups.empty()
                    ? "names, types, values and attributes are as written: it was packed again or damaged "
                      "where nothing is read"
                    : fmt::format("what differs: {}", fmt::join(groups, ", "))};
    } catch (const std::exception& error) {
        return {false, std::string("HDF5 cannot read all of it: ") + error.what()};
    }
}

/// The same where the file may be damaged: the library may crash or never end on it.
Look differing_groups_apart(const fs::path& file) {
    constexpr unsigned least_seconds = 20;
    constexpr std::uintmax_t bytes_a_second = 10'000'000;
    const auto seconds = least_seconds + static_cast<unsigned>(fs::file_size(file) / bytes_a_second);
    const auto told = done_in_spared_process(seconds, [&] {
        const Look look = differing_groups(file);
        return (look.read_all ? "1" : "0") + look.found;
    });
    return told ? Look{told->starts_with('1'), told->substr(1)} : Look{};
}

void check_seal(const fs::path& file) {
    switch (seal_of(file)) {
        case Seal::intact:
            return;
        case Seal::open:
            refuse_file(file, "is not complete", "its seal was never set: the run that wrote it did not end",
                        "Run again with --resume");
        case Seal::absent:
            refuse_file(file, "has no seal",
                        "recoup has sealed results since format 1.1; " + differing_groups_apart(file).found,
                        "Run the study again with --force (Python: force=True) to have one");
        case Seal::broken:
            refuse_file(file, "was changed since recoup wrote it", differing_groups_apart(file).found,
                        run_again);
    }
}

}  // namespace

bool begins_as_hdf5(const fs::path& file) {
    return beginning_of_file(file, hdf5_signature.size()) == hdf5_signature;
}

bool may_be_results(const fs::path& file) {
    if (file.extension() == ".h5") {
        return true;
    }
    try {
        const auto status = status_of(file);  // opening a device may act on it
        return status && status->is_regular() && begins_as_hdf5(file);
    } catch (const OutputError&) {
        return false;  // who reads it as a study says what is wrong with it
    }
}

void require_whole(const fs::path& file) {
    const auto status = status_of(file);
    if (status && !status->is_regular()) {
        refuse_file(file, "is a folder or a device, not a file", "", give_results);
    }
    const std::string beginning = beginning_of_file(file, superblock_bytes);
    if (!beginning.starts_with(hdf5_signature)) {
        refuse_file(file, "is not a results file of recoup", "it does not begin as an HDF5 file does",
                    give_results);
    }
    const std::uint64_t length = stated_length(beginning);
    const std::uint64_t size = status ? status->size() : 0;
    if (size < length) {
        refuse_file(
            file, "is truncated",
            "it has " + std::to_string(size) + " bytes and says that it has " + std::to_string(length),
            run_again);
    }
}

Seal require_harmless(const fs::path& file) {
    require_whole(file);
    const Seal seal = seal_of(file);
    const Look look = seal == Seal::intact ? Look{true, ""} : differing_groups_apart(file);
    if (!look.read_all) {
        refuse_file(file, "was changed since recoup wrote it", look.found, run_again);
    }
    return seal;
}

ResultsFacts check_results(const fs::path& file) {
    require_whole(file);
    check_seal(file);
    const hdf5::Reader reader(file);
    hdf5::require_own_storage(reader, true);
    schema::require_readable_results(reader);
    const std::vector<std::string> differing = hdf5::groups_that_differ(reader);
    if (!differing.empty()) {
        refuse_file(file, "was changed and sealed again",
                    fmt::format("what differs: {}", fmt::join(differing, ", ")), run_again);
    }
    const auto text = [&](const char* name) { return reader.text_attribute("", name).value_or(""); };
    return {text("title"),
            text("created_at"),
            text("identity"),
            text("creation_library_version"),
            text(hdf5::content_digest_name),
            reader.integer_attribute("", "path_count").value_or(0),
            seed_of(reader),
            reader.groups().size()};
}

}  // namespace recoup::sim
