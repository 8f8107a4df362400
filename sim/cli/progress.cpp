#include "sim/cli/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "sim/cli/log.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/units_text.hpp"

namespace recoup::sim::cli {

namespace {

constexpr int bar_width = 20;
constexpr std::chrono::milliseconds between_lines{100};

std::string bar(std::int64_t done, std::int64_t total) {
    const auto filled = static_cast<std::size_t>(bar_width * done / total);
    return "[" + std::string(filled, '#') + std::string(bar_width - filled, '.') + "]";
}

}  // namespace

ProgressDisplay progress_display(bool quiet) {
    if (quiet) {
        return ProgressDisplay::none;
    }
    return stderr_is_terminal() ? ProgressDisplay::terminal : ProgressDisplay::log;
}

std::string progress_text(std::int64_t done, std::int64_t total, double seconds) {
    const double left =
        seconds * static_cast<double>(total - done) / static_cast<double>(std::max<std::int64_t>(done, 1));
    std::string text = fmt::format("{:3} %  {} of {}  {}", 100 * done / total, with_separators(done),
                                   counted(total, "path"), duration_text(seconds));
    if (done == total) {
        text += ", writing the results";
    } else if (done > 0) {
        text += fmt::format(", {} left", about_duration_text(left));
    }
    return text;
}

Progress::~Progress() {
    if (line_open_) {
        rewrite_line("");
    }
}

void Progress::start(std::int64_t paths, int threads) {
    if (display_ == ProgressDisplay::terminal) {
        rewrite_line(
            fmt::format("Simulating {} on {} ...", counted(paths, "path"), counted(threads, "thread")));
    }
}

void Progress::update(std::int64_t done, std::int64_t total) {
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    if (display_ == ProgressDisplay::terminal && (now - last_shown_ >= between_lines || done == total)) {
        last_shown_ = now;
        rewrite_line(bar(done, total) + progress_text(done, total, seconds));
    }
    const std::int64_t tenths = 10 * done / total;
    if (display_ == ProgressDisplay::log && tenths > tenths_logged_) {
        tenths_logged_ = tenths;
        log_line(progress_text(done, total, seconds));
    }
}

void Progress::rewrite_line(const std::string& text) {
    // A line that wraps could not be rewritten.
    std::fprintf(stderr, "\r%s\x1b[K", text.substr(0, terminal_columns() - 1).c_str());
    std::fflush(stderr);
    line_open_ = !text.empty();
}

}  // namespace recoup::sim::cli
