// One loan under one option on one path: replays its events through the functions that the engine used and
// posts what they mean.
#pragma once

#include "sim/books/event_posting.hpp"

namespace recoup::sim {

class LoanAccount {
  public:
    LoanAccount(const PathContext& context, int option, std::uint32_t loan, const LoanBook& start,
                PathLedger& ledger);

    /// `amounts` is null where the claim stood still.
    void event(const Event& event, const EventAmounts* amounts);
    /// The stay until the horizon and what is left there.
    void close();
    const LoanBook& book() const { return book_; }

  private:
    void post(const Event& event, const EventAmounts* amounts);
    void post_horizon(int horizon);
    void stay(int until);
    double upkept_value(const CostSpec& costs) const;

    const PathContext& context_;
    const PreparedStudy& prepared_;
    int option_;
    std::uint32_t loan_;
    int segment_index_;
    const PreparedSegment& segment_;
    const WorkoutGraph& graph_;
    PathLedger& ledger_;
    LoanBook book_;
    Discounting discounting_;
    CashPoster<PathLedger> poster_;
};

}  // namespace recoup::sim
