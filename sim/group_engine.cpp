#include "sim/group_engine.hpp"

#include <algorithm>
#include <limits>

#include "sim/random/draw_address.hpp"
#include "sim/random/philox_bulk.hpp"

namespace recoup::sim {

namespace {

bool worth_a_table(const PreparedSegment& segment, const LoanGroup& group, ThresholdMode mode) {
    if (mode != ThresholdMode::automatic) {
        return mode == ThresholdMode::table;
    }
    // Direct evaluation pays for the few loans near an exit; a table pays for every cell, once a macro
    // period.
    constexpr std::size_t cells_a_loan = 4;
    return segment.table.cells() <= cells_a_loan * group.rows.size();
}

}  // namespace

GroupEngine::GroupEngine(const PreparedStudy& prepared, const LoanGroup& group)
    : prepared_(prepared),
      group_(group),
      segment_(prepared.segments[static_cast<std::size_t>(group.segment)]),
      track_next_(segment_.table.track_next),
      track_cell_(segment_.table.track_cell),
      options_(prepared.study.options.size()),
      ineligible_(prepared.study.options.size()) {
    thresholds_.prepare(segment_, group.profile,
                        worth_a_table(segment_, group, prepared.study.threshold_mode));
    idle_cell_ = static_cast<std::uint16_t>(segment_.table.cells());
    for (std::uint16_t* track : {&idle_track_, &closed_track_}) {
        *track = static_cast<std::uint16_t>(track_next_.size());
        track_next_.push_back(*track);
        track_cell_.push_back(idle_cell_);
    }
    bounds_.assign(segment_.table.cells() + static_cast<std::size_t>(segment_.table.buckets), 0);
    inverse_index_.resize(prepared.study.portfolio.price_indices.size(), 1.0F);
    for (OptionColumns& columns : options_) {
        columns.calendar.resize(static_cast<std::size_t>(prepared.months) + 1);
    }
    for (std::uint32_t place = 0; place < group.rows.size(); ++place) {
        if (prepared.collateral_index[row_of(place)] < 0) {
            mixed_.push_back(place);
        }
    }
    set_start_positions();
}

void GroupEngine::set_start_positions() {
    const LoanColumns& loans = prepared_.study.portfolio.loans;
    start_positions_.resize(options_.size());
    for (std::size_t option = 0; option < options_.size(); ++option) {
        for (const std::uint32_t row : group_.rows) {
            Position position;
            position.contract.annual_rate = loans.annual_rate[row];
            position.contract.maturity = loans.months_to_maturity[row];
            position.contract.repayment = segment_.contract.repayment;
            position.claim = static_cast<double>(loans.claim[row]);
            set_instalment(position.contract, position.claim, 0);
            position.node = segment_.graphs[option].start[static_cast<std::size_t>(loans.state[row])];
            position.schedule =
                claim_schedule(position.contract, segment_.cash[static_cast<std::size_t>(loans.state[row])]);
            start_positions_[option].push_back(position);
        }
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
    const LoanColumns& columns_of_loans = prepared_.study.portfolio.loans;
    for (std::size_t option = 0; option < options_.size(); ++option) {
        OptionColumns& columns = options_[option];
        columns.positions = start_positions_[option];
        columns.track.resize(loans);
        columns.claim_over_value.resize(loans);
        for (auto& due : columns.calendar) {
            due.clear();
        }
        for (std::uint32_t place = 0; place < loans; ++place) {
            const int months_in_state = columns_of_loans.months_in_state[row_of(place)];
            const Position& position = columns.positions[place];
            columns.track[place] = track_of(static_cast<int>(option), position, months_in_state);
            columns.claim_over_value[place] = claim_over_value(place, position, position.claim, 0);
            schedule_clock(columns, static_cast<int>(option), place, months_in_state);
        }
    }
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
        const auto scenario = static_cast<std::size_t>(context.scenario);
        const std::vector<double> z = segment_.credit_indices[r]->path(
            x, prepared_.centre[scenario], prepared_.study.scenarios[scenario].credit_index_shift);
        for (std::size_t year = 0; year < default_odds_.size(); ++year) {
            const double p = monthly_default_probability(row.copula->pd_annual, row.copula->rho, z[year]);
            default_odds_[year][r] = default_odds(p);
        }
    }
    std::fill(ineligible_.begin(), ineligible_.end(), 0);
}

void GroupEngine::begin_block(int month) {
    if (month > 1) {
        compact_slots();
    }
    words_.resize(4 * slot_place_.size());
    philox4x32_bulk(prepared_.study.seed, context_->path,
                    purpose_block(Purpose::exit_high, exit_block(prepared_.study.calendar_month_at(month))),
                    entity_low_.data(), entity_high_.data(), slot_place_.size(), words_.data());
}

void GroupEngine::compact_slots() {
    std::size_t kept = 0;
    for (std::size_t slot = 0; slot < slot_place_.size(); ++slot) {
        const bool open = std::any_of(options_.begin(), options_.end(), [&](const OptionColumns& columns) {
            return columns.track[slot] != closed_track_;
        });
        if (!open) {
            continue;
        }
        slot_place_[kept] = slot_place_[slot];
        place_slot_[slot_place_[kept]] = static_cast<std::uint32_t>(kept);
        slot_index_[kept] = slot_index_[slot];
        entity_low_[kept] = entity_low_[slot];
        entity_high_[kept] = entity_high_[slot];
        for (OptionColumns& columns : options_) {
            columns.track[kept] = columns.track[slot];
            columns.claim_over_value[kept] = columns.claim_over_value[slot];
        }
        ++kept;
    }
    slot_place_.resize(kept);
}

void GroupEngine::begin_period(int month) {
    const std::size_t variables = prepared_.study.macro.variables.size();
    const auto period =
        static_cast<std::size_t>((month - 1) / months_per_period(prepared_.study.macro.frequency));
    std::vector<double> deviation(variables);
    for (std::size_t v = 0; v < variables; ++v) {
        deviation[v] = x_[period * variables + v] - prepared_.study.macro.variables[v].xbar;
    }
    thresholds_.update(deviation, default_odds_[static_cast<std::size_t>((month - 1) / months_per_year)]);
    std::copy_n(thresholds_.bounds(), segment_.table.cells(), bounds_.begin());
}

void GroupEngine::step(int option, int month, EventLog& log) {
    OptionColumns& columns = options_[static_cast<std::size_t>(option)];
    fire_clocks(option, month, log);
    if (!mixed_.empty()) {
        refresh_mixed_collateral(columns, month);
    }
    find_buckets(columns, month);
    find_candidates(columns, month);
    take_exits(option, month, log);
    for (const auto& [slot, track] : columns.moved) {
        columns.track[slot] = track;
    }
    columns.moved.clear();
    if (month % months_per_quarter == 0) {
        refresh_claims(columns, month);
    }
    loan_months_ += slot_place_.size();
}

void GroupEngine::fire_clocks(int option, int month, EventLog& log) {
    auto& due = options_[static_cast<std::size_t>(option)].calendar[static_cast<std::size_t>(month)];
    for (const std::uint32_t place : due) {
        // An entry of a node that the loan has left since is stale: its month no longer agrees.
        if (options_[static_cast<std::size_t>(option)].positions[place].due == month) {
            fire_clock(option, place, month, log);
        }
    }
}

void GroupEngine::fire_clock(int option, std::uint32_t place, int month, EventLog& log) {
    Position& position = options_[static_cast<std::size_t>(option)].positions[place];
    position.due = 0;
    const Node& node = graph(option).nodes[position.node];
    if (node.maturity_node != no_node && position.contract.maturity <= month) {
        // The last payment is the whole claim with this month's interest, whatever the instalment was.
        const double before = claim_after(position.schedule, position.claim, position.since, month - 1);
        const Minor claim = round_to_minor(before * (1.0 + position.schedule.monthly_rate));
        move_by_clock(option, place, node.maturity_node, month, Cause::maturity, claim, {}, log);
        return;
    }
    switch (node.clock.kind) {
        case ClockKind::none:
            break;
        case ClockKind::move:
            move_by_clock(
                option, place, node.clock.node, month, Cause::clock,
                round_to_minor(claim_after(position.schedule, position.claim, position.since, month)),
                sale_on_entry(option, place, node.clock.node, month), log);
            break;
        case ClockKind::measure:
            fire_measure(option, place, month, log);
            break;
        case ClockKind::auction:
            fire_auction(option, place, month, log);
            break;
    }
}

void GroupEngine::fire_measure(int option, std::uint32_t place, int month, EventLog& log) {
    const Position& position = options_[static_cast<std::size_t>(option)].positions[place];
    const WorkoutGraph& g = graph(option);
    const std::uint32_t eligible =
        prepared_.study.portfolio.eligible[static_cast<std::size_t>(option)][row_of(place)];
    const auto first = static_cast<std::size_t>(g.nodes[position.node].clock.first_measure);
    for (std::size_t measure = first; measure < g.measures.size(); ++measure) {
        if ((eligible >> measure & 1U) != 0) {
            const Minor claim =
                round_to_minor(claim_after(position.schedule, position.claim, position.since, month));
            move_by_clock(option, place, g.measure_entry[measure], month, Cause::trigger, claim, {}, log);
            return;
        }
    }
    ++ineligible_[static_cast<std::size_t>(option)];
}

void GroupEngine::fire_auction(int option, std::uint32_t place, int month, EventLog& log) {
    const Position& position = options_[static_cast<std::size_t>(option)].positions[place];
    const Clock clock = graph(option).nodes[position.node].clock;
    const Minor claim = round_to_minor(claim_after(position.schedule, position.claim, position.since, month));
    const Sale sale =
        position.collateral_gone ? Sale{} : collateral_sale(*context_, row_of(place), month, true);
    if (sale.appraised <= 0.0) {
        move_by_clock(option, place, clock.nothing_to_sell_node, month, Cause::auction_unsold, claim, {},
                      log);
    } else if (sale.price >= clock.reserve * sale.appraised) {
        move_by_clock(option, place, clock.node, month, Cause::auction_sold, claim, sale, log);
    } else {
        move_by_clock(option, place, clock.unsold_node, month, Cause::auction_unsold, claim, {}, log);
    }
}

void GroupEngine::move_by_clock(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                                Minor claim, const Sale& sale, EventLog& log) {
    OptionColumns& columns = options_[static_cast<std::size_t>(option)];
    const std::uint32_t slot = place_slot_[place];
    const std::uint16_t track = move(option, place, node, month, cause, no_exit, claim, sale, log);
    columns.track[slot] = idle_track_;  // one move a month: no draw until the next
    columns.moved.emplace_back(slot, track);
}

void GroupEngine::find_buckets(const OptionColumns& columns, int month) {
    const std::size_t slots = slot_place_.size();
    bucket_.assign(slots, 0);
    const std::vector<float>& edges = segment_.table.ltv_edges;
    if (edges.empty()) {
        return;
    }
    for (std::size_t i = 0; i < inverse_index_.size(); ++i) {
        inverse_index_[i] = static_cast<float>(1.0 / context_->indices.level_at(month, static_cast<int>(i)));
    }
    const float* over_value = columns.claim_over_value.data();
    const float* inverse = inverse_index_.data();
    const std::int32_t* index = slot_index_.data();
    std::int32_t* bucket = bucket_.data();
    constexpr std::size_t tile = 1024;  // stays in the first-level cache
    float ltv[tile];
    for (std::size_t first = 0; first < slots; first += tile) {
        const std::size_t n = std::min(tile, slots - first);
        for (std::size_t k = 0; k < n; ++k) {
            ltv[k] = over_value[first + k] * inverse[index[first + k]];
        }
        for (const float edge : edges) {
            for (std::size_t k = 0; k < n; ++k) {
                bucket[first + k] += ltv[k] >= edge ? 1 : 0;  // an edge belongs above
            }
        }
    }
}

void GroupEngine::find_candidates(OptionColumns& columns, int month) {
    const std::size_t slots = slot_place_.size();
    const int half_word = prepared_.study.calendar_month_at(month) % exit_months_per_block;
    const std::uint32_t* words = words_.data() + static_cast<std::size_t>(half_word / 2) * slots;
    const int shift = 16 * (half_word % 2);
    std::uint16_t* track = columns.track.data();
    candidates_.resize(slots);
    std::size_t found = 0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const auto cell = static_cast<std::uint16_t>(track_cell_[track[slot]] + bucket_[slot]);
        const std::uint32_t high = words[slot] >> shift & 0xFFFFU;
        candidates_[found] = {static_cast<std::uint32_t>(slot), cell};
        found += high < bounds_[cell] ? 1 : 0;
        track[slot] = track_next_[track[slot]];
    }
    candidates_.resize(found);
}

