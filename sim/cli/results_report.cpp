#include "sim/cli/results_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/aggregation/parameter_list.hpp"
#include "sim/cli/study_report.hpp"
#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/files/text_parts.hpp"
#include "sim/output/number_text.hpp"
#include "sim/output/seed_text.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;
constexpr const char* indent = "  ";

std::string text_of(const hdf5::Reader& file, const std::string& dataset) {
    return file.exists(dataset) ? file.strings(dataset).front() : "";
}

std::string money(double amount, const hdf5::Reader& file) {
    return number_text(amount, 2) + " " + file.text_attribute("", "currency").value_or("");
}

/// The discount rates and horizons, as the study was resolved.
std::string settings_text(const hdf5::Reader& file) {
    const auto study = nlohmann::json::parse(text_of(file, "study/resolved"), nullptr, false);
    if (!study.is_object() || !study.contains("rates")) {
        return "";
    }
    const auto whole = [&](const char* key) { return study.value(key, std::int64_t{0}); };
    return fmt::format(
        "  cash is discounted at {} (hurdle rate); the investor asks {}; engine: {}\n"
        "  {} of recovery are simulated, {} of reporting\n",
        share_text(study["rates"].value("hurdle", 0.0)), share_text(study["rates"].value("investor", 0.0)),
        study.value("engine", "loan"), counted(whole("recovery_horizon_months"), "month"),
        counted(whole("reporting_horizon_quarters"), "quarter"));
}

std::string standing_table(const hdf5::Reader& file) {
    const std::vector<std::string> segments = file.strings("parameters/segment");
    const std::vector<std::string> status = file.strings("parameters/status");
    const std::vector<std::string> weakest = file.strings("parameters/weakest_status");
    const std::vector<double> share = file.doubles("parameters/share_of_balance");
    std::vector<TextTable::Heading> headings = {{"segment", Align::left}};
    for (const std::string& name : status) {
        headings.push_back({name});
    }
    headings.push_back({"weakest of any parameter", Align::left});
    TextTable table(std::move(headings));
    for (std::size_t g = 0; g < segments.size(); ++g) {
        std::vector<std::string> cells = {segments[g]};
        for (std::size_t i = 0; i < status.size(); ++i) {
            const double value = share[g * status.size() + i];
            cells.push_back(value == value ? share_text(value) : "-");
        }
        cells.push_back(weakest[g]);
        table.row(std::move(cells));
    }
    return table.text(indent);
}

/// "sme/hazards.default.exits.cured.p[0]" -> "hazards.default"
std::string table_of(const std::string& parameter) {
    if (parameter.starts_with("macro/")) {
        return "the macro model";
    }
    const std::size_t slash = parameter.find('/');
    const std::string key = slash == std::string::npos ? parameter : parameter.substr(slash + 1);
    const std::size_t first = key.find('.');
    return key.substr(0, first == std::string::npos ? first : key.find('.', first + 1));
}

/// Numbers of one standing: how many from each source, and in which tables they stand.
std::string sources_text(const hdf5::Reader& file, std::string_view standing) {
    struct Source {
        std::int64_t numbers = 0;
        std::set<std::string> tables;
    };
    const std::vector<std::string> names = file.strings("parameters/parameter");
    const std::vector<std::string> sources = file.strings("parameters/parameter_source");
    const std::vector<std::string> status = file.strings("parameters/parameter_status");
    std::map<std::string, Source> by_source;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (standings[standing_of(status[i])] == standing) {  // without one it counts as the weakest
            Source& source = by_source[sources[i].empty() ? "no source stated, a default" : sources[i]];
            ++source.numbers;
            source.tables.insert(table_of(names[i]));
        }
    }
    std::string text;
    for (const auto& [name, source] : by_source) {
        std::string tables;
        for (const std::string& table : source.tables) {
            tables += (tables.empty() ? "" : ", ") + table;
        }
        text += wrapped(fmt::format("{}, {}: {}", standing, counted(source.numbers, "number"), name), 2);
        text += wrapped("in " + tables, 4);
    }
    return text;
}

