#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/signals.hpp"
#include "sim/cli/terminal.hpp"
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

bool is_interrupt() {
    return StopOnSignal::received() != SIGTERM;
}

/// What was kept and how to go on.
ExitCode report_stop(const Command& command, const Done& done) {
    std::string text = fmt::format("Stopped by {}", is_interrupt() ? "SIGINT" : "SIGTERM");
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
    print_text(stderr, text);
    return is_interrupt() ? ExitCode::interrupted : ExitCode::terminated;
}

ExitCode report_stopped_merge(const Command& command) {
    print_text(stderr, fmt::format("Stopped by {}; the parts are as they were, and {} was not written.\n",
                                   is_interrupt() ? "SIGINT" : "SIGTERM", command.out.string()));
    return is_interrupt() ? ExitCode::interrupted : ExitCode::terminated;
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
        print_text(stderr, fmt::format("Excluded: {} of the tape, listed in {}\n",
                                       counted(static_cast<std::int64_t>(study.excluded.size()), "row"),
                                       excluded_rows_file(command.out).string()));
    }
}

void report_results(const Command& command, const RunFacts& facts) {
    if (command.quiet) {
        return;
    }
    print_text(stdout, command.paths ? parts_text(command) : summary_table(command.out));
    std::fputs(
        fmt::format("Took {} on {}.\n", duration_text(facts.wall_seconds), counted(facts.threads, "thread"))
            .c_str(),
        stderr);
}

}  // namespace

ExitCode run_study(const Command& command) {
    check_writable(command.out);
    const Study study = load_study_of(command, Warnings::print);
    const PreparedStudy prepared(study);
    RunSettings settings;
    settings.threads = threads_of(command);
    settings.paths = command.paths;
    settings.command = command.typed();
    settings.resume = command.resume;
    settings.keep_parts = command.keep_parts;
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
    report_excluded(command, study);
    report_results(command, facts);
    return ExitCode::done;
}

ExitCode merge_parts(const Command& command) {
    check_writable(command.out);
    const Study study = load_study_of(command, Warnings::print);
    const PreparedStudy prepared(study);
    const StopOnSignal signals;
    try {
        merge(prepared, command.sources, command.out, command.typed(), &signals.flag());
    } catch (const Interrupted&) {
        return report_stopped_merge(command);
    }
    report_excluded(command, study);
    if (!command.quiet) {
        print_text(stdout, summary_table(command.out));
    }
    return ExitCode::done;
}

}  // namespace recoup::sim::cli
