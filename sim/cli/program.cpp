#include "sim/cli/program.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <new>

#include "sim/cli/commands.hpp"
#include "sim/cli/problem_list.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/input/load_study.hpp"
#include "sim/limits.hpp"
#include "sim/machine.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/results_check.hpp"
#include "sim/run.hpp"

namespace recoup::sim::cli {

namespace {

void print_error(const std::string& text) {
    std::fputs(fmt::format("{} {}\n", coloured(Colour::red, "error:"), text).c_str(), stderr);
}

ExitCode refused(const InputError& error, ExitCode code) {
    std::fputs(problem_list(error.problems(), Severity::error).c_str(), stderr);
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
    }
    return ExitCode::internal_error;
}

/// What was printed may have met a full disk or a closed pipe only now.
ExitCode with_output_written(ExitCode code) {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        print_error(output_error("standard output", "", "cannot be written", errno).what());
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
        std::fputs(problem_list(study.warnings, Severity::warning).c_str(), stderr);
    }
    return study;
}

ExitCode program(const std::vector<std::string>& arguments) {
    try {
        const std::variant<Command, Answer> parsed = parse_command_line(arguments);
        if (const auto* answer = std::get_if<Answer>(&parsed)) {
            std::fputs(answer->text.c_str(), answer->code == ExitCode::done ? stdout : stderr);
            return with_output_written(answer->code);
        }
        return with_output_written(execute(std::get<Command>(parsed)));
    } catch (const LimitError& error) {
        return refused(error, ExitCode::limit);
    } catch (const OutputError& error) {
        return refused(error, ExitCode::output_error);
    } catch (const InputError& error) {
        return refused(error, ExitCode::input_error);
    } catch (const std::filesystem::filesystem_error& error) {
        print_error(error.what());
        return ExitCode::output_error;
    } catch (const std::bad_alloc&) {
        print_error("memory ran out. Use fewer --threads or fewer paths; `recoup check` estimates the need.");
        return ExitCode::limit;
    } catch (const std::exception& error) {
        print_error(fmt::format("recoup itself is wrong, please report this: {}", error.what()));
        return ExitCode::internal_error;
    }
}

}  // namespace recoup::sim::cli
