#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/results_report.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/output/results_check.hpp"
#include "sim/output/summary_table.hpp"

namespace recoup::sim::cli {

namespace {

/// Before HDF5 opens the file, which may go wrong in every way where it is damaged.
void warn_of_changes(const Command& command) {
    const Seal seal = require_harmless(command.results);
    if (seal == Seal::intact) {
        return;
    }
    const std::string file = command.results.string();
    const bool absent = seal == Seal::absent;
    Log(command.log)
        .problems({{.severity = Severity::warning,
                    .where = file,
                    .problem = absent ? "has no seal" : "was changed since recoup wrote it",
                    .why = absent ? "recoup has sealed results since format 1.1" : "its seal is broken",
                    .suggestion = "`recoup check " + shell_quoted(file) + "` tells what differs"}},
                  Severity::warning);
}

}  // namespace

ExitCode show_results(const Command& command) {
    warn_of_changes(command);
    // The figures first: they look whether the file can be read at all.
    std::string text = figures_text(command.results, {command.scenario, command.segment}) + "\n";
    const hdf5::Reader file(command.results);
    for (const auto section :
         {assumptions_section, warnings_section, excluded_section, provenance_section, glossary_section}) {
        text += section(file) + "\n";
    }
    text += opening_text(command.results);
    print_text(stdout, text);
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
