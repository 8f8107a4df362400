#include "sim/event_log.hpp"

#include <algorithm>

namespace recoup::sim {

void EventLog::grow(std::size_t needed) {
    const std::size_t capacity = std::max(needed, 2 * capacity_);
    auto larger = std::make_unique_for_overwrite<Event[]>(capacity);
    std::copy_n(events_.get(), size_, larger.get());
    events_ = std::move(larger);
    capacity_ = capacity;
}

}  // namespace recoup::sim
