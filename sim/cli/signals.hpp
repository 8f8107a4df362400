// SIGINT and SIGTERM during a run: the first asks it to stop after the batches under way, the second ends the
// program at once, as without recoup's handler.
#pragma once

#include <atomic>

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
    /// The signal that asked to stop, 0 = none.
    static int received();
};

}  // namespace recoup::sim::cli
