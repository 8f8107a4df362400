// Exit codes of the program, as documented in README.md and by --help.
#pragma once

namespace recoup::sim::cli {

enum class ExitCode : int {
    done = 0,
    internal_error = 1,  ///< recoup itself is wrong
    usage = 2,           ///< the command line cannot be understood
    input_error = 3,     ///< a study, a tape or another input cannot be used
    output_error = 4,    ///< results or parts cannot be written, read or put together
    limit = 5,           ///< more memory, disk or threads than there are, refused before work started
    hung_up = 129,       ///< SIGHUP
    interrupted = 130,   ///< SIGINT
    terminated = 143,    ///< SIGTERM
};

inline constexpr const char* exit_codes_help =
    "Exit codes:\n"
    "  0         done\n"
    "  1         recoup itself is wrong: please report the message\n"
    "  2         the command line cannot be understood\n"
    "  3         a study, a tape or another input cannot be used: every problem is listed\n"
    "  4         results or parts cannot be written, read or put together\n"
    "  5         needs more memory, disk or threads than there are: refused before work starts\n"
    "  129, 130, 143  stopped by SIGHUP, SIGINT or SIGTERM: finished paths are kept, --resume goes on from "
    "them\n";

}  // namespace recoup::sim::cli