void GroupEngine::take_exits(int option, int month, EventLog& log) {
    OptionColumns& columns = options_[static_cast<std::size_t>(option)];
    const WorkoutGraph& g = graph(option);
    const std::size_t slots = slot_place_.size();
    const int calendar_now = prepared_.study.calendar_month_at(month);
    const int half_word = calendar_now % exit_months_per_block;
    for (const Candidate& candidate : candidates_) {
        const std::uint32_t place = slot_place_[candidate.slot];
        const std::uint32_t word = words_[static_cast<std::size_t>(half_word / 2) * slots + candidate.slot];
        const std::uint32_t high = word >> (16 * (half_word % 2)) & 0xFFFFU;
        const int exit = thresholds_.exit_taken(candidate.cell, high, [&] {
            return exit_low(prepared_.study.seed, context_->path,
                            prepared_.study.portfolio.loans.entity[row_of(place)], calendar_now);
        });
        if (exit < 0) {
            continue;
        }
        const Position& position = columns.positions[place];
        const std::uint16_t target = g.nodes[position.node].exits[static_cast<std::size_t>(exit)];
        const Minor claim =
            round_to_minor(claim_after(position.schedule, position.claim, position.since, month));
        columns.track[candidate.slot] =
            move(option, place, target, month, Cause::exit, static_cast<std::uint8_t>(exit), claim,
                 sale_on_entry(option, place, target, month), log);
    }
}

