// Where the loans of a group start: what is compiled once, and what each path begins with.
#include <algorithm>

#include "sim/group_engine.hpp"

namespace recoup::sim {

void GroupEngine::encode_tracks() {
    const HazardTable& table = segment_.table;
    for (std::size_t position = 0; position < table.track_next.size(); ++position) {
        tracks_.push_back(std::uint32_t{table.track_next[position]} << 16 | table.track_cell[position]);
    }
    idle_cell_ = static_cast<std::uint16_t>(table.cells());
    for (std::uint16_t* track : {&idle_track_, &closed_track_}) {
        *track = static_cast<std::uint16_t>(tracks_.size());
        tracks_.push_back(std::uint32_t{*track} << 16 | idle_cell_);
    }
}

void GroupEngine::encode_nodes() {
    for (const WorkoutGraph& g : segment_.graphs) {
        OptionCode code;
        for (const Node& node : g.nodes) {
            NodeCode compact;
            const bool rests = node.clock.kind == ClockKind::none;
            compact.track = node.row != no_row ? segment_.table.track(node.row, 0)
                                               : (rests ? closed_track_ : idle_track_);
            compact.first_exit = static_cast<std::uint16_t>(code.exit_nodes.size());
            compact.action = node.action;
            compact.state = node.state;
            compact.still =
                segment_.cash[static_cast<std::size_t>(node.state)].share_of_claim_per_month == 0.0;
            compact.has_clock = !rests || node.maturity_node != no_node;
            compact.priced = node.residual_node != no_node;
            compact.ends = is_closed(node.state) && !compact.priced;
            code.nodes.push_back(compact);
            code.exit_nodes.insert(code.exit_nodes.end(), node.exits.begin(), node.exits.end());
        }
        codes_.push_back(std::move(code));
    }
}

void GroupEngine::start(const PathContext& context, std::span<const double> x) {
    context_ = &context;
    x_ = x;
    const std::size_t loans = group_.rows.size();
    slot_place_.resize(loans);
    place_slot_.resize(loans);
    slot_index_.resize(loans);
    entity_low_ = group_.entity_low;
    entity_high_ = group_.entity_high;
    for (std::uint32_t place = 0; place < loans; ++place) {
        slot_place_[place] = place;
        place_slot_[place] = place;
        slot_index_[place] = std::max(0, prepared_.collateral_index[row_of(place)]);
    }
    for (std::size_t option = 0; option < options_.size(); ++option) {
        start_option(option);
    }
    draw_default_odds();
    std::fill(ineligible_.begin(), ineligible_.end(), 0);
}

void GroupEngine::start_option(std::size_t option) {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    const OptionCode& code = codes_[option];
    const WorkoutGraph& g = segment_.graphs[option];
    OptionColumns& columns = options_[option];
    const std::size_t count = group_.rows.size();
    columns.positions.resize(count);
    columns.track.resize(count);
    columns.claim_over_value.resize(count);
    columns.ltv_claim.resize(count);
    columns.changed_contracts.clear();
    for (auto& due : columns.calendar) {
        due.clear();
    }
    for (std::uint32_t place = 0; place < count; ++place) {
        const std::uint32_t row = row_of(place);
        const std::uint16_t node = g.start[static_cast<std::size_t>(loans.state[row])];
        const std::uint16_t hazard_row = g.nodes[node].row;
        const int months_in_state = loans.months_in_state[row];
        Position& position = columns.positions[place];
        position = {.claim = loans.claim[row], .node = node};
        set_contract(position, prepared_.start_contracts[row]);
        position.constant = position.asks_nothing && code.nodes[node].still;
        columns.track[place] =
            hazard_row == no_row ? code.nodes[node].track : segment_.table.track(hazard_row, months_in_state);
        columns.ltv_claim[place] = static_cast<double>(loans.claim[row]);
        columns.claim_over_value[place] = claim_over_value(place, false, columns.ltv_claim[place], 0);
        if (code.nodes[node].has_clock) {
            schedule_clock(columns, static_cast<int>(option), place, months_in_state);
        }
    }
}

/// Odds of default of the copula rows, by 12-month period of the path.
void GroupEngine::draw_default_odds() {
    default_odds_.clear();
    const std::size_t rows = segment_.table.rows.size();
    for (int first = 0; first < prepared_.months; first += months_per_year) {
        default_odds_.emplace_back(rows, 0.0);
    }
    for (std::size_t r = 0; r < rows; ++r) {
        const HazardRow& row = segment_.table.rows[r];
        if (!row.copula) {
            continue;
        }
        const auto scenario = static_cast<std::size_t>(context_->scenario);
        const std::vector<double> z = segment_.credit_indices[r]->path(
            x_, prepared_.centre[scenario], prepared_.study.scenarios[scenario].credit_index_shift);
        for (std::size_t year = 0; year < default_odds_.size(); ++year) {
            const double p = monthly_default_probability(row.copula->pd_annual, row.copula->rho, z[year]);
            default_odds_[year][r] = default_odds(p);
        }
    }
}

}  // namespace recoup::sim
