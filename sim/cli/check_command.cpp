#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "sim/cli/commands.hpp"
#include "sim/cli/problem_list.hpp"
#include "sim/cli/study_report.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/report/study_facts.hpp"
#include "sim/running/limits.hpp"

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

void print_sections(const PreparedStudy& prepared, const StudyFacts& facts) {
    for (const std::string& text :
         {study_section(facts), loans_section(facts), collateral_section(facts), jurisdiction_section(facts),
          options_section(facts), scenarios_section(facts), macro_section(facts), graphs_section(prepared),
          pedigree_section(facts)}) {
        print(text);
    }
    std::fputs((warnings_section(facts.study) + "\n").c_str(), stdout);  // with its colours
    std::fflush(stdout);                                                 // the probe takes a moment
}

ExitCode answer(const Command& command, const StudyFacts& facts, Json estimate,
                const std::vector<Problem>& refusals) {
    const Log log{command.log};
    log.problems(facts.study.warnings, Severity::warning);
    log.problems(refusals, Severity::error);
    const ExitCode code = refusals.empty() ? ExitCode::done : ExitCode::limit;
    std::vector<Problem> problems = refusals;
    problems.insert(problems.end(), facts.study.warnings.begin(), facts.study.warnings.end());
    Json json = json_answer(name_of(command.verb), static_cast<int>(code), problems);
    json["ready"] = refusals.empty();
    json.update(json_of(facts));
    json["estimate"] = std::move(estimate);
    print_json(json);
    return code;
}

}  // namespace

ExitCode check(const Command& command) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const Study study = load_study_of(command, Warnings::keep);
    const PreparedRun run(study);
    const StudyFacts facts(run.prepared);
    const double loading_seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (!command.json) {
        print_sections(run.prepared, facts);
    }
    const int threads = threads_of(command);
    Feasibility cost = feasibility(run, "results.h5", threads, probe_seconds);
    if (cost.estimate.probed_paths > 0) {
        cost.estimate.seconds += loading_seconds;  // a run reads and prepares the study again
    }
    if (command.json) {
        return answer(command, facts, json_of(cost.estimate, cost.limits, threads), cost.exceeded);
    }
    print(estimate_section(cost.estimate, cost.limits, threads));
    if (!cost.exceeded.empty()) {
        throw LimitError(cost.exceeded);
    }
    print("The study is ready to run.");
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
