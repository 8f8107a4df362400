#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/signals.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"
#include "sim/output/atomic_publish.hpp"
#include "sim/output/excluded_rows.hpp"
#include "sim/output/part_file.hpp"
#include "sim/output/summary_table.hpp"
#include "sim/run.hpp"
#include "sim/running/limits.hpp"

namespace recoup::sim::cli {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Done {
    std::int64_t paths = 0;
    std::int64_t of = 0;
};

struct Stop {
    std::string what;   ///< one sentence, without its full stop
    std::string again;  ///< the command that goes on
};

/// Stopped by a signal: told, and answered with what was kept.
ExitCode stopped(const Command& command, const Stop& stop, const Done& done,
                 const std::vector<Problem>& warnings) {
    const ExitCode code = StopOnSignal::exit_code();
    Log(command.log)
        .say(LogLevel::warning, "stopped", stop.what + ".\nGo on with: " + stop.again + "\n",
             {{"paths_done", done.paths}, {"paths_of", done.of}});
    if (command.json) {
        std::vector<Problem> problems = {
            {.problem = stop.what, .suggestion = "Go on with `" + stop.again + "`"}};
        problems.insert(problems.end(), warnings.begin(), warnings.end());
        print_json(json_answer(name_of(command.verb), static_cast<int>(code), problems));
    }
    return code;
}

/// What was kept and how to go on.
Stop stop_of(const Command& command, const Done& done) {
    std::string text = fmt::format("Stopped by {}", StopOnSignal::name());
    if (done.paths > 0 && done.paths == done.of) {
        text += fmt::format(" while the results were written; all {} are kept in {}",
                            counted(done.of, "path"), parts_folder(command.out).string());
    } else if (done.paths > 0) {
        text += fmt::format(" after {} of {}; they are kept in {}", with_separators(done.paths),
                            counted(done.of, "path"), parts_folder(command.out).string());
    } else {
        text += " before any further path was finished";
    }
    return {text, command.typed(command.resume ? "" : "--resume")};
}

Stop stop_of_merge(const Command& command) {
    return {fmt::format("Stopped by {}; the parts are as they were, and {} was not written",
                        StopOnSignal::name(), command.out.string()),
            command.typed()};
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
        const auto rows = static_cast<std::int64_t>(study.excluded.size());
        const std::string file = excluded_rows_file(command.out).string();
        Log(command.log)
            .say(LogLevel::info, "excluded",
                 fmt::format("Excluded: {} of the tape, listed in {}\n", counted(rows, "row"), file),
                 {{"rows", rows}, {"file", file}});
    }
}

/// What a run cost; stage by stage for those who read the log by machine.
void report_cost(const Command& command, const RunFacts& facts, double seconds) {
    if (command.quiet || command.verb != Verb::run) {
        return;
    }
    const Log log{command.log};
    if (log.format() == LogFormat::json) {
        for (const auto& [stage, processor_seconds] : facts.stage_seconds) {
            log.line(LogLevel::info, "stage", stage,
                     {{"stage", stage}, {"processor_seconds", processor_seconds}});
        }
    }
    log.say(LogLevel::info, "done",
            fmt::format("Took {} on {}.\n", duration_text(seconds), counted(facts.threads, "thread")),
            {{"seconds", seconds}, {"threads", std::int64_t{facts.threads}}});
}

