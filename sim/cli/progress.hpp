// Progress of a run with the time that is left, first of policies of optimal waiting, where there are, then
// of paths: one line rewritten on a terminal, a log line each tenth elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/cli/log.hpp"

namespace recoup::sim::cli {

enum class ProgressDisplay { terminal, log, none };

/// On a terminal the line, elsewhere and in JSON the log; nothing when quiet.
ProgressDisplay progress_display(bool quiet, LogFormat format);

enum class Work { policies, paths };

/// "45 %  230 of 512 paths  12 s  about 15 s left", with a bar in front on a terminal.
std::string progress_text(Work work, std::int64_t done, std::int64_t total, double seconds);

class Progress {
  public:
    Progress(ProgressDisplay display, int threads, const Log& log)
        : display_(display), threads_(threads), log_(log) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Leaves the terminal's line empty.
    ~Progress();

    /// The first call of each work has none done: its clock starts.
    void update(Work work, std::int64_t done, std::int64_t total);

  private:
    using Clock = std::chrono::steady_clock;

    void start(Work work, std::int64_t total);
    void rewrite_line(const std::string& text);

    ProgressDisplay display_;
    int threads_;
    const Log& log_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_shown_;
    std::int64_t tenths_logged_ = -1;  ///< the first ones are logged too: they tell how long it will take
    bool line_open_ = false;
};

}  // namespace recoup::sim::cli
