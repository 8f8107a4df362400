#include "sim/event_log.hpp"

#include <algorithm>

namespace recoup::sim {

void EventLog::end_run(int segment, int month) {
    const auto last = static_cast<std::uint32_t>(size_);
    const std::uint32_t first = runs_.empty() ? 0 : runs_.back().last;
    if (first == last) {
        return;
    }
    const EventRun run{.first = first,
                       .last = last,
                       .segment = static_cast<std::uint16_t>(segment),
                       .month = static_cast<std::uint16_t>(month)};
    if (!runs_.empty() && runs_.back().segment == run.segment && runs_.back().month == run.month) {
        runs_.back().last = last;
    } else {
        runs_.push_back(run);
    }
}

void EventLog::grow(std::size_t needed) {
    const std::size_t capacity = std::max(needed, 2 * capacity_);
    auto larger = std::make_unique_for_overwrite<Event[]>(capacity);
    std::copy_n(events_.get(), size_, larger.get());
    events_ = std::move(larger);
    capacity_ = capacity;
}

}  // namespace recoup::sim
