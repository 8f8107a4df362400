// The loans of one group on one path, under every option: the hot loop of the loan engine.
//
// State is columns by slot; a slot is a loan still open under some option. One Philox call serves a slot for
// eight months and all options; slots are compacted at each such block. The full position of a loan
// (contract, claim, clocks) is touched at events and quarter ends only, that of a quiet loan never.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/claim_schedule.hpp"
#include "sim/loan_engine/aligned_column.hpp"
#include "sim/loan_engine/compaction.hpp"
#include "sim/loan_engine/exit_scan.hpp"
#include "sim/loan_engine/loan_program.hpp"
#include "sim/loan_engine/threshold_tables.hpp"
#include "sim/path/amount_context.hpp"
#include "sim/path/collateral_sale.hpp"
#include "sim/path/path_events.hpp"

namespace recoup::sim {

class GroupEngine {
  public:
    GroupEngine(const LoanProgram& program, std::size_t group);

    /// Puts every loan at its start; `context` and `events` must outlive the path, `x` is [period][variable].
    void start(const PathContext& context, std::span<const double> x, PathEvents& events);
    /// New block of exit draws: drops closed slots, draws. Called at month 1 and whenever the draw block
    /// changes.
    void begin_block(int month);
    /// New macro period: exit thresholds. Called at the first month of each period.
    void begin_period(int month);
    /// One month: the loans that all options share, then each option; events are appended to their logs.
    void step(int month);

    int segment() const { return group_.segment; }
    /// Loans that no measure took when one was due, by option, on the path so far.
    const std::vector<std::int64_t>& ineligible() const { return ineligible_; }
    std::uint64_t loan_months() const { return loan_months_; }

  private:
    std::uint32_t row_of(std::uint32_t place) const { return group_.rows[place]; }
    int option_count() const { return static_cast<int>(segment_.graphs.size()); }
    /// Behind the options: the trunk, where there is one.
    bool is_trunk(int option) const { return option == option_count(); }
    const WorkoutGraph& graph(int option) const {
        return segment_.graphs[is_trunk(option) ? 0 : static_cast<std::size_t>(option)];
    }
    EventLog& log_of(int option) const;
    void step(int option, int month);
    OptionColumns& columns_of(int option) { return options_[static_cast<std::size_t>(option)]; }
    const OptionColumns& columns_of(int option) const { return options_[static_cast<std::size_t>(option)]; }
    std::uint16_t node_at(const OptionColumns& columns, std::uint32_t place) const {
        return node_of(columns.slots[place_slot_[place]]);
    }
    LoanOnPath on_path(int option, std::uint32_t place, int month) const;
    bool is_closed_slot(const OptionColumns& columns, std::size_t slot) const {
        return track_of(columns.slots[slot]) == program_.closed_track;
    }
    void put_back(const OptionColumns& start, OptionColumns& columns);
    void compact_slots();
    void fire_clocks(int option, int month);
    /// Fires the clocks that are due in the month, in their order, until one moves the loan.
    void fire_clock(int option, std::uint32_t place, int month);
    /// What a clock has done; the greatest of a month counts.
    enum class Fired { nothing, asks_again, moved };
    Fired fire(int option, std::uint32_t place, int month, std::size_t clock);
    void move_on(int option, std::uint32_t place, int month, std::size_t clock);
    void fire_auction(int option, std::uint32_t place, int month);
    Minor claim_at_maturity(int option, std::uint32_t place, int month) const;
    int months_at_cut_off(int option, std::uint32_t place) const;
    /// The first measure from the node's clock on that the loan may take.
    static constexpr int no_measure = -1;
    int measure_due(int option, std::uint32_t place, std::size_t clock) const;
    Fired fire_measure(int option, std::uint32_t place, int month, std::size_t clock);
    /// Asks the policy of optimal waiting (sim/expected_engine/waiting_policy.hpp), now and every quarter
    /// until it moves.
    Fired fire_choice(int option, std::uint32_t place, int month, std::size_t clock);
    bool moves_now(int option, std::uint32_t place, int month) const;
    void update_indices(int month);
    /// A loan of the trunk leaves it to `targets`, by option: copied to every option and moved there.
    void fork(std::uint32_t place, const std::vector<std::uint16_t>& targets, int month, Cause cause,
              std::uint8_t exit, Minor claim);
    void copy_to_option(std::uint32_t place, int option);
    std::vector<std::uint16_t> clock_targets(std::uint16_t node, std::size_t clock) const;
    void find_candidates(OptionColumns& columns, int month);
    void take_exits(int option, int month);
    void take_exit(int option, const SlotExit& taken, int month);
    /// The moves of quiet loans, and in `exits_` the exits of others; returns their number.
    std::size_t take_quiet_exits(int option, int month);
    void refresh_claims(int option, int month);
    void refresh_mixed_collateral(OptionColumns& columns, int month);
    /// The sale of a loan's collateral where entering `node` outside an auction sells it and the price
    /// matters.
    Sale sale_on_entry(int option, std::uint32_t place, std::uint16_t node, int month) const;
    /// Moves a loan to `node` at the end of `month`, where it arrives with `claim`; returns its new word.
    std::uint32_t move(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                       std::uint8_t exit, Minor claim, const Sale& sale);
    void move_by_clock(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                       Minor claim, const Sale& sale);
    const Contract& contract_of(const OptionColumns& columns, std::uint32_t place) const;
    ClaimSchedule schedule_of(int option, std::uint32_t place) const;
    Minor claim_at(int option, std::uint32_t place, int month) const;

