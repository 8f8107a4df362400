// The root's attributes, /study and /provenance: what was run, on what, with what.
#include <hdf5.h>

#include <cstdio>
#include <utility>

#include "sim/aggregation/fingerprints.hpp"
#include "sim/aggregation/group_writers.hpp"
#include "sim/aggregation/parameter_list.hpp"
#include "sim/build_info.hpp"
#include "sim/files/sha256.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/part_file.hpp"
#include "sim/output/results_seal.hpp"
#include "sim/version.hpp"

namespace recoup::sim {

namespace {

std::string lines(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) {
        all += text + "\n";
    }
    return all;
}

std::string shortest(double value) {
    char text[32];
    std::snprintf(text, sizeof(text), "%.12g", value);
    return text;
}

void write_lines(schema::Writer& writer, const std::string& group, const std::string& name,
                 const std::vector<std::string>& texts) {
    if (!texts.empty()) {
        writer.write_text(group, name, lines(texts));
    }
}

void write_inputs(schema::Writer& writer, const std::string& group, const Study& study) {
    std::vector<std::string> paths, hashes;
    std::vector<std::int64_t> bytes;
    for (const InputFile& file : study.files) {
        paths.push_back(file.path);
        bytes.push_back(static_cast<std::int64_t>(file.bytes));
        hashes.push_back(file.sha256);
    }
    if (!paths.empty()) {
        writer.dimension(group, "input", paths);
        writer.write(group, "input_bytes", bytes);
        writer.write(group, "input_sha256", hashes);
    }
}

void write_timings(schema::Writer& writer, const std::string& group, const RunFacts& facts) {
    std::vector<std::string> stages;
    std::vector<double> seconds;
    for (const auto& [stage, spent] : facts.stage_seconds) {
        stages.push_back(stage);
        seconds.push_back(spent);
    }
    if (!stages.empty()) {
        writer.dimension(group, "stage", stages);
        writer.write(group, "stage_seconds", seconds);
    }
    writer.write_scalar(group, "wall_seconds", facts.wall_seconds);
    writer.write_scalar(group, "loan_months", facts.loan_months);
    if (facts.peak_memory_bytes) {
        writer.write_scalar(group, "peak_memory", *facts.peak_memory_bytes);
    }
}

void write_origin(schema::Writer& writer, const std::string& group, const RunFacts& facts) {
    writer.write_text(group, "user", facts.origin.user);
    writer.write_text(group, "host", facts.origin.host);
    if (!facts.origin.job.empty()) {
        writer.write_text(group, "job", facts.origin.job);
    }
    if (!facts.note.empty()) {
        writer.write_text(group, "note", facts.note);
    }
}

void write_excluded(schema::Writer& writer, const std::string& group, const Study& study) {
    std::vector<std::string> rows;
    for (const ExcludedRow& row : study.excluded) {
        rows.push_back(row.file + ", row " + row.row_name() + ": " + row.reason);
    }
    const ExcludedTotals totals = totals_of(study.excluded);
    writer.write_scalar(group, "excluded_rows", totals.all.rows);
    writer.write_scalar(group, "excluded_amount", in_units(totals.all.amount));
    write_lines(writer, group, "excluded_list", rows);
    if (rows.empty()) {
        return;
    }
    std::vector<std::string> reasons;
    std::vector<std::int64_t> counts;
    std::vector<double> amounts;
    for (const auto& [reason, sums] : totals.by_reason) {
        reasons.push_back(reason);
        counts.push_back(sums.rows);
        amounts.push_back(in_units(sums.amount));
    }
    writer.dimension(group, "reason", reasons);
    writer.write(group, "excluded_rows_by_reason", counts);
    writer.write(group, "excluded_amount_by_reason", amounts);
}

/// A number, as in files of any seed that fits; a larger one would turn negative and is a text.
hdf5::AttributeValue seed_attribute(std::uint64_t seed) {
    return std::in_range<std::int64_t>(seed) ? hdf5::AttributeValue(static_cast<std::int64_t>(seed))
                                             : hdf5::AttributeValue(std::to_string(seed));
}

void write_control_totals(schema::Writer& writer, const std::string& group, const Study& study) {
    std::vector<double> differences;
    double total = 0.0;
    for (const SegmentDefinition& segment : study.segments) {
        const auto found = study.control_totals_difference.find(segment.name);
        differences.push_back(found == study.control_totals_difference.end() ? not_a_number : found->second);
        total += differences.back();
    }
    differences.push_back(total);
    writer.write(group, "control_total_difference", differences);
}

}  // namespace