std::string inputs_text(const hdf5::Reader& file) {
    if (!file.exists("provenance/input")) {
        return "";
    }
    const std::vector<std::string> names = file.strings("provenance/input");
    const std::vector<std::int64_t> bytes = file.integers("provenance/input_bytes");
    const std::vector<std::string> hashes = file.strings("provenance/input_sha256");
    constexpr std::size_t shown_digits = 16;
    TextTable table({{"input", Align::left}, {"bytes"}, {"SHA-256 begins with", Align::left}});
    for (std::size_t i = 0; i < names.size(); ++i) {
        table.row({names[i], with_separators(bytes[i]), hashes[i].substr(0, shown_digits)});
    }
    return table.text(indent);
}

std::string words(std::string text) {
    std::ranges::replace(text, '_', ' ');
    return text;
}

}  // namespace

std::string assumptions_section(const hdf5::Reader& file) {
    std::string lines = settings_text(file);
    lines += "  share of the claim at cut-off by the standing of the hazards that move it:\n";
    lines += standing_table(file) + "\n";
    for (auto standing = standings.rbegin(); standing != standings.rend(); ++standing) {  // the weakest first
        lines += sources_text(file, *standing);
    }
    return section("Assumptions", lines);
}

std::string warnings_section(const hdf5::Reader& file) {
    std::string lines;
    for (const std::string& warning : lines_of(text_of(file, "provenance/warnings"))) {
        lines += wrapped(warning, 2);
    }
    return section("Warnings", lines.empty() ? "  none\n" : lines);
}

std::string excluded_section(const hdf5::Reader& file) {
    const std::int64_t rows = file.integers("provenance/excluded_rows").front();
    if (rows == 0) {
        return section("Rows of the tape that were left out", "  none\n");
    }
    std::string lines = fmt::format("  {} with {} of principal balance; by reason:\n", counted(rows, "row"),
                                    money(file.doubles("provenance/excluded_amount").front(), file));
    if (file.exists("provenance/reason")) {
        const std::vector<std::string> reasons = file.strings("provenance/reason");
        const std::vector<std::int64_t> counts = file.integers("provenance/excluded_rows_by_reason");
        const std::vector<double> amounts = file.doubles("provenance/excluded_amount_by_reason");
        for (std::size_t i = 0; i < reasons.size(); ++i) {
            lines += wrapped(
                fmt::format("{}, {}: {}", counted(counts[i], "row"), money(amounts[i], file), reasons[i]), 2);
        }
    }
    return section("Rows of the tape that were left out", lines);
}

std::string provenance_section(const hdf5::Reader& file) {
    const auto text = [&](const char* name) { return file.text_attribute("", name).value_or(""); };
    const auto whole = [&](const char* name) { return file.integer_attribute("", name).value_or(0); };
    std::string lines;
    for (const std::string& line : lines_of(text("history"))) {
        lines += wrapped(line, 2);
    }
    for (const std::string name : {"note", "user", "host", "job"}) {
        const std::string place = "provenance/" + name;
        const std::string given = file.exists(place) ? file.strings(place).front() : "";
        lines += given.empty() ? "" : wrapped(words(name) + ": " + given, 2);
    }
    lines += wrapped(fmt::format("{} {}, commit {}, {}", text("creation_library"),
                                 text("creation_library_version"), text("git_sha1"), text("build")),
                     2);
    lines +=
        wrapped(fmt::format("seed {}, {} from {}, {}; {}", seed_text(seed_of(file)),
                            counted(whole("path_count"), "path"), whole("path_first"), text("rng"),
                            file.exists("provenance/wall_seconds")
                                ? fmt::format("took {} on {}",
                                              duration_text(file.doubles("provenance/wall_seconds").front()),
                                              counted(whole("threads"), "thread"))
                                : ""),
                2);
    return section("Provenance", lines + inputs_text(file));
}

}  // namespace recoup::sim::cli
