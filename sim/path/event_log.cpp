#include "sim/path/event_log.hpp"

#include <algorithm>

namespace recoup::sim {

void QuietMoves::grow(std::size_t needed) {
    const std::size_t capacity = std::max(needed, 2 * capacity_);
    auto larger = std::make_unique_for_overwrite<QuietMove[]>(capacity);
    std::copy_n(moves_.get(), size_, larger.get());
    moves_ = std::move(larger);
    capacity_ = capacity;
}

void EventLog::end_run(int segment, int month) {
    EventRun run{.last = static_cast<std::uint32_t>(records_.size()),
                 .last_move = static_cast<std::uint32_t>(moves_.size()),
                 .segment = static_cast<std::uint16_t>(segment),
                 .month = static_cast<std::uint16_t>(month)};
    if (!runs_.empty()) {
        run.first = runs_.back().last;
        run.first_move = runs_.back().last_move;
    }
    if (run.first == run.last && run.first_move == run.last_move) {
        return;
    }
    if (!runs_.empty() && runs_.back().segment == run.segment && runs_.back().month == run.month) {
        runs_.back().last = run.last;
        runs_.back().last_move = run.last_move;
    } else {
        runs_.push_back(run);
    }
}

}  // namespace recoup::sim
