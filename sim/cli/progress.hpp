// Progress of a run with the time that is left: one line rewritten on a terminal, a log line each tenth
// elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace recoup::sim::cli {

enum class ProgressDisplay { terminal, log, none };

/// On a terminal the line, elsewhere the log; nothing when quiet.
ProgressDisplay progress_display(bool quiet);

/// "45 %  230 of 512 paths  12 s  about 15 s left", with a bar in front on a terminal.
std::string progress_text(std::int64_t done, std::int64_t total, double seconds);

class Progress {
  public:
    explicit Progress(ProgressDisplay display) : display_(display) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Leaves the terminal's line empty.
    ~Progress();

    /// Before the first paths are done: something to look at on a terminal.
    void start(std::int64_t paths, int threads);
    void update(std::int64_t done, std::int64_t total);

  private:
    using Clock = std::chrono::steady_clock;

    void rewrite_line(const std::string& text);

    ProgressDisplay display_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_shown_;
    std::int64_t tenths_logged_ = -1;  ///< the first paths are logged too: they tell how long it will take
    bool line_open_ = false;
};

}  // namespace recoup::sim::cli
