// The loans of one group compiled for the loan engine: what is the same on every path and in every thread.
//
// Nodes become words and small records, loans become their columns at cut-off; a path begins by copying them.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "models/claim_schedule.hpp"
#include "models/collateral_set.hpp"
#include "models/workout_graph.hpp"
#include "sim/loan_engine/aligned_column.hpp"
#include "sim/loan_engine/slot_word.hpp"
#include "sim/loan_engine/small_exits.hpp"

namespace recoup::sim {

struct PreparedStudy;
struct LoanGroup;
struct PreparedSegment;

/// A loan under one option: what most events need, in 24 bytes. Its node stands in its slot word.
struct Position {
    Minor claim = 0;             ///< at the end of month `since`
    std::int32_t contract = -1;  ///< place in `changed_contracts`, -1 = the contract of the tape
    CollateralSet collateral;    ///< still held
    std::int16_t since = 0;
    std::int16_t due = 0;           ///< month in which a clock fires, 0 = never
    std::int16_t maturity = 0;      ///< of the contract
    bool asks_nothing : 1 = false;  ///< a contract without interest and instalment
    bool calm : 1 = false;          ///< asks for nothing on this horizon, whatever cures come
    bool constant : 1 = false;      ///< the claim is known not to move in this node
    bool sold_a_part : 1 = false;   ///< of the collateral, and some is left
};
static_assert(sizeof(Position) == 24);

/// A node as the hot path reads it.
struct NodeCode {
    std::uint32_t word = 0;  ///< of a loan that enters; quiet where a calm loan stays quiet in it
    bool acts = false;       ///< something is done on entry
    bool still = false;      ///< takes no share of the claim: a contract that asks for nothing stands still
    bool has_clock = false;  ///< its own or the contract's maturity
    bool priced = false;     ///< liquidation whose deficiency lives on, so that the engine needs the price
    bool ends = false;       ///< closed for certain: no claim is left, whatever was paid
};

struct OptionCode {
    std::vector<NodeCode> nodes;
    std::vector<std::uint32_t> first_exit;  ///< [node], into `exit_words`
    std::vector<std::uint32_t> exit_words;  ///< of the node behind each exit
    SmallExits small_exits;                 ///< the same where they are few
    bool has_small_exits = false;
};

/// Columns of the loans under one option: by place in the group, or by slot where said.
struct OptionColumns {
    std::vector<Position> positions;
    std::vector<double> ltv_claim;                     ///< claim of the last event or quarter end
    std::vector<Contract> changed_contracts;           ///< by cure or restructuring, on this path
    AlignedColumn<std::uint32_t> slots;                ///< by slot: slot words
    AlignedColumn<float> claim_over_value;             ///< by slot, value at cut-off level
    std::vector<std::vector<std::uint32_t>> calendar;  ///< [month] -> places with a clock due
    std::vector<std::uint32_t> changed;                ///< places that were moved one by one on this path
    /// (slot, word) for after the month's draw: moved by a clock, or come from the trunk.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> moved;
};

/// Neighbouring slots whose collateral one price index moves.
struct IndexRun {
    std::size_t first = 0;
    std::size_t last = 0;
    std::int32_t index = 0;
};

struct GroupProgram {
    GroupProgram(const PreparedStudy& prepared, const LoanGroup& group);

    std::vector<std::uint32_t> tracks;  ///< [track]: track a month later << 16 | first cell
    std::uint16_t idle_track = 0;       ///< never leaves by a draw, its clocks may move it
    std::uint16_t closed_track = 0;     ///< needs no slot any more
    // By option, and one more where the study has a trunk: the loans that all options still share, on the
    // graph of the first option. A loan stands either there or in every option; elsewhere its slot is closed.
    std::vector<OptionCode> options;
    std::vector<OptionColumns> start;  ///< every loan at cut-off, slot = place
    /// [place in the trunk's exit_words]: the node under each option; empty where the loan stays in the
    /// trunk.
    std::vector<std::vector<std::uint16_t>> exits_from_trunk;
    std::vector<IndexRun> runs;  ///< of the slots at cut-off
    bool all_still =
        true;  ///< no claim moves before its loan does: calm contracts, in nodes that take no share
    std::vector<std::uint32_t> mixed;  ///< places whose collateral is moved by several indices

    /// Keeps beside the position what most events need of its contract.
    void set_contract(Position& position, const Contract& contract) const;
    /// Month in which a clock of the node held fires; `months_in_state` are those before `position.since`.
    int due_month(const Clock& clock, const Position& position, int months_in_state) const;
    /// Enters the first month after `after` in which a clock of the node held fires, if one does; a choice
    /// that was open then only where it `asks_again`.
    void schedule_clock(OptionColumns& columns, const Node& node, std::uint32_t place, int months_in_state,
                        int after, bool asks_again = false) const;

  private:
    void encode_tracks(const PreparedStudy& prepared, const LoanGroup& group);
    OptionCode encode_nodes(const PreparedSegment& segment, const WorkoutGraph& graph) const;
    void encode_trunk_exits(const PreparedSegment& segment);
    void place_loans(const PreparedStudy& prepared, const LoanGroup& group, std::size_t option);

    int months_ = 0;
    bool one_by_one_ = false;  ///< no loan is calm
    ContractSpec contract_;
};

/// LTV at the index levels of the cut-off; infinity without collateral.
float ltv_at_cut_off(double claim, double collateral_value);

}  // namespace recoup::sim
