// Accounting: replays the ordered events of a path through the same pure functions as the engine and posts
// what they mean to the ledger. It never feeds back.
//
// Loans go one by one through sim/books/loan_account. *Quiet* loans, whose claim stands still in nodes that
// cost and pay nothing, only enter and leave the stock of non-performing exposures until they close: their
// moves are sorted by what they post, and each kind is added up on its own. Both ways post the same to the
// minor unit.
#pragma once

#include <array>
#include <vector>

#include "models/recovery_cash_flows.hpp"
#include "sim/books/quiet/quiet_ends.hpp"

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
    /// What a move asks for.
    enum Work : std::uint8_t { nothing, inflow, cure, sale, other_end, account_work, work_kinds };
    struct Opening {
        Minor carrying = 0;
        Minor claim = 0;
    };

    /// Loans of one segment that stand together.
    struct Neighbours {
        int segment = 0;
        std::size_t first = 0;
        std::size_t size = 0;
    };

    static Work work_of(const Node& from, const Node& to, unsigned standing);
    void list_work();
    void list_loans();
    void post_log(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);
    void leave_trunk(const PathEvents& events);
    void enter_option(const PathEvents& events);
    /// Sorts the moves of a run by what they ask for.
    void sort_moves(int option, std::span<const QuietMove> moves, int segment);
    std::span<const QuietMove> moves_for(Work kind) const { return {work_[kind].data(), work_count_[kind]}; }
    void post_inflows(const EventRun& run, PathLedger& ledger);
    void post_cures(const EventRun& run, PathLedger& ledger);
    /// Lists what a run brings to loans that are posted one by one.
    void list_account_events(const PathContext& context, int graph, const EventLog& log, const EventRun& run);
    void post_accounts(const PathContext& context, int option, const EventLog& log, PathLedger& ledger);
    void post_horizon(PathLedger& ledger) const;
    /// Links each loan's events in the order of time: first_event_[loan], then next_event_[event].
    void link_events();
    LoanBook book_of(int option, std::uint32_t loan, std::uint32_t first_event) const;
    bool is_trunk(int option) const { return option == prepared_.option_count(); }
    std::size_t graph_of(int option) const { return is_trunk(option) ? 0 : static_cast<std::size_t>(option); }
    bool posts_without_events(std::uint32_t loan) const;

    static constexpr std::uint32_t no_event = 0xFFFFFFFF;
    static constexpr std::uint32_t no_fork = 0xFFFFFFFF;
    static constexpr std::uint32_t will_leave = 0xFFFFFFFE;
    const PreparedStudy& prepared_;
    // By option, and one more for the trunk, on the graph of the first option.
    std::vector<std::vector<std::vector<Work>>> work_of_move_;  ///< [option][segment][exit x standing]
    std::vector<QuietBooks> books_at_cut_off_;                  ///< [option]
    std::vector<Opening> opening_;                              ///< [segment]
    std::vector<Neighbours> neighbours_;                        ///< all loans
    QuietBooks trunk_books_;                                    ///< as the trunk left them
    std::vector<std::uint32_t>
        fork_of_;  ///< [loan], into fork_books_; no_fork for a loan without an account in the trunk
    std::vector<LoanBook> fork_books_;  ///< of the loans that left the trunk one by one
    QuietBooks books_;                  ///< on this path
    QuietEnds quiet_ends_;
    std::array<std::vector<QuietMove>, work_kinds> work_;  ///< of a run, by what they ask for
    std::array<std::size_t, work_kinds> work_count_{};
    std::vector<Minor> first_claims_;    ///< of the inflows of a run: claim at the first default, or 0
    std::vector<double> effective_;      ///< likewise: discount factor of a month
    std::vector<Event> account_events_;  ///< of the log, in the order of time for each loan
    std::vector<std::uint32_t> first_event_, next_event_;
};

}  // namespace recoup::sim
