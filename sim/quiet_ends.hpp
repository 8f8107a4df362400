// The end of quiet loans, all of a segment and month at once: what sim/event_posting posts for each, added up
// before it reaches the ledger and without a branch on what differs from loan to loan.
//
// Every end is one settlement, whatever closed the loan: cash in from the borrower or the collateral, cost of
// the sale, and what cash has not covered is closed (claim) or written off (carrying amount).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/collateral_sale.hpp"
#include "sim/ledger.hpp"
#include "sim/path_events.hpp"
#include "sim/quiet_book.hpp"

namespace recoup::sim {

class QuietEnds {
  public:
    explicit QuietEnds(const PreparedStudy& prepared);

    /// True where entering `to` ends a quiet loan for good.
    static bool can_close(const Node& to);

    /// Posts the ends among the events of `run` (places in `log`), all by a sale of collateral or all without
    /// one, and closes the books. `graph` is the option of the events' nodes.
    void post_sales(const PathContext& context, int graph, const EventLog& log, const EventRun& run,
                    std::span<const std::uint32_t> ends, QuietBook* books, PathLedger& ledger);
    void post_others(int graph, const EventLog& log, const EventRun& run, std::span<const std::uint32_t> ends,
                     QuietBook* books, PathLedger& ledger);

  private:
    /// What an exit that closes does.
    struct ClosingExit {
        Account cash = Account::collateral;  ///< where cash goes
        bool posts = true;                   ///< false: counted only
        bool in_stock = false;               ///< of non-performing exposures, before it
        bool defaults = false;               ///< performing, takes a loss: enters the stock first
        bool repays = false;
    };
    template <typename Settle>
    void post(int graph, const EventLog& log, const EventRun& run, std::span<const std::uint32_t> ends,
              QuietBook* books, PathLedger& ledger, Settle&& settle);

    const PreparedStudy& prepared_;
    std::size_t most_exits_ = 1;                                  ///< of a row
    std::vector<std::vector<std::vector<ClosingExit>>> closing_;  ///< [option][segment][node x exit]
    std::vector<double> bases_, effective_;  ///< of the loans at hand: discount factor of a month, of all
};

}  // namespace recoup::sim