Json answer(const Command& command, const Study& study, const RunFacts& facts, double seconds,
            const std::vector<Problem>& warnings) {
    const PathRange paths = command.paths.value_or(PathRange{0, study.paths});
    Json json = json_answer(name_of(command.verb), static_cast<int>(ExitCode::done), warnings);
    Json stages = Json::object();
    for (const auto& [stage, processor_seconds] : facts.stage_seconds) {
        stages[stage] = processor_seconds;
    }
    json["study"] = study_json(study);
    json["out"] = (command.paths ? parts_folder(command.out) : command.out).string();
    json["paths"] = {{"first", paths.first}, {"end", paths.end}, {"of", study.paths}};
    json["threads"] = facts.threads;
    json["seconds"] = seconds;
    json["seconds_of_all_runs"] = facts.was_there_before ? Json() : Json(facts.wall_seconds);
    json["processor_seconds"] = std::move(stages);
    json["excluded"] = excluded_json(study);
    json["excluded"]["file"] =
        study.excluded.empty() || command.paths ? Json() : Json(excluded_rows_file(command.out).string());
    json["headline"] = command.paths ? Json() : json_headline(command.out);
    return json;
}

/// The end of a run or merge that went well. `warnings`: all that were told before.
ExitCode finished(const Command& command, const Study& study, const RunFacts& facts, double seconds,
                  std::vector<Problem> warnings) {
    Log(command.log).problems(facts.warnings, Severity::warning);
    warnings.insert(warnings.end(), facts.warnings.begin(), facts.warnings.end());
    if (!facts.was_there_before && !command.paths) {
        report_excluded(command, study);
    }
    if (command.json) {
        print_json(answer(command, study, facts, seconds, warnings));
    } else if (!command.quiet) {
        print_text(stdout, command.paths ? parts_text(command) : summary_table(command.out));
    }
    report_cost(command, facts, seconds);
    return ExitCode::done;
}

/// What is told during the run goes to the log at once, and behind `warnings` for the answer.
RunSettings settings_of(const Command& command, std::vector<Problem>& warnings) {
    RunSettings settings;
    settings.threads = threads_of(command);
    settings.paths = command.paths;
    settings.command = command.typed();
    settings.resume = command.resume;
    settings.keep_parts = command.keep_parts;
    settings.force = command.force;
    settings.note = command.note;
    settings.tell = [log = command.log, &warnings](const Problem& problem) {
        Log(log).problems({problem}, Severity::warning);
        warnings.push_back(problem);
    };
    return settings;
}

}  // namespace

ExitCode run_study(const Command& command) {
    const auto start = Clock::now();
    check_writable(command.out);
    const Study study = load_study_of(command, Warnings::print);
    const PreparedRun prepared(study);
    std::vector<Problem> warnings = study.warnings;
    RunSettings settings = settings_of(command, warnings);
    check_limits(estimate_size(prepared, settings.threads, settings.paths), limits_of(study, command.out));
    const StopOnSignal signals(command.log == LogFormat::text);
    const Log log{command.log};
    settings.stop = &signals.flag();
    Done done;
    RunFacts facts;
    try {
        Progress progress(progress_display(command.quiet, command.log), settings.threads, log);
        settings.policy_progress = [&](std::int64_t policies, std::int64_t of) {
            progress.update(Work::policies, policies, of);
        };
        settings.progress = [&](std::int64_t paths, std::int64_t of) {
            done = {paths, of};
            progress.update(Work::paths, paths, of);
        };
        facts = run(prepared, command.out, settings);
    } catch (const Interrupted&) {
        return stopped(command, stop_of(command, done), done, warnings);
    }
    return finished(command, study, facts, seconds_since(start), std::move(warnings));
}

ExitCode merge_parts(const Command& command) {
    const auto start = Clock::now();
    check_writable(command.out);
    const Study study = load_study_of(command, Warnings::print);
    const PreparedStudy prepared(study);
    const StopOnSignal signals(command.log == LogFormat::text);
    std::vector<Problem> warnings = study.warnings;
    RunFacts facts;
    try {
        RunSettings settings = settings_of(command, warnings);
        settings.stop = &signals.flag();
        facts = merge(prepared, command.sources, command.out, settings);
    } catch (const Interrupted&) {
        return stopped(command, stop_of_merge(command), {}, warnings);
    }
    return finished(command, study, facts, seconds_since(start), std::move(warnings));
}

}  // namespace recoup::sim::cli
