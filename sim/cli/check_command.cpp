#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "sim/cli/commands.hpp"
#include "sim/cli/problem_list.hpp"
#include "sim/cli/study_report.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/limits.hpp"

namespace recoup::sim::cli {

namespace {

constexpr double probe_seconds = 1.0;

void print(const std::string& text) {
    print_text(stdout, text + "\n");
}

std::string warnings_section(const Study& study) {
    const std::string lines =
        study.warnings.empty() ? "  none\n" : problem_list(study.warnings, Severity::warning);
    return section("Warnings", lines);
}

std::string estimate_section(const RunEstimate& estimate, const Limits& limits, int threads) {
    std::string lines;
    if (estimate.probed_paths > 0) {
        lines += fmt::format("  time    {} on {} (probe: {} in {})\n", about_duration_text(estimate.seconds),
                             counted(threads, "thread"), counted(estimate.probed_paths, "path"),
                             duration_text(estimate.probe_seconds));
        if (estimate.policies_seconds > 0.0) {
            lines += fmt::format("          of it {} for the policies of optimal waiting\n",
                                 about_duration_text(estimate.policies_seconds));
        }
    }
    lines += fmt::format("  memory  about {} of {} ({})\n", gigabytes_text(estimate.memory_gb),
                         gigabytes_text(limits.memory_gb), limits.memory_origin);
    lines +=
        fmt::format("  disk    about {} of {} ({}); {} stay as results\n", gigabytes_text(estimate.disk_gb),
                    gigabytes_text(limits.disk_gb), limits.disk_origin, gigabytes_text(estimate.results_gb));
    return section("Estimate of a run", lines);
}

}  // namespace

ExitCode check(const Command& command) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const Study study = load_study_of(command, Warnings::keep);
    const PreparedStudy prepared(study);
    const double loading_seconds = std::chrono::duration<double>(Clock::now() - start).count();
    for (const auto part : {study_section, loans_section, collateral_section, options_section,
                            scenarios_section, macro_section, graphs_section, pedigree_section}) {
        print(part(prepared));
    }
    std::fputs((warnings_section(study) + "\n").c_str(), stdout);  // with its colours
    std::fflush(stdout);                                           // the probe takes a moment
    const int threads = threads_of(command);
    const Limits limits = limits_of(study, "results.h5");
    RunEstimate estimate = estimate_size(prepared, threads);
    const std::vector<Problem> refusals = exceeded(estimate, limits);
    if (refusals.empty()) {
        probe_run(prepared, threads, probe_seconds, estimate);
        estimate.seconds += loading_seconds;  // a run reads and prepares the study again
    }
    print(estimate_section(estimate, limits, threads));
    if (!refusals.empty()) {
        throw LimitError(refusals);
    }
    print("The study is ready to run.");
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
