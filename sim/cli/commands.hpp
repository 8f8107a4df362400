// The commands of the program. Each prints its results to standard output and all else to standard error;
// what goes wrong is thrown and turned into a message and an exit code by program.
#pragma once

#include "sim/cli/command_line.hpp"
#include "sim/cli/log.hpp"
#include "sim/report/json.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim::cli {

/// Loads the study of a command; warnings go to standard error where the command does not print them itself.
enum class Warnings { print, keep };
Study load_study_of(const Command& command, Warnings warnings);

/// As asked for, else all that the machine gives.
int threads_of(const Command& command);

/// The answer of a command with `--json`, on standard output.
void print_json(const Json& answer);

ExitCode check(const Command& command);
/// `check` of a results file in place of a study: whether it is as it was written.
ExitCode check_results_file(const Command& command);
ExitCode run_study(const Command& command);
ExitCode merge_parts(const Command& command);
ExitCode replay_loan(const Command& command);
ExitCode show_results(const Command& command);
ExitCode list_kinds();

}  // namespace recoup::sim::cli
