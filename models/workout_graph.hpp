// The WorkoutGraph: an option compiled into nodes (rung of the escalation x state x stage).
//
// Every engine, replay and the documentation read this one graph. A node carries its reported class
// and the other rules of a stay, hazard row, clocks, entry actions and where its exits lead. Rung 0 holds the
// base states of the segment, rung r the states entered by the option's measure r. Regulatory clocks: EBA Q&A
// 2014_1018 (forbearance), S3-20 (12 months).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/actions.hpp"
#include "models/hazard_table.hpp"
#include "models/node_rules.hpp"
#include "models/options.hpp"

namespace recoup {

inline constexpr std::uint16_t no_node = 0xFFFF;

enum class ClockKind : std::uint8_t {
    none,
    maturity,  ///< the contract ends: what is owed is paid, in `node`
    move,      ///< to `node`
    measure,   ///< to the first measure from `first_measure` on for which the loan is eligible
    choice,    ///< as `measure`, at a quarter end that a policy chooses (models/expected/choice_gain)
    auction,   ///< an auction: sold -> `node` (liquidated), unsold -> `unsold_node`
};

/// Fires at the start of the month in which `after_months` completed months in the node are reached: a loan
/// that entered at the end of month s has had `after_months` draws and moves in month s + after_months + 1.
struct Clock {
    ClockKind kind = ClockKind::none;
    int after_months = 0;
    int to_months = no_deadline;  ///< of `choice`: the deadline
    std::uint16_t node = no_node;
    std::uint16_t unsold_node = no_node;
    std::uint16_t nothing_to_sell_node = no_node;
    std::vector<std::uint8_t> measures =
        {};                ///< of `measure` and `choice`, in the order in which they are tried
    double reserve = 0.0;  ///< share of the appraised value below which an auction fails
};

struct Node {
    std::string name;
    State state = State::current;
    int rung = 0;   ///< 0 = no measure yet
    int stage = 0;  ///< stage of court or auction round, from 0
    std::uint16_t row = no_row;
    std::vector<std::uint16_t> exits;  ///< node behind each exit of the row
    NodeRules rules;
    std::vector<Clock>
        clocks;       ///< the earliest fires; of those due in one month the first that moves the loan
    Actions actions;  ///< on entry
    LinearForm form;  ///< of the actions
    std::uint16_t residual_node =
        no_node;  ///< where a deficiency that a sale leaves goes; none = it is closed

    const Clock* clock_of(ClockKind kind) const;
    /// Where the contract's end leads; none = the contract is not paid here.
    std::uint16_t maturity_node() const;
    /// The clock that is not the contract's end; of kind none where there is none.
    Clock timer() const;
    bool waits() const { return timer().kind != ClockKind::none; }
};

/// A performing loan that takes a loss is non-performing first: claim and carrying amount enter the stock
/// before the action, whatever it leaves of them.
inline bool defaults_on_the_way(const NodeRules& from, const Node& to) {
    return from.performing() && !to.rules.performing() && to.form.paid_by_claim == 0.0;
}

/// Choices are made at quarter ends and acted on in the month after them.
inline bool is_month_of_choice(int month) {
    return (month - 1) % months_per_quarter == 0;
}
inline int next_month_of_choice(int month) {
    return month + (months_per_quarter - (month - 1) % months_per_quarter) % months_per_quarter;
}

/// A contract that asks for nothing keeps its claim on entering the node and in it, and only a draw leaves
/// it.
bool claim_rests_in(const Node& node);

/// An option for one segment. `table` is the segment's, shared by all its options.
struct WorkoutGraph {
    std::string option;
    std::vector<Node> nodes;
    std::array<std::uint16_t, state_count> start;  ///< node of a loan that the tape puts in a state
    std::vector<std::uint16_t> measure_entry;      ///< by measure
    std::vector<MeasureSpec> measures;

    /// True where a measure is taken at its best time.
    bool leaves_choice() const {
        return std::any_of(nodes.begin(), nodes.end(),
                           [](const Node& node) { return node.clock_of(ClockKind::choice) != nullptr; });
    }
};

/// One exit among all of a graph.
struct GraphExit {
    std::uint16_t from = no_node;
    std::uint16_t to = no_node;
    std::uint8_t exit = 0;  ///< of the row of `from`
};

/// The exits of all nodes, node after node: an exit's place in this list names it.
std::vector<GraphExit> list_exits(const WorkoutGraph& graph);

/// Compiles an option; adds the rows that it needs to `rows`. `start_states` are the states found on the
/// tape. Throws InputError for a node without a way out, an exit that needs a measure, a state without a
/// hazard row.
WorkoutGraph compile(const OptionSpec& option, const SegmentParameters& parameters, HazardTableBuilder& rows,
                     const std::vector<State>& start_states);

}  // namespace recoup
