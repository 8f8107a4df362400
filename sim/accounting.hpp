// Accounting: replays the ordered events of a path through the same pure functions as the engine and posts
// what they mean to the ledger. It never feeds back.
//
// Loans go one by one through sim/loan_account. *Quiet* loans, whose claim stands still in nodes that cost
// and pay nothing, only change their standing (performing or not) until they close: they are posted in the
// order of time, a few additions an event. Both ways post the same to the minor unit.
#pragma once

#include <array>
#include <vector>

#include "models/recovery_cash_flows.hpp"
#include "sim/quiet_ends.hpp"

namespace recoup::sim {

class Accounting {
  public:
    explicit Accounting(const PreparedStudy& prepared);

    /// Posts the opening and what the options share of a path: loans of the trunk until they leave it or for
    /// good. Throws ContractViolation where events and contracts disagree.
    void post_trunk(const PathContext& context, const PathEvents& events, PathLedger& ledger);
    /// Posts the rest under one option to a copy of the trunk's ledger.
    void post(const PathContext& context, int option, const PathEvents& events, PathLedger& ledger);

  private:
    /// What accounting needs to know of a node to post a quiet loan's move to it: bits.
    enum NodeFact : std::uint8_t {
        quiet_node = 1,  ///< no cash, no costs, no clock, and the claim stays as it is
        closing_node = 2,
        non_performing_node = 4,
        performing_node = 8,
        sale_node = 16,  ///< collateral is sold
    };
    /// What an event of the log asks for.
    enum Work : std::uint8_t { quiet_move, inflow, cure, sale, other_end, account_work, work_kinds };
    struct OtherWork {
        std::uint32_t event;  ///< place in the log
        std::uint32_t kind;
    };
    struct Opening {
        Minor carrying = 0;
        Minor claim = 0;
    };

    static Work work_of(bool quiet, unsigned from, unsigned to);
    static constexpr std::size_t facts_count = 32;  ///< all sets of NodeFact
    static std::size_t place_of_work(unsigned quiet, unsigned from, unsigned to) {
        return (quiet * facts_count + from) * facts_count + to;
    }
    void list_work();
    void list_nodes();
    void list_loans();
    void post_log(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);
    void leave_trunk(const PathEvents& events);
    void enter_option(int option, const PathEvents& events);
    /// Moves the quiet loans of a run and sorts what else its events ask for.
    void move_quiet_loans(const PathContext& context, int option, const EventLog& log, const EventRun& run);
    void sort_work(std::size_t count);
    void post_inflows(const EventLog& log, const EventRun& run, PathLedger& ledger);
    void post_cures(const EventLog& log, const EventRun& run, PathLedger& ledger);
    std::span<const std::uint32_t> work(Work kind) const { return {work_[kind].data(), work_count_[kind]}; }
    void post_accounts(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);
    void post_quiet_ends(int option, PathLedger& ledger) const;
    /// Links each loan's events in the order of time: first_event_[loan], then next_event_[event].
    void link_events(const EventLog& log);
    bool is_trunk(int option) const { return option == prepared_.option_count(); }
    LoanBook book_of(int option, std::uint32_t loan, const Contract& contract) const;
    bool posts_without_events(std::uint32_t loan) const;

    static constexpr std::uint32_t no_event = 0xFFFFFFFF;
    static constexpr std::uint32_t no_fork = 0xFFFFFFFF;
    static constexpr std::uint32_t will_leave = 0xFFFFFFFE;
    const PreparedStudy& prepared_;
    // By option, and one more for the trunk, on the graph of the first option.
    std::vector<std::vector<std::uint8_t>> node_facts_;          ///< [option][node], segment after segment
    std::vector<std::vector<std::uint32_t>> first_node_;         ///< [option][segment]
    std::array<Work, 2 * facts_count * facts_count> work_of_{};  ///< [place_of_work]
    std::vector<std::vector<QuietBook>> books_at_cut_off_;       ///< [option][loan]
    std::vector<Opening> opening_;                               ///< [segment]
    std::vector<QuietBook> trunk_books_;                         ///< as the trunk left them
    std::vector<std::uint32_t>
        fork_of_;  ///< [loan], into fork_books_; no_fork for a loan without an account in the trunk
    std::vector<LoanBook> fork_books_;  ///< of the loans that left the trunk one by one
    std::vector<QuietBook> books_;      ///< [loan], on this path
    QuietEnds quiet_ends_;
    std::vector<OtherWork> other_work_;                        ///< of a run: all but the quiet moves
    std::array<std::vector<std::uint32_t>, work_kinds> work_;  ///< of a run, places in the log
    std::array<std::size_t, work_kinds> work_count_{};
    std::vector<Minor> first_claims_;          ///< of the inflows of a run: claim at the first default, or 0
    std::vector<double> bases_, discount_;     ///< likewise: discount factor of a month, of all
    std::vector<std::uint32_t> account_work_;  ///< of the log, in the order of time for each loan
    std::vector<std::uint32_t> first_event_, next_event_;
};

}  // namespace recoup::sim
