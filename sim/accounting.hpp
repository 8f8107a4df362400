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
#include "sim/collateral_sale.hpp"
#include "sim/ledger.hpp"
#include "sim/path_events.hpp"

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
    enum LoanStanding : std::uint8_t {
        quiet_loan = 1,    ///< so far on this path, or closed from there; else its account posts it
        workout_loan = 2,  ///< is or was non-performing
        closed_loan = 4,
        posted_loan = 8,  ///< elsewhere: in the trunk, or not in it
        npe_loan = 16,    ///< non-performing at cut-off
    };
    static constexpr unsigned changing_standing = quiet_loan | workout_loan | closed_loan | posted_loan;
    /// What has become of a quiet loan.
    struct QuietBook {
        std::uint16_t node = no_node;
        std::int16_t resolved = -1;  ///< month in which the loan last left the stock of NPE
        std::uint32_t standing = 0;  ///< bits of LoanStanding
    };
    /// What an event of the log asks for.
    enum Work : std::uint8_t { quiet_move, first_inflow, sale, other_end, account_work, work_kinds };
    struct OtherWork {
        std::uint32_t event;  ///< place in the log
        std::uint32_t kind;
    };
    /// What an event does to a loan of a given standing.
    struct Effect {
        std::uint8_t standing = 0;  ///< after it, its changing part
        Work work = account_work;
        bool enters = false;  ///< the stock of NPE
        bool cures = false;   ///< or leaves it
        bool moves = false;   ///< quietly
    };
    struct Opening {
        Minor carrying = 0;
        Minor claim = 0;
    };

    static Effect effect_of(unsigned standing, unsigned from, unsigned to);
    static std::size_t place_of_effect(unsigned standing, unsigned from, unsigned to) {
        return (standing & changing_standing) << 10 | from << 5 | to;
    }
    void list_effects();
    void list_nodes();
    void list_loans();
    void post_log(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);
    void leave_trunk(const PathEvents& events);
    void enter_option(int option, const PathEvents& events);
    /// Posts the quiet moves and sorts the other work.
    void post_quiet_moves(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);
    void sort_work(std::size_t count);
    void post_first_inflows(const EventLog& log, PathLedger& ledger) const;
    void end_quiet_loans(const PathContext& context, int option, const EventLog& log, Work kind,
                         PathLedger& ledger);
    void fetch_ahead(const EventLog& log, Work kind, std::size_t place) const;
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
    std::vector<std::vector<std::uint8_t>> node_facts_;   ///< [option][node], segment after segment
    std::vector<std::vector<std::uint32_t>> first_node_;  ///< [option][segment]
    std::vector<Effect> effects_;                         ///< [place_of_effect]
    std::vector<std::vector<QuietBook>> books_at_cut_off_;  ///< [option][loan]
    std::vector<Opening> opening_;                        ///< [segment]
    std::vector<QuietBook> trunk_books_;                  ///< as the trunk left them
    std::vector<std::uint32_t>
        fork_of_;  ///< [loan], into fork_books_; no_fork for a loan without an account in the trunk
    std::vector<LoanBook> fork_books_;   ///< of the loans that left the trunk one by one
    std::vector<QuietBook> books_;       ///< [loan], on this path
    std::vector<OtherWork> other_work_;  ///< all but the quiet moves
    std::array<std::vector<std::uint32_t>, work_kinds> work_;  ///< places in the log, in the order of time
    std::array<std::size_t, work_kinds> work_count_{};
    std::vector<std::uint32_t> first_event_, next_event_;
};

}  // namespace recoup::sim