    /// Of the collateral still held at the level of the cut-off.
    double collateral_value(std::uint32_t place, const Position& position) const;
    float claim_over_value(std::uint32_t place, const Position& position, double claim, int month) const;

    const PreparedStudy& prepared_;
    const ChoicePolicies choices_;
    const LoanGroup& group_;
    const GroupProgram& program_;
    const PreparedSegment& segment_;
    const ExitScanFunction scan_exits_;
    const CompactFunction compact_;
    ThresholdTables thresholds_;
    std::vector<std::uint32_t> bounds_;  ///< the thresholds' bounds with the idle cells appended

    SmallTables small_tables_;  ///< the same where they are small
    bool has_small_tracks_ = false;
    bool has_small_tables_ = false;
    SmallThresholds small_thresholds_;  ///< likewise
    bool takes_small_exits_ = false;
    bool has_small_thresholds_ = false;

    const PathContext* context_ = nullptr;
    PathEvents* events_ = nullptr;
    std::span<const double> x_;
    std::vector<std::vector<double>> default_odds_;  ///< [12-month period][row], p/(1-p) of copula rows
    std::vector<double> choice_basis_;  ///< of the macro deviation that the choices of the month see
    std::vector<OptionColumns> options_;
    std::vector<std::uint32_t> slot_place_, place_slot_;
    std::vector<std::uint32_t> slot_row_;   ///< row of the loan in a slot: what its events name
    std::vector<std::int32_t> slot_index_;  ///< price index of a slot; 0 = constant
    std::vector<IndexRun> runs_;            ///< the same, as ranges of slots
    AlignedColumn<std::uint32_t> entity_low_,
        entity_high_;                     ///< by slot; what fills the last line means nothing
    AlignedColumn<std::uint32_t> words_;  ///< [plane][slot]: exit draws of a block of months
    std::size_t plane_ = 0;               ///< entries of a plane
    std::vector<std::uint8_t> open_;      ///< by slot, at a compaction: 1 = under some option
    std::vector<float> inverse_index_;
    AlignedColumn<std::uint32_t> candidate_slot_, candidate_draw_;
    std::size_t candidate_count_ = 0;
    std::vector<SlotExit> exits_;      ///< of loans that are not quiet
    std::vector<std::uint32_t> left_;  ///< candidates that vectors did not decide
    std::vector<std::int64_t> ineligible_;
    std::uint64_t loan_months_ = 0;
};

}  // namespace recoup::sim
