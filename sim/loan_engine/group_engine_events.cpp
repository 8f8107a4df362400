// What happens to one loan: clocks, measures, auctions and the move itself.
#include <algorithm>
#include <limits>

#include "sim/loan_engine/group_engine.hpp"

namespace recoup::sim {

void GroupEngine::fire_clocks(int option, int month) {
    auto& due = columns_of(option).calendar[static_cast<std::size_t>(month)];
    for (const std::uint32_t place : due) {
        // An entry of a node that the loan has left since is stale: its month no longer agrees.
        if (columns_of(option).positions[place].due == month) {
            with_amounts_that_fit([&] { fire_clock(option, place, month); },
                                  [&] { return on_path(option, place, month); });
        }
    }
}

LoanOnPath GroupEngine::on_path(int option, std::uint32_t place, int month) const {
    return {*context_, option, row_of(place), month, node_at(columns_of(option), place)};
}

/// Completed months that the loan brought into the node from before `position.since`.
int GroupEngine::months_at_cut_off(int option, std::uint32_t place) const {
    return columns_of(option).positions[place].since == 0
               ? prepared_.study.portfolio.loans.months_in_state[row_of(place)]
               : 0;
}

void GroupEngine::fire_clock(int option, std::uint32_t place, int month) {
    OptionColumns& columns = columns_of(option);
    const Position position = columns.positions[place];
    columns.positions[place].due = 0;
    columns.changed.push_back(place);
    const Node& node = graph(option).nodes[node_at(columns, place)];
    const int months_before = months_at_cut_off(option, place);
    Fired fired = Fired::nothing;
    for (std::size_t c = 0; c < node.clocks.size() && fired != Fired::moved; ++c) {
        const int due = program_.due_month(node.clocks[c], position, months_before);
        // A clock fires once in a stay; a choice that is open is asked at every quarter's end.
        const bool asked =
            node.clocks[c].kind == ClockKind::choice && due <= month && is_month_of_choice(month);
        if (due == month || asked) {
            fired = std::max(fired, fire(option, place, month, c));
        }
    }
    if (fired != Fired::moved) {
        program_.schedule_clock(columns, node, place, months_before, month, fired == Fired::asks_again);
    }
}

GroupEngine::Fired GroupEngine::fire(int option, std::uint32_t place, int month, std::size_t clock) {
    const Node& node = graph(option).nodes[node_at(columns_of(option), place)];
    switch (node.clocks[clock].kind) {
        case ClockKind::none:
            return Fired::nothing;
        case ClockKind::maturity:
        case ClockKind::move:
            move_on(option, place, month, clock);
            return Fired::moved;
        case ClockKind::measure:
            return fire_measure(option, place, month, clock);
        case ClockKind::choice:
            return fire_choice(option, place, month, clock);
        case ClockKind::auction:
            fire_auction(option, place, month);
            return Fired::moved;
    }
    return Fired::nothing;
}

/// At the contract's end the last payment is the whole claim with this month's interest, whatever the
/// instalment was.
Minor GroupEngine::claim_at_maturity(int option, std::uint32_t place, int month) const {
    const Position& position = columns_of(option).positions[place];
    const ClaimSchedule schedule = schedule_of(option, place);
    const double before =
        claim_after(schedule, static_cast<double>(position.claim), position.since, month - 1);
    return round_to_minor(before * (1.0 + schedule.monthly_rate));
}

void GroupEngine::move_on(int option, std::uint32_t place, int month, std::size_t clock) {
    const std::uint16_t from = node_at(columns_of(option), place);
    const Clock& fired = graph(option).nodes[from].clocks[clock];
    const bool matures = fired.kind == ClockKind::maturity;
    const Cause cause = matures ? Cause::maturity : Cause::clock;
    const Minor claim = matures ? claim_at_maturity(option, place, month) : claim_at(option, place, month);
    if (is_trunk(option)) {
        const std::vector<std::uint16_t> targets = clock_targets(from, clock);
        if (!segment_.trunk.holds(targets)) {
            fork(place, targets, month, cause, no_exit, claim);
            return;
        }
    }
    move_by_clock(option, place, fired.node, month, cause, claim,
                  sale_on_entry(option, place, fired.node, month));
}

int GroupEngine::measure_due(int option, std::uint32_t place, std::size_t clock) const {
    const std::uint32_t eligible =
        prepared_.study.portfolio.eligible[static_cast<std::size_t>(option)][row_of(place)];
    const Node& node = graph(option).nodes[node_at(columns_of(option), place)];
    const std::vector<std::uint8_t>& tried = node.clocks[clock].measures;
    const auto taken = std::ranges::find_if(
        tried, [eligible](std::uint8_t measure) { return (eligible >> measure & 1U) != 0; });
    return taken == tried.end() ? no_measure : *taken;
}

GroupEngine::Fired GroupEngine::fire_measure(int option, std::uint32_t place, int month, std::size_t clock) {
    const int measure = measure_due(option, place, clock);
    if (measure == no_measure) {
        ++ineligible_[static_cast<std::size_t>(option)];
        return Fired::nothing;
    }
    move_by_clock(option, place, graph(option).measure_entry[static_cast<std::size_t>(measure)], month,
                  Cause::trigger, claim_at(option, place, month), {});
    return Fired::moved;
}

void GroupEngine::fire_auction(int option, std::uint32_t place, int month) {
    const Position& position = columns_of(option).positions[place];
    const Clock& clock =
        *graph(option).nodes[node_at(columns_of(option), place)].clock_of(ClockKind::auction);
    const Minor claim = claim_at(option, place, month);
    const Sale sale = collateral_sale(*context_, row_of(place), position.collateral, month, true);
    if (sale.appraised <= 0.0) {
        move_by_clock(option, place, clock.nothing_to_sell_node, month, Cause::auction_unsold, claim, {});
    } else if (meets_reserve(sale.price, clock.reserve, sale.appraised)) {
        move_by_clock(option, place, clock.node, month, Cause::auction_sold, claim, sale);
    } else {
        move_by_clock(option, place, clock.unsold_node, month, Cause::auction_unsold, claim, {});
    }
}

void GroupEngine::move_by_clock(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                                Minor claim, const Sale& sale) {
    OptionColumns& columns = columns_of(option);
    const std::uint32_t slot = place_slot_[place];
    const std::uint32_t word = move(option, place, node, month, cause, no_exit, claim, sale);
    columns.slots[slot] = slot_word(node_of(word), program_.idle_track, false);  // one move a month: no draw
    columns.moved.emplace_back(slot, word);
}

Sale GroupEngine::sale_on_entry(int option, std::uint32_t place, std::uint16_t node, int month) const {
    const CollateralSet held = columns_of(option).positions[place].collateral;
    const bool sells = program_.options[static_cast<std::size_t>(option)].nodes[node].priced;
    return sells ? collateral_sale(*context_, row_of(place), held, month, false) : Sale{};
}

std::uint32_t GroupEngine::move(int option, std::uint32_t place, std::uint16_t node, int month, Cause cause,
                                std::uint8_t exit, Minor claim, const Sale& sale) {
    OptionColumns& columns = columns_of(option);
    const OptionCode& code = program_.options[static_cast<std::size_t>(option)];
    Position& position = columns.positions[place];
    const std::uint32_t slot = place_slot_[place];
    const std::uint16_t from = node_of(columns.slots[slot]);
    const bool claim_moved = !position.constant;
    const CollateralSet held = position.collateral;
    columns.changed.push_back(place);
    std::uint16_t reached = node;
    position.claim = claim;
    if (code.nodes[node].ends) {
        position.claim = 0;
    } else if (code.nodes[node].acts) {
        const Node& target = graph(option).nodes[node];
        const Outcome outcome = outcome_of(
            target.actions, {.claim = claim,
                             .contract = contract_of(columns, place),
                             .month = month,
                             .draw = target.form.draws ? drawn_at(*context_, row_of(place), month) : 0.5,
                             .sale = sale});
        position.claim = outcome.claim;
        reached = outcome.leaves_deficiency ? target.residual_node : node;
        position.collateral = held.without(outcome.collateral_sold);
        const bool sold = position.collateral != held;
        position.sold_a_part = sold ? !position.collateral.empty() : position.sold_a_part;
        if (outcome.contract_changed) {
            position.contract = static_cast<std::int32_t>(columns.changed_contracts.size());
            columns.changed_contracts.push_back(outcome.contract);
            program_.set_contract(position, outcome.contract);
        }
    }
    position.since = static_cast<std::int16_t>(month);
    const NodeCode& entered = code.nodes[reached];
    position.constant = position.asks_nothing && entered.still;
    const bool ltv_moved = claim_moved || position.claim != claim || position.collateral != held;
    if (ltv_moved && !code.nodes[node].ends) {
        columns.ltv_claim[place] = static_cast<double>(position.claim);
        columns.claim_over_value[slot] = claim_over_value(place, position, columns.ltv_claim[place], month);
    }
    const Event event{.loan = row_of(place),
                      .month = static_cast<std::uint16_t>(month),
                      .from_node = from,
                      .to_node = reached,
                      .cause = cause,
                      .exit = exit};
    const bool claim_stays =
        !claim_moved && reached == node && (position.claim == claim || code.nodes[node].ends);
    const bool rests = position.calm && claim_stays && (entered.word & quiet_bit) != 0;
    if (rests && cause == Cause::exit) {
        log_of(option).moves().push_back({.loan = event.loan, .exit = code.first_exit[from] + exit});
    } else if (rests) {
        log_of(option).push_back(event);
    } else {
        const float ltv =
            columns.claim_over_value[slot] * inverse_index_[static_cast<std::size_t>(slot_index_[slot])];
        log_of(option).push_back(event, {.claim_before = claim, .claim_after = position.claim, .ltv = ltv});
    }
    position.due = 0;
    if (entered.has_clock) {
        program_.schedule_clock(columns, graph(option).nodes[reached], place, 0, month);
    }
    return position.calm ? entered.word : entered.word & ~quiet_bit;
}

std::vector<std::uint16_t> GroupEngine::clock_targets(std::uint16_t node, std::size_t clock) const {
    std::vector<std::uint16_t> targets;
    for (std::size_t option = 0; option < segment_.graphs.size(); ++option) {
        const Node& there = segment_.graphs[option].nodes[segment_.trunk.node_in[option][node]];
        targets.push_back(there.clocks[clock].node);
    }
    return targets;
}

void GroupEngine::fork(std::uint32_t place, const std::vector<std::uint16_t>& targets, int month, Cause cause,
                       std::uint8_t exit, Minor claim) {
    const std::uint32_t slot = place_slot_[place];
    for (int option = 0; option < option_count(); ++option) {
        copy_to_option(place, option);
        const std::uint16_t target = targets[static_cast<std::size_t>(option)];
        const std::uint32_t word = move(option, place, target, month, cause, exit, claim,
                                        sale_on_entry(option, place, target, month));
        OptionColumns& columns = columns_of(option);
        columns.slots[slot] =
            slot_word(node_of(word), program_.idle_track, false);  // it has moved this month
        columns.moved.emplace_back(slot, word);
    }
    OptionColumns& trunk = columns_of(option_count());
    trunk.slots[slot] = slot_word(node_of(trunk.slots[slot]), program_.closed_track, false);
    trunk.positions[place].due = 0;
    trunk.changed.push_back(place);
    events_->left.push_back(row_of(place));
}

void GroupEngine::copy_to_option(std::uint32_t place, int option) {
    const OptionColumns& trunk = columns_of(option_count());
    OptionColumns& columns = columns_of(option);
    const std::uint32_t slot = place_slot_[place];
    Position& position = columns.positions[place];
    position = trunk.positions[place];
    if (position.contract >= 0) {
        columns.changed_contracts.push_back(
            trunk.changed_contracts[static_cast<std::size_t>(position.contract)]);
        position.contract = static_cast<std::int32_t>(columns.changed_contracts.size()) - 1;
    }
    columns.ltv_claim[place] = trunk.ltv_claim[place];
    columns.claim_over_value[slot] = trunk.claim_over_value[slot];
    const std::uint16_t node =
        segment_.trunk.node_in[static_cast<std::size_t>(option)][node_of(trunk.slots[slot])];
    columns.slots[slot] = slot_word(node, program_.idle_track, false);
}

const Contract& GroupEngine::contract_of(const OptionColumns& columns, std::uint32_t place) const {
    const std::int32_t changed = columns.positions[place].contract;
    return changed < 0 ? prepared_.start_contracts[row_of(place)]
                       : columns.changed_contracts[static_cast<std::size_t>(changed)];
}

ClaimSchedule GroupEngine::schedule_of(int option, std::uint32_t place) const {
    const OptionColumns& columns = columns_of(option);
    const NodeRules& rules = graph(option).nodes[node_at(columns, place)].rules;
    return claim_schedule(contract_of(columns, place), rules.cash);
}

Minor GroupEngine::claim_at(int option, std::uint32_t place, int month) const {
    const Position& position = columns_of(option).positions[place];
    if (position.constant) {
        return position.claim;
    }
    return round_to_minor(
        claim_after(schedule_of(option, place), static_cast<double>(position.claim), position.since, month));
}

}  // namespace recoup::sim