Sale GroupEngine::sale_on_entry(int option, std::uint32_t place, std::uint16_t node, int month) const {
    const Position& position = options_[static_cast<std::size_t>(option)].positions[place];
    const bool sells =
        graph(option).nodes[node].action == EntryAction::liquidate && !position.collateral_gone;
    return sells ? collateral_sale(*context_, row_of(place), month, false) : Sale{};
}

std::uint16_t GroupEngine::move(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                                std::uint8_t exit, Minor claim, const Sale& sale, EventLog& log) {
    OptionColumns& columns = options_[static_cast<std::size_t>(option)];
    Position& position = columns.positions[place];
    const WorkoutGraph& g = graph(option);
    const EntryOutcome outcome =
        enter_node(g, node, position.contract, claim, month, segment_.contract, sale);
    Event event{.loan = row_of(place),
                .month = static_cast<std::uint16_t>(month),
                .from_node = position.node,
                .to_node = outcome.node,
                .cause = cause,
                .exit = exit,
                .claim_before = claim,
                .claim_after = outcome.claim};
    position.contract = outcome.contract;
    position.claim = static_cast<double>(outcome.claim);
    position.since = month;
    position.node = outcome.node;
    position.collateral_gone = position.collateral_gone || outcome.collateral_gone;
    const State state = g.nodes[outcome.node].state;
    position.schedule = claim_schedule(position.contract, segment_.cash[static_cast<std::size_t>(state)]);
    const float over_value = claim_over_value(place, position, position.claim, month);
    columns.claim_over_value[place_slot_[place]] = over_value;
    event.ltv =
        over_value / static_cast<float>(context_->indices.level_at(month, slot_index_[place_slot_[place]]));
    log.push_back(event);
    schedule_clock(columns, option, place, 0);
    return track_of(option, position, 0);
}

