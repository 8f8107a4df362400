#include "sim/output/part_coverage.hpp"

#include <algorithm>

#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

OutputError refused(const PartFile& part, const std::string& field, const std::string& problem,
                    const std::string& why, const std::string& suggestion) {
    Problem text;
    text.where = part.path.string();
    text.field = field;
    text.problem = problem;
    text.why = why;
    text.suggestion = suggestion;
    return OutputError(text);
}

std::string text_of(std::int64_t first, std::int64_t end) {
    return "paths " + std::to_string(first) + ":" + std::to_string(end);
}

void check_pair(const PartFile& before, const PartFile& part) {
    if (part.identity != before.identity || part.batch_size != before.batch_size) {
        throw refused(part, "identity", "belongs to another study than " + before.path.string(),
                      "study, inputs, stream layout or numerics version differ",
                      "Merge parts of one study only; delete or move the other part");
    }
    if (part.first_path < before.end_path()) {
        throw refused(part, text_of(part.first_path, part.end_path()), "overlaps " + before.path.string(),
                      "that file holds " + text_of(before.first_path, before.end_path()),
                      "Delete or move one of the two");
    }
    if (part.first_path % part.batch_size != 0 || before.end_path() % part.batch_size != 0) {
        throw refused(part, text_of(part.first_path, part.end_path()), "is not cut between batches",
                      "a batch has " + std::to_string(part.batch_size) + " paths",
                      "Simulate these paths again");
    }
}

}  // namespace

void check_parts_agree(const std::vector<PartFile>& parts) {
    for (std::size_t i = 1; i < parts.size(); ++i) {
        check_pair(parts[i - 1], parts[i]);
    }
}

void check_parts_belong(const std::vector<PartFile>& parts, const std::string& identity) {
    for (const PartFile& part : parts) {
        if (part.identity != identity) {
            throw refused(part, "identity", "belongs to another study",
                          "study, inputs, stream layout or numerics version differ from this run's",
                          "Choose another --out, or delete the folder of parts to start afresh");
        }
    }
}

void check_parts_within(const std::vector<PartFile>& parts, std::int64_t paths) {
    for (const PartFile& part : parts) {
        const bool whole = part.end_path() % part.batch_size == 0 || part.end_path() == paths;
        if (part.end_path() > paths || !whole) {
            throw refused(part, text_of(part.first_path, part.end_path()),
                          "was written when the study had another number of paths",
                          "the study has " + text_of(0, paths) + " now",
                          "Delete that part, or give the study its former number of paths");
        }
    }
}

std::vector<PathRange> missing_paths(const std::vector<PartFile>& parts, const PathRange& wanted) {
    std::vector<PathRange> missing;
    std::int64_t covered = wanted.first;
    for (const PartFile& part : parts) {
        const std::int64_t until = std::min(part.first_path, wanted.end);
        if (until > covered) {
            missing.push_back({covered, until});
        }
        covered = std::max(covered, part.end_path());
    }
    if (covered < wanted.end) {
        missing.push_back({covered, wanted.end});
    }
    return missing;
}

void check_parts_complete(const std::vector<PartFile>& parts, const PathRange& wanted) {
    check_parts_agree(parts);
    const std::vector<PathRange> missing = missing_paths(parts, wanted);
    if (missing.empty()) {
        return;
    }
    std::string text;
    for (const PathRange& range : missing) {
        text += (text.empty() ? "" : ", ") + std::to_string(range.first) + ":" + std::to_string(range.end);
    }
    Problem problem;
    problem.where = "parts";
    problem.field = "paths " + text;
    problem.problem = "no part holds these paths";
    problem.why = "the study has paths " + std::to_string(wanted.first) + ":" + std::to_string(wanted.end);
    problem.suggestion = "Run them with --paths, or finish the run with --resume, then merge again";
    throw OutputError(problem);
}

}  // namespace recoup::sim
