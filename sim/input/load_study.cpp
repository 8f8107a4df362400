#include "sim/input/load_study.hpp"

#include <array>
#include <set>
#include <string>

#include "sim/files/sha256.hpp"
#include "sim/input/identity.hpp"
#include "sim/input/input_files.hpp"
#include "sim/input/study_reader.hpp"
#include "sim/input/tape/frame_content.hpp"
#include "sim/input/tape/profiles.hpp"
#include "sim/input/toml/merge.hpp"
#include "sim/input/toml/resolved_json.hpp"
#include "sim/input/toml/toml_document.hpp"
#include "sim/output/study_names.hpp"
#include "sim/threads/run_parallel.hpp"

namespace recoup::sim {

namespace {

/// Columns that rules and covariates name: the only ones kept beside those that every tape has.
std::set<std::string> wanted_columns(const StudyInput& input) {
    std::set<std::string> wanted;
    const auto add = [&](const std::optional<Rule>& rule) {
        if (rule) {
            wanted.merge(names_in(rule->expression));
        }
    };
    for (const auto& rule : input.request.segment_rules) {
        add(rule);
    }
    for (const auto& option : input.request.who) {
        for (const auto& rule : option) {
            add(rule);
        }
    }
    for (const SegmentDefinition& segment : input.study.segments) {
        for (const auto& column : delta_columns(segment.parameters)) {
            wanted.insert(column.first);
        }
    }
    return wanted;
}

struct TableSource {
    const std::optional<Table>* frame = nullptr;
    std::filesystem::path file;
    const std::vector<KnownColumn>& known;
    const ColumnMapping& mapping;
    const TableFormat& format;
    std::set<std::string> wanted;
    const char* role;

