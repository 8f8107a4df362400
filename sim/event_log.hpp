// The events of one path and option: group after group of loans, each in the order of months.
//
// A buffer that keeps its memory from path to path and lends room ahead: the hot loop writes every candidate
// and keeps the ones that are events, without a branch.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sim/event.hpp"

namespace recoup::sim {

/// Neighbouring events of one segment in one month.
struct EventRun {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  ///< behind them
    std::uint16_t segment = 0;
    std::uint16_t month = 0;
};

class EventLog {
  public:
    const Event* begin() const { return events_.get(); }
    const Event* end() const { return events_.get() + size_; }
    /// All events in runs, as far as end_run() was told.
    const std::vector<EventRun>& runs() const { return runs_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const Event& operator[](std::size_t event) const { return events_[event]; }
    /// Null for an event without amounts of its own.
    const EventAmounts* amounts(const Event& event) const {
        return event.amounts == no_amounts ? nullptr : &amounts_[event.amounts];
    }
    void clear() {
        size_ = 0;
        amounts_.clear();
        runs_.clear();
    }
    /// What was added since the last run is a run of `segment` and `month`, or belongs to the last one.
    void end_run(int segment, int month);

    /// Where the next event goes, with room for `count`.
    Event* room_for(std::size_t count) {
        if (size_ + count > capacity_) {
            grow(size_ + count);
        }
        return events_.get() + size_;
    }
    /// Keeps what was written up to `end`.
    void keep_to(const Event* end) { size_ = static_cast<std::size_t>(end - events_.get()); }
    void push_back(const Event& event) {
        *room_for(1) = event;
        ++size_;
    }
    void push_back(Event event, const EventAmounts& amounts) {
        event.amounts = static_cast<std::uint32_t>(amounts_.size());
        amounts_.push_back(amounts);
        push_back(event);
    }

  private:
    void grow(std::size_t needed);

    std::unique_ptr<Event[]> events_;
    std::vector<EventAmounts> amounts_;
    std::vector<EventRun> runs_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace recoup::sim
