#include "sim/cli/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <new>
#include <nlohmann/json.hpp>

#include "sim/cli/commands.hpp"
#include "sim/cli/log.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/input/load_study.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/results_check.hpp"
#include "sim/run.hpp"
#include "sim/running/limits.hpp"
#include "sim/running/machine.hpp"

namespace recoup::sim::cli {

namespace {

/// Ends a command that cannot be done: the problems go to standard error and into the JSON answer.
ExitCode refused(const Command& command, const std::vector<Problem>& problems, ExitCode code) {
    Log(command.log).problems(problems, Severity::error);
    if (command.json) {
        print_json(json_answer(name_of(command.verb), static_cast<int>(code), problems));
    }
    return code;
}

/// The same for what has no place and field.
ExitCode failed(const Command& command, const std::string& message, ExitCode code) {
    Log(command.log).error(message);
    if (command.json) {
        print_json(json_answer(name_of(command.verb), static_cast<int>(code), {{.problem = message}}));
    }
    return code;
}

ExitCode execute(const Command& command) {
    switch (command.verb) {
        case Verb::check:
            return may_be_results(command.study) ? check_results_file(command) : check(command);
        case Verb::run:
            return run_study(command);
        case Verb::merge:
            return merge_parts(command);
        case Verb::replay:
            return replay_loan(command);
        case Verb::show:
            return show_results(command);
        case Verb::kinds:
            return list_kinds();
    }
    return ExitCode::internal_error;
}

/// The exit code of `work`, or of what it throws.
template <class Work>
ExitCode done(const Command& command, Work work) {
    try {
        return work();
    } catch (const LimitError& error) {
        return refused(command, error.problems(), ExitCode::limit);
    } catch (const OutputError& error) {
        return refused(command, error.problems(), ExitCode::output_error);
    } catch (const InputError& error) {
        return refused(command, error.problems(), ExitCode::input_error);
    } catch (const std::filesystem::filesystem_error& error) {
        return failed(command, error.what(), ExitCode::output_error);
    } catch (const std::bad_alloc&) {
        return refused(
            command,
            {{.problem = "memory ran out",
              .suggestion = "Use fewer --threads or fewer paths; `recoup check` estimates the need"}},
            ExitCode::limit);
    } catch (const std::exception& error) {
        return failed(command, fmt::format("recoup itself is wrong, please report this: {}", error.what()),
                      ExitCode::internal_error);
    }
}

/// What was printed may have met a full disk or a closed pipe only now.
ExitCode with_output_written(ExitCode code, LogFormat log) {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        Log(log).error(output_error("standard output", "", "cannot be written", errno).what());
        return ExitCode::output_error;
    }
    return code;
}

}  // namespace

int threads_of(const Command& command) {
    return command.threads > 0 ? command.threads : available_threads();
}

Study load_study_of(const Command& command, Warnings warnings) {
    Study study = load_study(command.study, {.set = command.set}, nullptr, threads_of(command));
    if (warnings == Warnings::print) {
        Log(command.log).problems(study.warnings, Severity::warning);
    }
    check_pools_fit(study);
    return study;
}

void print_json(const Json& answer) {
    std::fputs((text_of(answer) + "\n").c_str(), stdout);
}

ExitCode program(const std::vector<std::string>& arguments) {
    std::variant<Command, Answer> parsed;
    const ExitCode read = done({}, [&] {
        parsed = parse_command_line(arguments);
        return ExitCode::done;
    });
    if (read != ExitCode::done) {
        return read;
    }
    if (const auto* command = std::get_if<Command>(&parsed)) {
        return with_output_written(done(*command, [&] { return execute(*command); }), command->log);
    }
    const Answer& answer = std::get<Answer>(parsed);
    print_text(answer.code == ExitCode::done ? stdout : stderr, answer.text);
    if (answer.code == ExitCode::usage && std::ranges::count(arguments, "--json") > 0) {
        print_json(json_answer(arguments.front(), static_cast<int>(answer.code), {answer.problem}));
    }
    return with_output_written(answer.code, LogFormat::text);
}

}  // namespace recoup::sim::cli