    bool is_frame() const { return frame != nullptr && frame->has_value(); }
    std::string name() const { return is_frame() ? frame->value().source : InputFiles::shown(file); }
};

/// `text` of the file, where it is one that could be read.
std::optional<Table> read_table(const TableSource& source, const std::optional<std::string>& text,
                                Problems& problems) {
    const auto naming = [&] {
        return column_naming(source.known, source.mapping, source.wanted, source.name(), problems,
                             source.format);
    };
    if (source.is_frame()) {
        return renamed(source.frame->value(), naming(), source.format);
    }
    if (!text) {
        return std::nullopt;
    }
    Table table = read_csv(*text, source.name(), naming(), false, problems, source.format);
    return table.columns.empty() ? std::nullopt : std::optional(std::move(table));  // no tape at all
}

/// Loans and collateral.
using TapeTables = std::array<std::optional<Table>, 2>;

TapeTables read_tape(const StudyInput& input, const Tables* frames, InputFiles& files, Problems& problems) {
    const std::array<TableSource, 2> sources = {
        TableSource{.frame = frames != nullptr ? &frames->loans : nullptr,
                    .file = input.loans,
                    .known = loan_columns(),
                    .mapping = input.loan_mapping,
                    .format = input.loan_format,
                    .wanted = wanted_columns(input),
                    .role = "the loans of the study"},
        TableSource{.frame = frames != nullptr ? &frames->collateral : nullptr,
                    .file = input.collateral,
                    .known = collateral_columns(),
                    .mapping = input.collateral_mapping,
                    .format = input.collateral_format,
                    .wanted = {},
                    .role = "the collateral of the study"}};
    std::array<std::optional<std::string>, 2> texts;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (!sources[i].is_frame() && !sources[i].file.empty()) {
            problems.collect([&] { texts[i] = files.read_table(sources[i].file, sources[i].role); });
        }
    }
    if (!sources[0].is_frame() && sources[0].file.empty()) {
        problems.error(InputFiles::shown(input.study.files.front().path), "portfolio.loans", "", "is missing",
                       "a study needs loans", "Name the file of the loans, or give a frame");
    }
    TapeTables tables;
    std::array<Problems, 2> found;
    for_each_in_parallel(sources.size(), input.request.threads, [&](std::size_t i) {
        found[i].collect([&] { tables[i] = read_table(sources[i], texts[i], found[i]); });
        texts[i].reset();  // as large as the table
    });
    for (const Problems& of_table : found) {
        problems.add(of_table);
    }
    return tables;
}

/// The columns that were kept, ours and the tape's name, and those that were not; in an order that does not
/// follow the tape's.
void note_columns(const std::string& name, const std::optional<Table>& table, Study& study) {
    std::set<std::string> used, unused;
    if (table) {
        for (const Column& column : table->columns) {
            used.insert(name + "." + column.name + " = " + column.given_name);
        }
        for (const std::string& column : table->unused()) {
            unused.insert(name + "." + column);
        }
    }
    study.column_mapping.insert(study.column_mapping.end(), used.begin(), used.end());
    study.unused_columns.insert(study.unused_columns.end(), unused.begin(), unused.end());
}

/// The content of frames that stand in place of files.
std::vector<InputFile> frames_read(const Tables* frames, const std::optional<Table>& loans,
                                   const std::optional<Table>& collateral) {
    std::vector<InputFile> read;
    if (frames != nullptr && frames->loans && loans) {
        read.push_back(frame_content(*loans));
    }
    if (frames != nullptr && frames->collateral && collateral) {
        read.push_back(frame_content(*collateral));
    }
    return read;
}

/// Returns the frames that were read.
std::vector<InputFile> read_portfolio(StudyInput& input, const Tables* frames, InputFiles& files,
                                      Problems& problems) {
    const auto [loans, collateral] = read_tape(input, frames, files, problems);
    note_columns("loans", loans, input.study);
    note_columns("collateral", collateral, input.study);
    if (loans) {
        fill_portfolio(*loans, collateral ? &*collateral : nullptr, input.request, input.study, problems);
    }
    return frames_read(frames, loans, collateral);
}

/// What a reviewer must know about the calendar of the scenarios.
void warn_about_calendar(const Study& study, Problems& problems) {
    for (const Scenario& scenario : study.scenarios) {
        if (!scenario.calendar_shift.empty()) {
            problems.warning("scenario", scenario.name, "", scenario.calendar_shift,
                             "a scenario starts with the quarter after cut-off");
        }
    }
}

/// Applies the settings of the study itself; those of the files that it names are given back.
FilesSettings apply_own(const Overrides& overrides, Node& document, Problems& problems) {
    FilesSettings of_files;
    for (const auto& each : overrides.set) {
        problems.collect([&] {
            const Setting setting = parse_setting_key(each.first, each.second);
            if (!of_files.options.take(setting) && !of_files.parameters.take(setting)) {
                check_own_key(setting);
                apply_override(document, setting.names, setting);
            }
        });
    }
    return of_files;
}

}  // namespace

Study load_study(const std::filesystem::path& file, const Overrides& overrides, const Tables* frames,
                 int threads) {
    InputFiles files;
    Problems problems;
    const std::string text = files.read_settings(file, DocumentKind::study);
    Node document = parse_document(text, InputFiles::shown(file));
    check_kind(document, DocumentKind::study);
    const FilesSettings settings = apply_own(overrides, document, problems);
    StudyInput input = read_study(document, file.parent_path(), settings, files, problems);
    Study& study = input.study;
    study.files = files.list();
    input.request.threads = threads;
    check_names(study, problems);
    const std::vector<InputFile> read_frames = read_portfolio(input, frames, files, problems);
    problems.throw_if_errors();
    const std::vector<InputFile> referenced(study.files.begin() + 1,
                                            study.files.end());  // without study and tape
    warn_about_calendar(study, problems);
    study.files = files.list();
    study.files.insert(study.files.end(), read_frames.begin(), read_frames.end());
    study.text_as_given = text;
    study.text_resolved = resolved_json(study, false);
    study.portfolio_sha256 = portfolio_hash(study.portfolio);
    study.identity = identity_of(study, referenced);
    study.warnings = problems.of(Severity::warning);
    return std::move(study);
}

}  // namespace recoup::sim
