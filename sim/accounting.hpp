// Accounting: replays the ordered events of a path through the same pure functions as the engine and posts
// what they mean to the ledger. It never feeds back.
#pragma once

#include <vector>

#include "models/recovery_cash_flows.hpp"
#include "sim/collateral_sale.hpp"
#include "sim/event.hpp"
#include "sim/ledger.hpp"

namespace recoup::sim {

class Accounting {
  public:
    explicit Accounting(const PreparedStudy& prepared);

    /// Posts one path under one option, loan by loan. Throws ContractViolation where events and contracts
    /// disagree.
    void post(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);

  private:
    /// Links each loan's events in the order of time: first_event_[loan], then next_event_[event].
    void link_events(const EventLog& log);
    LoanBook book_at_cut_off(int option, std::uint32_t loan) const;
    bool posts_without_events(std::uint32_t loan) const;

    static constexpr std::uint32_t no_event = 0xFFFFFFFF;
    const PreparedStudy& prepared_;
    std::vector<std::vector<std::vector<std::uint8_t>>>
        quiet_;  ///< [segment][option][node]: see quiet_nodes()
    std::vector<std::uint32_t> first_event_, next_event_;
};

}  // namespace recoup::sim
