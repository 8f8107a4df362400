// SIGINT, SIGTERM and SIGHUP during a run: the first asks it to stop after the batches under way, the second
// ends the program at once, as without recoup's handler.
#pragma once

#include <atomic>
#include <string>

#include "sim/cli/exit_codes.hpp"

namespace recoup::sim::cli {

class StopOnSignal {
  public:
    /// `announces`: the first signal is answered on standard error in plain text at once.
    explicit StopOnSignal(bool announces = true);
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    /// Gives the signals back the meaning that they had.
    ~StopOnSignal();

    const std::atomic<bool>& flag() const;
    /// Of the signal that asked to stop.
    static std::string name();
    static ExitCode exit_code();
};

/// Writes that fail say so (SIGXFSZ, SIGPIPE would end the process), and standard streams that are closed
/// stay closed for us: their numbers must not come to stand for results files.
void let_failed_writes_be_errors();

}  // namespace recoup::sim::cli
