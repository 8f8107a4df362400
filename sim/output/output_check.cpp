#include "sim/output/output_check.hpp"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <optional>
#include <utility>

#include "sim/output/atomic_publish.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/file_status.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/part_file.hpp"
#include "sim/output/resolved_file.hpp"
#include "sim/output/results_check.hpp"
#include "sim/output/results_schema.hpp"
#include "sim/output/seed_text.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

fs::path with_suffix(fs::path file, const char* suffix) {
    file += suffix;
    return file;
}

/// Every file that a run writes; links lead where the run would follow them.
std::vector<fs::path> written_files(const fs::path& out) {
    const fs::path list = excluded_rows_file(out);
    return {out, with_suffix(resolved(out), ".partial"), list, with_suffix(list, ".partial")};
}

void check_lengths(const fs::path& out) {
    const fs::path folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
    const long name_limit = ::pathconf(folder.c_str(), _PC_NAME_MAX);
    const std::size_t longest_name =
        with_suffix(excluded_rows_file(out), ".partial").filename().string().size();
    if (name_limit > 0 && longest_name > static_cast<std::size_t>(name_limit)) {
        refuse_file(out, "the name is too long",
                    "with .excluded.csv.partial behind it the name has " + std::to_string(longest_name) +
                        " bytes, the file system takes " + std::to_string(name_limit),
                    "Choose a shorter name");
    }
    const fs::path part = parts_folder(out) / "part-0000000000-0000000000.h5.partial";
    if (part.string().size() >= PATH_MAX) {
        refuse_file(out, "the path is too long",
                    "that of a part beside it has " + std::to_string(part.string().size()) +
                        " bytes, the system takes " + std::to_string(PATH_MAX - 1),
                    "Choose a shorter path, or change to the folder first");
    }
}

/// What a run puts beside the results must not meet a folder, a link or a device.
void check_way(const OutputRequest& request) {
    for (const fs::path& file : written_files(request.out)) {
        const auto entry = status_of_entry(file);
        if (file != request.out && entry && !entry->is_regular()) {
            refuse_file(file, "is in the way",
                        "a run writes a file of this name beside the results, and follows no link",
                        "Remove or rename it, or choose another --out");
        }
    }
    const fs::path parts = parts_folder(request.out);
    const auto folder = status_of(parts);
    if (status_of_entry(parts) && !(folder && folder->is_folder())) {
        refuse_file(parts, "is in the way", "a run makes a folder of this name for its parts",
                    "Remove or rename it, or choose another --out");
    }
    const fs::path list = excluded_rows_file(request.out);
    if (request.lists_excluded_rows && status_of(list) && !is_excluded_rows_list(list)) {
        refuse_file(list, "is in the way",
                    "rows were excluded and would be listed there; the file is no such list",
                    "Remove or rename it, or choose another --out");
    }
}

bool is_same_file(const fs::path& one, const fs::path& other) {
    const auto status = status_of(one);
    const auto other_status = status_of(other);
    return status && other_status && status->is_same_file(*other_status);
}

void check_inputs(const OutputRequest& request) {
    const std::vector<fs::path> written = written_files(request.out);
    const fs::path folder = parts_folder(request.out);
    const auto check = [&](const fs::path& input, bool lies_in_parts) {
        const auto hit =
            std::ranges::find_if(written, [&](const fs::path& file) { return is_same_file(file, input); });
        if (hit != written.end() || lies_in_parts) {
            refuse_file(hit != written.end() ? *hit : folder, "is, or holds, a file that is read",
                        "the run would replace " + input.string(), "Choose another --out");
        }
    };
    for (const fs::path& input : request.inputs) {
        check(input, is_same_file(fs::absolute(input).parent_path(), folder));
    }
    for (const fs::path& part : request.parts) {
        check(part, false);
    }
}

constexpr const char* way_out = "Choose another --out, or replace it with --force (Python: force=True)";

/// What a results file says of itself.
struct Told {
    std::string filetype, identity, title, seed;
    std::int64_t paths = 0;
};

Told told_by(const fs::path& results) {
    const hdf5::Reader file(results);
    const auto text = [&](const char* name) { return file.text_attribute("", name).value_or(""); };
    return {text("filetype"), text("identity"), text("title"), seed_text(seed_of(file)),
            file.integer_attribute("", "path_count").value_or(0)};
}

/// Nothing where the file holds no results that anybody can read, which `force` alone replaces. What cannot
/// be read at the moment, as another process has it open or the disk fails, may hold all the same: that error
/// is passed on.
std::optional<Told> told_by_replaced(const fs::path& out, bool force) {
    const auto none = [&](const std::string& problem, const std::string& why) -> std::optional<Told> {
        if (!force) {
            refuse_file(out, problem + ", and would be lost", why, way_out);
        }
        return std::nullopt;
    };
    if (!begins_as_hdf5(out)) {
        return none("is no results file of recoup", "it exists already");
    }
    Told told;
    try {
        require_harmless(out);
        told = told_by(out);
    } catch (const OutputError& error) {
        if (error.error_number() != 0) {
            throw;
        }
        return none("is an HDF5 file that cannot be read", error.problems().front().why);
    }
    return told.filetype == schema::results_filetype
               ? std::optional(std::move(told))
               : none("is no results file of recoup", "it exists already");
}

/// An existing file is replaced only by results of the same study with as many paths, or where that is asked
/// for.
void check_replaced(const OutputRequest& request) {
    const bool may_lose_all = request.force && !request.resume;
    if (may_lose_all || !request.writes_results || !status_of(request.out)) {
        return;
    }
    const std::optional<Told> told = told_by_replaced(request.out, request.force);
    if (!told) {
        return;
    }
    if (told->identity == request.identity && told->paths > request.paths) {
        refuse_file(request.out, "holds more paths of this study than are asked for",
                    "it holds " + std::to_string(told->paths) + ", the study now has " +
                        std::to_string(request.paths),
                    request.resume
                        ? "Ask for as many, choose another --out, or replace it with --force and without "
                          "--resume (Python: force=True)"
                        : way_out);
    }
    if (told->identity != request.identity && !request.force) {
        refuse_file(
            request.out, "holds the results of another study",
            "'" + told->title + "' with seed " + told->seed +
                (told->identity.empty() ? ", by a version of recoup that did not note which study it ran"
                                        : "; study, inputs, seed or numerics version differ"),
            way_out);
    }
}

}  // namespace

void check_output(const OutputRequest& request) {
    check_lengths(request.out);
    check_writable(request.out);
    check_inputs(request);
    check_way(request);
    check_replaced(request);
}

bool holds_results_of(const fs::path& out, const std::string& identity, std::int64_t paths) {
    const auto status = status_of(out);
    if (!status || !status->is_regular() || seal_of(out) != Seal::intact) {
        return false;
    }
    const hdf5::Reader file(out);
    return file.text_attribute("", "identity") == identity &&
           file.text_attribute("", "status") == "complete" &&
           file.integer_attribute("", "path_count") == paths;
}

}  // namespace recoup::sim
