// The end of quiet loans, all of a segment and month at once: what sim/books/event_posting posts for each,
// added up by account (sim/books/quiet/settlement).
//
// Every end is one settlement, whatever closed the loan: cash in from the borrower or the collateral, cost of
// the sale, and what cash has not covered is closed (claim) or written off (carrying amount).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/books/quiet/quiet_book.hpp"
#include "sim/books/quiet/settlement.hpp"
#include "sim/path/collateral_sale.hpp"
#include "sim/path/ledger.hpp"
#include "sim/path/path_events.hpp"

namespace recoup::sim {

class QuietEnds {
  public:
    explicit QuietEnds(const PreparedStudy& prepared);

    /// True where entering `to` ends a quiet loan for good.
    static bool can_close(const Node& to);

    /// Posts the ends among the moves of `run`, by a sale of collateral or without one, and closes the books.
    /// `graph` is the option of the moves' exits.
    void post(const PathContext& context, int graph, const EventRun& run, std::span<const QuietMove> sales,
              std::span<const QuietMove> others, QuietBooks& books, PathLedger& ledger);

  private:
    /// What an exit that closes does.
    struct ClosingExit {
        Account cash = Account::borrower;  ///< where the cash of all but sales goes
        std::int64_t facts = 0;            ///< the EndFact that the exit tells
    };
    /// Lists the ends' loans and exits from place `first` on, and closes their books.
    void gather(int graph, const EventRun& run, std::span<const QuietMove> ends, std::size_t first,
                QuietBooks& books);
    void sell(const PathContext& context, int graph, const EventRun& run, std::span<const QuietMove> sales);

    const PreparedStudy& prepared_;
    std::vector<std::vector<std::vector<ClosingExit>>> closing_;  ///< [option][segment][exit]
    EndColumns ends_;
};

}  // namespace recoup::sim
