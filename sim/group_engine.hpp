// The loans of one group on one path, under every option: the hot loop of the loan engine.
//
// State is columns by slot; a slot is a loan still open under some option. One Philox call serves a slot for
// eight months and all options; slots are compacted at each such block. The full position of a loan
// (contract, claim, clocks) is touched at events and quarter ends only.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/claim_schedule.hpp"
#include "sim/collateral_sale.hpp"
#include "sim/event.hpp"
#include "sim/threshold_tables.hpp"

namespace recoup::sim {

class GroupEngine {
  public:
    GroupEngine(const PreparedStudy& prepared, const LoanGroup& group);

    /// Puts every loan at its start; `context` must outlive the path, `x` is [period][variable].
    void start(const PathContext& context, std::span<const double> x);
    /// New block of exit draws: drops closed slots, draws. Called at month 1 and whenever the draw block
    /// changes.
    void begin_block(int month);
    /// New macro period: exit thresholds. Called at the first month of each period.
    void begin_period(int month);
    /// One month under one option; events are appended to `log`.
    void step(int option, int month, EventLog& log);

    int segment() const { return group_.segment; }
    /// Loans that no measure took when one was due, by option, on the path so far.
    const std::vector<std::int64_t>& ineligible() const { return ineligible_; }
    std::uint64_t loan_months() const { return loan_months_; }

  private:
    /// A loan under one option: what most events need, in 24 bytes.
    struct Position {
        Minor claim = 0;             ///< at the end of month `since`
        std::int32_t contract = -1;  ///< place in `changed_contracts`, -1 = the contract of the tape
        std::int16_t since = 0;
        std::int16_t due = 0;  ///< month in which a clock fires, 0 = never
        std::uint16_t node = no_node;
        std::int16_t maturity = 0;  ///< of the contract
        bool asks_nothing = false;  ///< a contract without interest and instalment
        bool constant = false;      ///< the claim is known not to move in this node
        bool collateral_gone = false;
    };
    /// A node as the hot path reads it.
    struct NodeCode {
        std::uint16_t track = 0;       ///< on entry
        std::uint16_t first_exit = 0;  ///< into `exit_nodes`
        EntryAction action = EntryAction::none;
        State state = State::current;
        bool still = false;  ///< takes no share of the claim: a contract that asks for nothing stands still
        bool has_clock = false;  ///< its own or the contract's maturity
        bool priced = false;  ///< liquidation whose deficiency lives on, so that the engine needs the price
        bool ends = false;    ///< closed for certain: no claim is left, whatever was paid
    };
    struct OptionCode {
        std::vector<NodeCode> nodes;
        std::vector<std::uint16_t> exit_nodes;
    };
    struct OptionColumns {
        std::vector<Position> positions;          ///< by place in the group
        std::vector<double> ltv_claim;            ///< by place: claim of the last event or quarter end
        std::vector<Contract> changed_contracts;  ///< by cure or restructuring, on this path
        std::vector<std::uint16_t> track;         ///< by slot
        std::vector<float> claim_over_value;      ///< by slot, value at cut-off level
        std::vector<std::vector<std::uint32_t>> calendar;  ///< [month] -> places with a clock due
        std::vector<std::pair<std::uint32_t, std::uint16_t>>
            moved;  ///< (slot, track) for after the month's draw
    };
    struct Candidate {
        std::uint32_t slot;
        std::uint16_t cell;
        std::uint16_t high;  ///< high half-word of the draw
    };

    std::uint32_t row_of(std::uint32_t place) const { return group_.rows[place]; }
    const WorkoutGraph& graph(int option) const { return segment_.graphs[static_cast<std::size_t>(option)]; }
    void encode_tracks();
    void encode_nodes();
    void start_option(std::size_t option);
    void draw_default_odds();
    void compact_slots();
    void fire_clocks(int option, int month, EventLog& log);
    void fire_clock(int option, std::uint32_t place, int month, EventLog& log);
    void fire_auction(int option, std::uint32_t place, int month, EventLog& log);
    void fire_measure(int option, std::uint32_t place, int month, EventLog& log);
    void update_indices(int month);
    void find_buckets(const OptionColumns& columns);
    void find_candidates(OptionColumns& columns, int month);
    void take_exits(int option, int month, EventLog& log);
    void refresh_claims(int option, int month);
    void refresh_mixed_collateral(OptionColumns& columns, int month);
    /// The sale of a loan's collateral where entering `node` outside an auction sells it and the price
    /// matters.
    Sale sale_on_entry(int option, std::uint32_t place, std::uint16_t node, int month) const;
    /// Moves a loan to `node` at the end of `month`, where it arrives with `claim`; returns its new track.
    std::uint16_t move(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                       std::uint8_t exit, Minor claim, const Sale& sale, EventLog& log);
    void move_by_clock(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                       Minor claim, const Sale& sale, EventLog& log);
    void schedule_clock(OptionColumns& columns, int option, std::uint32_t place, int months_in_state);
    const Contract& contract_of(const OptionColumns& columns, std::uint32_t place) const;
    ClaimSchedule schedule_of(int option, std::uint32_t place) const;
    Minor claim_at(int option, std::uint32_t place, int month) const;
    void set_contract(Position& position, const Contract& contract) const;
    bool cure_changes_nothing(const Position& position, const NodeCode& node, int month) const;
    float claim_over_value(std::uint32_t place, bool collateral_gone, double claim, int month) const;

    const PreparedStudy& prepared_;
    const LoanGroup& group_;
    const PreparedSegment& segment_;
    ThresholdTables thresholds_;
    std::vector<std::uint32_t> tracks_;  ///< [position]: next position << 16 | first cell
    std::vector<OptionCode> codes_;      ///< [option]
    std::uint16_t idle_track_ = 0;       ///< never leaves by a draw, its clocks may move it
    std::uint16_t closed_track_ = 0;     ///< needs no slot any more
    std::uint16_t idle_cell_ = 0;
    std::vector<std::uint32_t> bounds_;  ///< the thresholds' bounds with the idle cells appended
    std::vector<std::uint32_t> mixed_;   ///< places whose collateral is moved by several indices

    const PathContext* context_ = nullptr;
    std::span<const double> x_;
    std::vector<std::vector<double>> default_odds_;  ///< [12-month period][row], p/(1-p) of copula rows
    std::vector<OptionColumns> options_;
    std::vector<std::uint32_t> slot_place_, place_slot_;
    std::vector<std::int32_t> slot_index_;  ///< price index of a slot; 0 = constant
    std::vector<std::uint32_t> entity_low_, entity_high_, words_;
    std::vector<float> inverse_index_;
    std::vector<std::int32_t> bucket_;
    std::vector<Candidate> candidates_;
    std::size_t candidate_count_ = 0;
    std::vector<std::int64_t> ineligible_;
    std::uint64_t loan_months_ = 0;
};

}  // namespace recoup::sim
