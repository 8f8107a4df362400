#include "sim/loan_engine/group_program.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "models/errors.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

namespace {

void check_node_count(const Study& study, const LoanGroup& group, const WorkoutGraph& graph) {
    if (graph.nodes.size() >= node_limit) {
        throw InputError({.where = "option " + graph.option,
                          .field = "measure",
                          .value = std::to_string(graph.nodes.size()) + " nodes",
                          .problem = "the option has too many nodes",
                          .why = "segment " + study.segments[static_cast<std::size_t>(group.segment)].name +
                                 " may have " + std::to_string(node_limit - 1),
                          .suggestion = "Use fewer measures, stages or auction rounds"});
    }
}

}  // namespace

float ltv_at_cut_off(double claim, double collateral_value) {
    return collateral_value > 0.0 ? static_cast<float>(claim / collateral_value)
                                  : std::numeric_limits<float>::infinity();
}

GroupProgram::GroupProgram(const PreparedStudy& prepared, const LoanGroup& group)
    : start(prepared.study.options.size() + (prepared.has_trunk ? 1 : 0)),
      months_(prepared.months),
      one_by_one_(prepared.study.plain_twins),
      contract_(prepared.segments[static_cast<std::size_t>(group.segment)].contract) {
    encode_tracks(prepared, group);
    const PreparedSegment& segment = prepared.segments[static_cast<std::size_t>(group.segment)];
    for (const WorkoutGraph& graph : segment.graphs) {
        check_node_count(prepared.study, group, graph);
        options.push_back(encode_nodes(segment, graph));
    }
    if (prepared.has_trunk) {
        options.push_back(encode_nodes(segment, segment.graphs[0]));
        encode_trunk_exits(segment);
    }
    for (OptionCode& code : options) {
        code.has_small_exits = code.small_exits.fill(code.first_exit, code.exit_words);
    }
    for (std::size_t option = 0; option < start.size(); ++option) {
        place_loans(prepared, group, option);
    }
    for (std::uint32_t place = 0; place < group.rows.size(); ++place) {
        const std::int32_t index = prepared.collateral_index[group.rows[place]];
        if (index < 0) {
            mixed.push_back(place);
        }
        if (runs.empty() || runs.back().index != std::max(0, index)) {
            runs.push_back({place, place, std::max(0, index)});
        }
        runs.back().last = place + 1;
    }
}

void GroupProgram::encode_tracks(const PreparedStudy& prepared, const LoanGroup& group) {
    const HazardTable& table = prepared.segments[static_cast<std::size_t>(group.segment)].table;
    for (std::size_t position = 0; position < table.track_next.size(); ++position) {
        tracks.push_back(std::uint32_t{table.track_next[position]} << 16 | table.track_cell[position]);
    }
    const auto idle_cell = static_cast<std::uint16_t>(table.cells());
    for (std::uint16_t* track : {&idle_track, &closed_track}) {
        *track = static_cast<std::uint16_t>(tracks.size());
        tracks.push_back(std::uint32_t{*track} << 16 | idle_cell);
    }
}

OptionCode GroupProgram::encode_nodes(const PreparedSegment& segment, const WorkoutGraph& graph) const {
    OptionCode code;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        const Node& node = graph.nodes[n];
        NodeCode compact;
        const bool rests = !node.waits();
        const std::uint16_t track =
            node.row != no_row ? segment.table.track(node.row, 0) : (rests ? closed_track : idle_track);
        compact.acts = !node.actions.empty();
        compact.still = node.rules.cash.share_of_claim_per_month == 0.0;
        compact.has_clock = !node.clocks.empty();
        compact.priced = node.residual_node != no_node;
        compact.ends = node.rules.closed() && !compact.priced;
        const bool quiet = claim_rests_in(node) || (rests && compact.ends);
        compact.word = slot_word(static_cast<std::uint16_t>(n), track, quiet);
        code.nodes.push_back(compact);
    }
    for (const Node& node : graph.nodes) {
        code.first_exit.push_back(static_cast<std::uint32_t>(code.exit_words.size()));
        for (const std::uint16_t target : node.exits) {
            code.exit_words.push_back(code.nodes[target].word);
        }
    }
    return code;
}

