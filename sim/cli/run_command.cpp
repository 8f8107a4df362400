#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/problem_list.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/signals.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/limits.hpp"
#include "sim/output/atomic_publish.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/part_file.hpp"
#include "sim/output/summary_table.hpp"
#include "sim/run.hpp"

namespace recoup::sim::cli {

namespace {

struct Done {
    std::int64_t paths = 0;
    std::int64_t of = 0;
};

/// What was kept and how to go on.
ExitCode report_stop(const Command& command, const Done& done) {
    std::string text = fmt::format("Stopped by {}", StopOnSignal::name());
    if (done.paths > 0 && done.paths == done.of) {
        text += fmt::format(" while the results were written; all {} are kept in {}.\n",
                            counted(done.of, "path"), parts_folder(command.out).string());
    } else if (done.paths > 0) {
        text += fmt::format(" after {} of {}; they are kept in {}.\n", with_separators(done.paths),
                            counted(done.of, "path"), parts_folder(command.out).string());
    } else {
        text += " before any further path was finished.\n";
    }
    text += "Go on with: " + command.typed(command.resume ? "" : "--resume") + "\n";
    std::fputs(text.c_str(), stderr);
    return StopOnSignal::exit_code();
}

ExitCode report_stopped_merge(const Command& command) {
    std::fputs(fmt::format("Stopped by {}; the parts are as they were, and {} was not written.\n",
                           StopOnSignal::name(), command.out.string())
                   .c_str(),
               stderr);
    return StopOnSignal::exit_code();
}

std::string parts_text(const Command& command) {
    return fmt::format(
        "Paths {} to {} are done: {}\n"
        "When all paths are, put them together: recoup merge {} --out FILE {} ...\n",
        command.paths->first, command.paths->end - 1, parts_folder(command.out).string(),
        shell_quoted(command.study.string()), shell_quoted(command.out.string()));
}

void report_excluded(const Command& command, const Study& study) {
    if (!study.excluded.empty() && !command.quiet) {
        std::fputs(fmt::format("Excluded: {} of the tape, listed in {}\n",
                               counted(static_cast<std::int64_t>(study.excluded.size()), "row"),
                               excluded_rows_file(command.out).string())
                       .c_str(),
                   stderr);
    }
}

void report_results(const Command& command, const RunFacts& facts, double seconds) {
    if (command.quiet) {
        return;
    }
    std::fputs(command.paths ? parts_text(command).c_str() : summary_table(command.out).c_str(), stdout);
    std::fputs(
        fmt::format("Took {} on {}.\n", duration_text(seconds), counted(facts.threads, "thread")).c_str(),
        stderr);
}

RunSettings settings_of(const Command& command) {
    RunSettings settings;
    settings.threads = threads_of(command);
    settings.paths = command.paths;
    settings.command = command.typed();
    settings.resume = command.resume;
    settings.keep_parts = command.keep_parts;
    settings.force = command.force;
    settings.note = command.note;
    settings.tell = [](const Problem& problem) {
        std::fputs(problem_list({problem}, Severity::warning).c_str(), stderr);
    };
    return settings;
}

}  // namespace

ExitCode run_study(const Command& command) {
    using Clock = std::chrono::steady_clock;
    check_writable(command.out);
    const Study study = load_study_of(command, Warnings::print);
    const PreparedStudy prepared(study);
    const auto start = Clock::now();
    RunSettings settings = settings_of(command);
    check_limits(estimate_size(prepared, settings.threads, settings.paths), limits_of(study, command.out));
    const StopOnSignal signals;
    settings.stop = &signals.flag();
    Done done;
    RunFacts facts;
    try {
        Progress progress(progress_display(command.quiet), settings.threads);
        settings.policy_progress = [&](std::int64_t policies, std::int64_t of) {
            progress.update(Work::policies, policies, of);
        };
        settings.progress = [&](std::int64_t paths, std::int64_t of) {
            done = {paths, of};
            progress.update(Work::paths, paths, of);
        };
        facts = run(prepared, command.out, settings);
    } catch (const Interrupted&) {
        return report_stop(command, done);
    }
    if (!facts.was_there_before) {
        report_excluded(command, study);
    }
    report_results(command, facts, std::chrono::duration<double>(Clock::now() - start).count());
    return ExitCode::done;
}

ExitCode merge_parts(const Command& command) {
    check_writable(command.out);
    const Study study = load_study_of(command, Warnings::print);
    const PreparedStudy prepared(study);
    const StopOnSignal signals;
    try {
        RunSettings settings = settings_of(command);
        settings.stop = &signals.flag();
        merge(prepared, command.sources, command.out, settings);
    } catch (const Interrupted&) {
        return report_stopped_merge(command);
    }
    report_excluded(command, study);
    if (!command.quiet) {
        std::fputs(summary_table(command.out).c_str(), stdout);
    }
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