void write_root(schema::Writer& writer, const ResultsSource& source) {
    const Study& study = source.study;
    const std::string program = "recoup " + std::string(build_info::version);
    writer.root_attribute("title", study.title.empty() ? std::string("recoup results") : study.title);
    writer.root_attribute("source", program + ", Monte Carlo simulation of troubled loans");
    writer.root_attribute("history", source.facts.created_at + " " +
                                         (source.facts.command.empty() ? program : source.facts.command));
    writer.root_attribute("created_at", source.facts.created_at);
    writer.root_attribute("creation_library", std::string("recoup"));
    writer.root_attribute("creation_library_version", std::string(build_info::version));
    writer.root_attribute("creation_library_language", std::string("C++"));
    writer.root_attribute("git_sha1", std::string(build_info::git_sha1));
    writer.root_attribute("build",
                          std::string(build_info::compiler) + "; " + build_info::flags + "; " + H5_VERS_INFO);
    writer.root_attribute("threads", source.facts.part_threads);
    writer.root_attribute("identity", study.identity);
    writer.root_attribute("seed", seed_attribute(study.seed));
    writer.root_attribute("rng", std::string("Philox4x32-10"));
    writer.root_attribute("stream_layout_version", static_cast<std::int64_t>(stream_layout_version));
    writer.root_attribute("path_first", source.totals.first_path);
    writer.root_attribute("path_count", source.totals.path_count);
    writer.root_attribute("batch_size", paths_per_batch);
    writer.root_attribute("portfolio_sha256", study.portfolio_sha256);
    writer.root_attribute("study_sha256", sha256_hex(study.text_resolved));
    writer.root_attribute("scenario_sha256", scenario_fingerprint(study.scenarios));
}

void write_study(schema::Writer& writer, const ResultsSource& source) {
    const std::string group = "study";
    const Study& study = source.study;
    writer.write_text(group, "given", study.text_as_given);
    writer.write_text(group, "resolved", study.text_resolved);
    std::vector<std::string> rates, conversions, shifts;
    for (const auto& [currency, rate] : study.exchange_rates) {
        rates.push_back("1 " + currency + " = " + shortest(rate) + " " + study.currency);
    }
    for (const ConvertedAmount& each : study.converted_amounts) {
        conversions.push_back(each.name + ": " + converted_from(each) + " = " + shortest(each.amount) + " " +
                              study.currency);
    }
    for (const Scenario& scenario : study.scenarios) {
        if (!scenario.calendar_shift.empty()) {
            shifts.push_back(scenario.name + ": " + scenario.calendar_shift);
        }
    }
    if (study.rules.is_named()) {
        writer.write_text(group, "jurisdiction", study.rules.jurisdiction);
    }
    write_lines(writer, group, "column_mapping", study.column_mapping);
    write_lines(writer, group, "unused_columns", study.unused_columns);
    write_lines(writer, group, "repairs", study.repairs);
    write_lines(writer, group, "exchange_rates", rates);
    write_lines(writer, group, "converted_amounts", conversions);
    write_lines(writer, group, "calendar_shifts", shifts);
}

void write_provenance(schema::Writer& writer, const ResultsSource& source) {
    const std::string group = "provenance";
    const Study& study = source.study;
    write_inputs(writer, group, study);
    write_timings(writer, group, source.facts);
    write_origin(writer, group, source.facts);
    write_excluded(writer, group, study);
    std::vector<std::string> warnings;
    for (const auto* of : {&study.warnings, &source.facts.warnings}) {
        for (const Problem& warning : *of) {
            warnings.push_back(warning.text());
        }
    }
    writer.write_text(group, "warnings", lines(warnings));
    writer.dimension(group, "segment", source.segments);
    write_control_totals(writer, group, study);
    writer.write_text(group, seal_name, open_seal());
}

}  // namespace recoup::sim
