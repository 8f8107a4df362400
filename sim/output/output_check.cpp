#include "sim/output/output_check.hpp"

#include <unistd.h>

#include <algorithm>
#include <climits>

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

std::string text_or(const hdf5::Reader& file, const char* name, const char* otherwise) {
    return file.text_attribute("", name).value_or(otherwise);
}

/// An existing file is replaced only by results of the same study with as many paths, or where that is asked
/// for.
void check_replaced(const OutputRequest& request) {
    const bool may_lose_all = request.force && !request.resume;
    if (may_lose_all || !request.writes_results || !status_of(request.out)) {
        return;
    }
    constexpr const char* way_out = "Choose another --out, or replace it with --force (Python: force=True)";
    std::string filetype, identity, title, seed, unread;
    std::int64_t paths = 0;
    try {
        require_harmless(request.out);
        const hdf5::Reader file(request.out);
        filetype = text_or(file, "filetype", "");
        identity = text_or(file, "identity", "");
        title = text_or(file, "title", "");
        seed = seed_text(seed_of(file));
        paths = file.integer_attribute("", "path_count").value_or(0);
    } catch (const OutputError& error) {
        filetype = "";
        unread = "; reading it: " + error.problems().front().why;
    }
    if (identity == request.identity && paths > request.paths) {
        refuse_file(
            request.out, "holds more paths of this study than are asked for",
            "it holds " + std::to_string(paths) + ", the study now has " + std::to_string(request.paths),
            request.resume ? "Ask for as many, choose another --out, or replace it with --force and without "
                             "--resume (Python: force=True)"
                           : way_out);
    }
    if (request.force) {
        return;
    }
    if (filetype != schema::results_filetype) {
        refuse_file(request.out, "is no results file of recoup, and would be lost",
                    "it exists already" + unread, way_out);
    }
    if (identity != request.identity) {
        refuse_file(request.out, "holds the results of another study",
                    "'" + title + "' with seed " + seed +
                        (identity.empty() ? ", by a version of recoup that did not note which study it ran"
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
