#include "sim/cli/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

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

std::string counted_work(Work work, std::int64_t count) {
    if (work == Work::paths) {
        return counted(count, "path");
    }
    return count == 1 ? "1 policy" : with_separators(count) + " policies";
}

}  // namespace

ProgressDisplay progress_display(bool quiet, LogFormat format) {
    if (quiet) {
        return ProgressDisplay::none;
    }
    return stderr_is_terminal() && format == LogFormat::text ? ProgressDisplay::terminal
                                                             : ProgressDisplay::log;
}

std::string progress_text(Work work, std::int64_t done, std::int64_t total, double seconds) {
    const double left =
        seconds * static_cast<double>(total - done) / static_cast<double>(std::max<std::int64_t>(done, 1));
    std::string text = fmt::format("{:3} %  {} of {}  {}", 100 * done / total, with_separators(done),
                                   counted_work(work, total), duration_text(seconds));
    if (done == total && work == Work::paths) {
        text += ", writing the results";
    } else if (done > 0 && done < total) {
        text += fmt::format(", {} left", about_duration_text(left));
    }
    return text;
}

Progress::~Progress() {
    if (line_open_) {
        rewrite_line("");
    }
}

void Progress::start(Work work, std::int64_t total) {
    start_ = Clock::now();
    tenths_logged_ = -1;
    const std::string on = fmt::format("{} on {}", counted_work(work, total), counted(threads_, "thread"));
    if (display_ == ProgressDisplay::terminal) {
        rewrite_line((work == Work::paths ? "Simulating " : "Optimal waiting: solving ") + on + " ...");
    } else if (display_ == ProgressDisplay::log && work == Work::policies) {
        log_.line(LogLevel::info, "stage", "optimal waiting: " + on + " to solve before the paths",
                  {{"stage", "optimal_waiting"}});
    }
}

void Progress::update(Work work, std::int64_t done, std::int64_t total) {
    if (done == 0) {
        start(work, total);
        return;
    }
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    if (display_ == ProgressDisplay::terminal && (now - last_shown_ >= between_lines || done == total)) {
        last_shown_ = now;
        rewrite_line(bar(done, total) + progress_text(work, done, total, seconds));
    }
    const std::int64_t tenths = 10 * done / total;
    if (display_ == ProgressDisplay::log && tenths > tenths_logged_) {
        tenths_logged_ = tenths;
        log_.line(LogLevel::info, "progress", progress_text(work, done, total, seconds),
                  {{"work", work == Work::paths ? "paths" : "policies"},
                   {"done", done},
                   {"of", total},
                   {"seconds", seconds}});
    }
}

void Progress::rewrite_line(const std::string& text) {
    // A line that wraps could not be rewritten.
    std::fprintf(stderr, "\r%s\x1b[K", text.substr(0, terminal_columns() - 1).c_str());
    std::fflush(stderr);
    line_open_ = !text.empty();
}

}  // namespace recoup::sim::cli