void GroupEngine::schedule_clock(OptionColumns& columns, int option, std::uint32_t place,
                                 int months_in_state) {
    Position& position = columns.positions[place];
    const Node& node = graph(option).nodes[position.node];
    int due = std::numeric_limits<int>::max();
    if (node.clock.kind != ClockKind::none) {
        due = position.since - months_in_state + node.clock.after_months + 1;
    }
    if (node.maturity_node != no_node) {
        due = std::min(due, static_cast<int>(position.contract.maturity));
    }
    due = due == std::numeric_limits<int>::max() ? due : std::max(due, position.since + 1);
    position.due = due <= prepared_.months ? due : 0;
    if (position.due != 0) {
        columns.calendar[static_cast<std::size_t>(due)].push_back(place);
    }
}

std::uint16_t GroupEngine::track_of(int option, const Position& position, int months_in_state) const {
    const Node& node = graph(option).nodes[position.node];
    if (node.row != no_row) {
        return segment_.table.track(node.row, months_in_state);
    }
    return node.clock.kind == ClockKind::none ? closed_track_ : idle_track_;
}

float GroupEngine::claim_over_value(std::uint32_t place, const Position& position, double claim,
                                    int month) const {
    const double value = prepared_.collateral_value[row_of(place)];
    if (position.collateral_gone || value <= 0.0) {
        return std::numeric_limits<float>::infinity();
    }
    if (prepared_.collateral_index[row_of(place)] >= 0) {
        return static_cast<float>(claim / value);
    }
    const CollateralColumns& collateral = prepared_.study.portfolio.collateral;
    double now = 0.0;
    for (std::uint32_t c = collateral.first[row_of(place)]; c < collateral.first[row_of(place) + 1]; ++c) {
        now +=
            static_cast<double>(collateral.value[c]) * context_->indices.level_at(month, collateral.index[c]);
    }
    return static_cast<float>(claim / now);
}

// LTV between events uses the claim of the last event or quarter end.
void GroupEngine::refresh_claims(OptionColumns& columns, int month) {
    for (std::size_t slot = 0; slot < slot_place_.size(); ++slot) {
        const Position& position = columns.positions[slot_place_[slot]];
        if (columns.track[slot] == closed_track_ || position.schedule.constant()) {
            continue;
        }
        const double claim = claim_after(position.schedule, position.claim, position.since, month);
        columns.claim_over_value[slot] = claim_over_value(slot_place_[slot], position, claim, month);
    }
}

void GroupEngine::refresh_mixed_collateral(OptionColumns& columns, int month) {
    for (const std::uint32_t place : mixed_) {
        const std::uint32_t slot = place_slot_[place];
        const bool has_slot = slot < slot_place_.size() && slot_place_[slot] == place;
        const Position& position = columns.positions[place];
        if (has_slot && columns.track[slot] != closed_track_) {
            const int at = std::max(position.since, (month - 1) / months_per_quarter * months_per_quarter);
            const double claim = claim_after(position.schedule, position.claim, position.since, at);
            columns.claim_over_value[slot] = claim_over_value(place, position, claim, month);
        }
    }
}

}  // namespace recoup::sim
