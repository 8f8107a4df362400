// The events of one path and option: group after group of loans, each in the order of months.
//
// What happens to most loans in most months that bring anything is the exit of a quiet loan: two numbers say
// it all. Such moves stand in a list of their own, everything else in whole records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/path/event.hpp"

namespace recoup::sim {

/// Neighbouring records and moves of one segment in one month. No loan has two of them; their order means
/// nothing, and differs by processor.
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
    std::uint32_t loan;  ///< row of the portfolio
    std::uint32_t exit;  ///< place among all exits of the graph (PreparedSegment::exits)
};

/// A buffer that keeps its memory from path to path and lends room ahead: the hot loop writes every candidate
/// and keeps the ones that moved, without a branch.
class QuietMoves {
  public:
    QuietMoves() = default;
    QuietMoves(QuietMoves&& other) noexcept
        : moves_(std::move(other.moves_)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    QuietMoves& operator=(QuietMoves&& other) noexcept {
        moves_ = std::move(other.moves_);
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
        return *this;
    }

    const QuietMove* begin() const { return moves_.get(); }
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
    /// The events that stand in whole records.
    const std::vector<Event>& records() const { return records_; }
    /// Null for a record without amounts of its own.
    const EventAmounts* amounts(const Event& event) const {
        return event.amounts == no_amounts ? nullptr : &amounts_[event.amounts];
    }
    /// The others; what is added counts once end_run() is told.
    QuietMoves& moves() { return moves_; }
    std::size_t event_count() const { return records_.size() + moves_.size(); }

    const std::vector<EventRun>& runs() const { return runs_; }
    std::span<const Event> records_of(const EventRun& run) const {
        return {records_.data() + run.first, records_.data() + run.last};
    }
    std::span<const QuietMove> moves_of(const EventRun& run) const {
        return {moves_.begin() + run.first_move, moves_.begin() + run.last_move};
    }

    void clear() {
        records_.clear();
        amounts_.clear();
        moves_.clear();
        runs_.clear();
    }
    void push_back(const Event& event) { records_.push_back(event); }
    void push_back(Event event, const EventAmounts& amounts) {
        event.amounts = static_cast<std::uint32_t>(amounts_.size());
        amounts_.push_back(amounts);
        records_.push_back(event);
    }
    /// What was added since the last run is a run of `segment` and `month`, or belongs to the last one.
    void end_run(int segment, int month);

  private:
    std::vector<Event> records_;
    std::vector<EventAmounts> amounts_;
    QuietMoves moves_;
    std::vector<EventRun> runs_;
};

}  // namespace recoup::sim