/// Lists the exits by which loans leave the trunk; they are no quiet moves.
void GroupProgram::encode_trunk_exits(const PreparedSegment& segment) {
    OptionCode& code = options.back();
    exits_from_trunk.resize(code.exit_words.size());
    for (std::uint16_t n = 0; n < code.nodes.size(); ++n) {
        for (std::size_t exit = 0; segment.trunk.holds(n) && exit < segment.graphs[0].nodes[n].exits.size();
             ++exit) {
            std::vector<std::uint16_t> targets;
            for (std::size_t option = 0; option < segment.graphs.size(); ++option) {
                const std::uint16_t there = segment.trunk.node_in[option][n];
                targets.push_back(segment.graphs[option].nodes[there].exits[exit]);
            }
            if (!segment.trunk.holds(targets)) {
                code.exit_words[code.first_exit[n] + exit] &= ~quiet_bit;
                exits_from_trunk[code.first_exit[n] + exit] = std::move(targets);
            }
        }
    }
}

void GroupProgram::place_loans(const PreparedStudy& prepared, const LoanGroup& group, std::size_t option) {
    const PreparedSegment& segment = prepared.segments[static_cast<std::size_t>(group.segment)];
    const LoanColumns& loans = prepared.study.portfolio.loans;
    const OptionCode& code = options[option];
    const bool is_trunk = option == segment.graphs.size();
    const WorkoutGraph& graph = segment.graphs[is_trunk ? 0 : option];
    OptionColumns& columns = start[option];
    columns.calendar.resize(static_cast<std::size_t>(months_) + 1);
    columns.positions.resize(group.rows.size());
    for (std::uint32_t place = 0; place < group.rows.size(); ++place) {
        const std::uint32_t row = group.rows[place];
        const std::uint16_t node = graph.start[static_cast<std::size_t>(loans.state[row])];
        const std::uint16_t hazard_row = graph.nodes[node].row;
        const int months_in_state = loans.months_in_state[row];
        Position& position = columns.positions[place];
        position.claim = loans.claim[row];
        position.collateral = prepared.loan_records[row].all_collateral();
        set_contract(position, prepared.start_contracts[row]);

        position.constant = position.asks_nothing && code.nodes[node].still;
        all_still = all_still && position.calm && position.constant;
        const std::uint32_t word = code.nodes[node].word;
        const std::uint16_t track =
            hazard_row == no_row ? track_of(word) : segment.table.track(hazard_row, months_in_state);
        const bool in_trunk =
            segment.trunk.holds(segment.graphs[0].start[static_cast<std::size_t>(loans.state[row])]);
        const bool here = in_trunk == is_trunk;
        columns.slots.push_back(here ? slot_word(node, track, position.calm && (word & quiet_bit) != 0)
                                     : slot_word(node, closed_track, false));
        columns.ltv_claim.push_back(static_cast<double>(loans.claim[row]));
        columns.claim_over_value.push_back(
            ltv_at_cut_off(columns.ltv_claim[place], prepared.collateral_value[row]));
        if (here && code.nodes[node].has_clock) {
            schedule_clock(columns, graph.nodes[node], place, months_in_state, 0);
        }
    }
}

void GroupProgram::set_contract(Position& position, const Contract& contract) const {
    constexpr int latest = std::numeric_limits<std::int16_t>::max();  // far beyond any horizon
    position.maturity = static_cast<std::int16_t>(std::min(contract.maturity, latest));
    position.asks_nothing = asks_nothing(contract);
    position.calm = !one_by_one_ && asks_nothing_until(contract, contract_, months_);
}

int GroupProgram::due_month(const Clock& clock, const Position& position, int months_in_state) const {
    if (clock.kind == ClockKind::maturity) {
        return std::max<int>(position.maturity, position.since + 1);
    }
    const int due = std::max(position.since - months_in_state + clock.after_months, int{position.since}) + 1;
    return clock.kind == ClockKind::choice ? next_month_of_choice(due) : due;
}

void GroupProgram::schedule_clock(OptionColumns& columns, const Node& node, std::uint32_t place,
                                  int months_in_state, int after, bool asks_again) const {
    Position& position = columns.positions[place];
    int next = months_ + 1;
    for (const Clock& clock : node.clocks) {
        int due = due_month(clock, position, months_in_state);
        if (asks_again && clock.kind == ClockKind::choice) {
            due = std::max(due, next_month_of_choice(after + 1));
        }
        next = due > after ? std::min(next, due) : next;
    }
    position.due = next <= months_ ? static_cast<std::int16_t>(next) : std::int16_t{0};
    if (position.due != 0) {
        columns.calendar[static_cast<std::size_t>(next)].push_back(place);
    }
}

}  // namespace recoup::sim
