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

    /// Posts one path under one option. Throws ContractViolation where events and contracts disagree.
    void post(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);

  private:
    void open_books(int option, PathLedger& ledger);
    void stay(const PathContext& context, int option, std::uint32_t loan, int until, PathLedger& ledger);
    void event(const PathContext& context, int option, const Event& event, PathLedger& ledger);
    void enter(const PathContext& context, int option, const Event& event, std::uint16_t target,
               PathLedger& ledger);
    void close_books(const PathContext& context, int option, PathLedger& ledger);
    Discounting discounting(std::uint32_t loan) const;

    const PreparedStudy& prepared_;
    std::vector<std::vector<LoanBook>> start_;  ///< [option][loan]
    std::vector<LoanBook> books_;
};

}  // namespace recoup::sim
