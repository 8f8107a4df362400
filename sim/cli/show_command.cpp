#include <cstdio>

#include "sim/cli/commands.hpp"
#include "sim/cli/results_report.hpp"
#include "sim/output/summary_table.hpp"

namespace recoup::sim::cli {

ExitCode show_results(const Command& command) {
    // The figures first: they look whether the file can be read at all.
    std::string text = figures_text(command.results, {command.scenario, command.segment}) + "\n";
    const hdf5::Reader file(command.results);
    for (const auto section :
         {assumptions_section, warnings_section, excluded_section, provenance_section, glossary_section}) {
        text += section(file) + "\n";
    }
    text += opening_text(command.results);
    std::fputs(text.c_str(), stdout);
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
