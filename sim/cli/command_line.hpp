// The command line as data: what is asked for, or the text that answers it (help, version, a usage error).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "models/errors.hpp"
#include "sim/cli/exit_codes.hpp"
#include "sim/cli/log.hpp"
#include "sim/output/part_coverage.hpp"

namespace recoup::sim::cli {

enum class Verb { check, run, merge, replay, show, kinds };
std::string_view name_of(Verb verb);

struct Command {
    Verb verb = Verb::check;
    std::filesystem::path study;
    std::vector<std::pair<std::string, std::string>> set;  ///< `--set key=value`
    int threads = 0;                                       ///< 0 = as many as the machine gives
    bool json = false;                                     ///< the answer as one JSON object
    LogFormat log = LogFormat::text;
    // run, merge
    std::filesystem::path out;
    std::optional<PathRange> paths;
    bool resume = false;
    bool keep_parts = false;
    bool force = false;
    std::string note;
    bool quiet = false;
    std::vector<std::filesystem::path> sources;
    // replay
    std::int64_t path = 0;
    std::string loan;
    std::string scenario;  ///< empty = every one
    std::string option;    ///< empty = every one
    bool all_months = false;
    // show, with `scenario`
    std::filesystem::path results;
    std::string segment;  ///< empty = the portfolio

    std::vector<std::string> arguments;  ///< as given, without the program's name
    /// What to type for the same command with an option more.
    std::string typed(const std::string& more = "") const;
};

/// Ends the program without work.
struct Answer {
    std::string text;
    ExitCode code = ExitCode::done;
    Problem problem = {};  ///< of a usage error: what the text says, in its parts
};

std::variant<Command, Answer> parse_command_line(const std::vector<std::string>& arguments);

}  // namespace recoup::sim::cli
