// The events of one path and option: group after group of loans, each in the order of months.
//
// What happens to most loans in most months that bring anything is the exit of a quiet loan: two numbers say
// it all. Such moves stand in a list of their own, everything else in whole records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/event.hpp"

namespace recoup::sim {

/// Neighbouring events and moves of one segment in one month. No loan is in both.
struct EventRun {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  ///< behind them
    std::uint32_t first_move = 0;
    std::uint32_t last_move = 0;  ///< behind them
    std::uint16_t segment = 0;
    std::uint16_t month = 0;
};

/// A draw that moved a quiet loan: its claim is what it was, or nothing where the loan closed.
struct QuietMove {
    std::uint32_t loan = 0;  ///< row of the portfolio
    std::uint32_t exit = 0;  ///< place among all exits of the graph (PreparedSegment::exits)
};

/// A buffer that keeps its memory from path to path and lends room ahead: the hot loop writes every candidate
/// and keeps the ones that moved, without a branch.
class QuietMoves {
  public:
    const QuietMove* begin() const { return moves_.get(); }
    const QuietMove* end() const { return moves_.get() + size_; }
    std::size_t size() const { return size_; }
    void clear() { size_ = 0; }
    /// Where the next moves go, with room for `count`.
    QuietMove* room_for(std::size_t count) {
        if (size_ + count > capacity_) {
            grow(size_ + count);
        }
        return moves_.get() + size_;
    }
    /// Keeps what was written up to `end`.
    void keep_to(const QuietMove* end) { size_ = static_cast<std::size_t>(end - moves_.get()); }
    void push_back(const QuietMove& move) {
        *room_for(1) = move;
        ++size_;
    }

  private:
    void grow(std::size_t needed);

    std::unique_ptr<QuietMove[]> moves_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

class EventLog {
  public:
    // The events that stand in whole records.
    const Event* begin() const { return events_.data(); }
    const Event* end() const { return events_.data() + events_.size(); }
    const Event& operator[](std::size_t event) const { return events_[event]; }
    /// Of whole records and moves.
    std::size_t size() const { return events_.size() + moves_.size(); }
    bool empty() const { return size() == 0; }
    /// Null for an event without amounts of its own.
    const EventAmounts* amounts(const Event& event) const {
        return event.amounts == no_amounts ? nullptr : &amounts_[event.amounts];
    }

    std::span<const Event> events_of(const EventRun& run) const {
        return {begin() + run.first, begin() + run.last};
    }
    std::span<const QuietMove> moves_of(const EventRun& run) const {
        return {moves_.begin() + run.first_move, moves_.begin() + run.last_move};
    }
    QuietMoves& moves() { return moves_; }
    /// All events and moves in runs, as far as end_run() was told.
    const std::vector<EventRun>& runs() const { return runs_; }

    void clear() {
        events_.clear();
        amounts_.clear();
        moves_.clear();
        runs_.clear();
    }
    void push_back(const Event& event) { events_.push_back(event); }
    void push_back(Event event, const EventAmounts& amounts) {
        event.amounts = static_cast<std::uint32_t>(amounts_.size());
        amounts_.push_back(amounts);
        events_.push_back(event);
    }
    /// What was added since the last run is a run of `segment` and `month`, or belongs to the last one.
    void end_run(int segment, int month);

  private:
    std::vector<Event> events_;
    std::vector<EventAmounts> amounts_;
    QuietMoves moves_;
    std::vector<EventRun> runs_;
};

}  // namespace recoup::sim
