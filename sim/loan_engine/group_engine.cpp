#include "sim/loan_engine/group_engine.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sim/expected_engine/waiting_policy.hpp"
#include "sim/path/copula_odds.hpp"
#include "sim/random/draw_address.hpp"
#include "sim/random/philox_bulk.hpp"

namespace recoup::sim {

namespace {

/// Slots are compacted where one in so many is closed.
constexpr std::size_t worth_compacting = 5;

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

GroupEngine::GroupEngine(const LoanProgram& program, std::size_t group)
    : prepared_(program.prepared),
      choices_(program.choices),
      group_(prepared_.groups[group]),
      program_(program.groups[group]),
      segment_(prepared_.segments[static_cast<std::size_t>(group_.segment)]),
      scan_exits_(prepared_.study.plain_twins ? scan_exits_plain : scan_exits_vector),
      compact_(prepared_.study.plain_twins ? compact_plain : compact_vector),
      options_(program_.start.size()),
      ineligible_(prepared_.study.options.size()) {
    thresholds_.prepare(segment_, group_.profile,
                        worth_a_table(segment_, group_, prepared_.study.threshold_mode),
                        prepared_.study.plain_twins);
    const auto has_small_exits = [](const OptionCode& code) { return code.has_small_exits; };
    takes_small_exits_ = !prepared_.study.plain_twins && can_take_small_exits() &&
                         std::any_of(program_.options.begin(), program_.options.end(), has_small_exits);
    has_small_tracks_ = small_tables_.set_tracks(program_.tracks);
    bounds_.assign(segment_.table.cells() + static_cast<std::size_t>(segment_.table.buckets), 0);
    inverse_index_.resize(prepared_.study.portfolio.price_indices.size(), 1.0F);
    candidate_slot_.resize(group_.rows.size() + exit_scan_slack);
    candidate_draw_.resize(group_.rows.size() + exit_scan_slack);
    exits_.resize(group_.rows.size() + exit_scan_slack);
    left_.resize(group_.rows.size() + exit_scan_slack);
}

void GroupEngine::start(const PathContext& context, std::span<const double> x, PathEvents& events) {
    context_ = &context;
    events_ = &events;
    x_ = x;
    const std::size_t loans = group_.rows.size();
    slot_place_.resize(loans);
    std::iota(slot_place_.begin(), slot_place_.end(), 0U);
    place_slot_ = slot_place_;
    slot_row_ = group_.rows;
    entity_low_.assign(group_.entity_low.begin(), group_.entity_low.end());
    entity_high_.assign(group_.entity_high.begin(), group_.entity_high.end());
    entity_low_.resize(whole_lines(loans));
    entity_high_.resize(whole_lines(loans));
    for (std::size_t option = 0; option < options_.size(); ++option) {
        put_back(program_.start[option], options_[option]);
    }
    runs_ = program_.runs;
    slot_index_.resize(loans);
    for (const IndexRun& run : runs_) {
        std::fill(slot_index_.begin() + static_cast<std::ptrdiff_t>(run.first),
                  slot_index_.begin() + static_cast<std::ptrdiff_t>(run.last), run.index);
    }
    default_odds_ = copula_default_odds(prepared_, segment_, context_->scenario, x_);
    std::fill(ineligible_.begin(), ineligible_.end(), 0);
}

// Where all claims stand still only the loans that were moved one by one, or whose clock fired, have changed:
// mostly none, so that whole columns need not be copied for every path.
void GroupEngine::put_back(const OptionColumns& start, OptionColumns& columns) {
    if (columns.positions.empty() || !program_.all_still) {
        columns = start;
        return;
    }
    for (const std::uint32_t place : columns.changed) {
        columns.positions[place] = start.positions[place];
        columns.ltv_claim[place] = start.ltv_claim[place];
    }
    columns.changed.clear();
    columns.changed_contracts.clear();
    columns.slots = start.slots;
    columns.claim_over_value = start.claim_over_value;
    columns.calendar = start.calendar;
}

void GroupEngine::begin_block(int month) {
    if (month > 1) {
        compact_slots();
    }
    plane_ = whole_lines(slot_place_.size());
    words_.resize(4 * plane_);
    const std::uint32_t purpose =
        purpose_block(Purpose::exit_high, exit_block(prepared_.study.calendar_month_at(month)));
    const std::uint64_t seed = prepared_.study.seed;
    if (prepared_.study.plain_twins) {
        philox4x32_bulk_plain(seed, context_->path, purpose, entity_low_.data(), entity_high_.data(), 0,
                              plane_, words_.data());
    } else {
        philox4x32_bulk(seed, context_->path, purpose, entity_low_.data(), entity_high_.data(), plane_,
                        words_.data());
    }
}

void GroupEngine::compact_slots() {
    const std::size_t slots = slot_place_.size();
    open_.assign(slots, 0);
    std::uint8_t* const open = open_.data();
    const std::uint32_t closed = program_.closed_track;
    for (const OptionColumns& columns : options_) {
        const std::uint32_t* const words = columns.slots.data();
        for (std::size_t slot = 0; slot < slots; ++slot) {
            open[slot] |= (words[slot] & track_mask) != closed ? 1 : 0;
        }
    }
    // Passing over a closed slot costs less than moving the open ones, until there are many.
    std::size_t count = 0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        count += open[slot];
    }
    if (slots - count < slots / worth_compacting) {
        return;
    }
    std::vector<std::byte*> columns_of_slots;
    const auto add = [&](auto& column) {
        static_assert(sizeof(column[0]) == sizeof(std::uint32_t));
        columns_of_slots.push_back(reinterpret_cast<std::byte*>(column.data()));
    };
    for (OptionColumns& columns : options_) {
        add(columns.slots);
        add(columns.claim_over_value);
    }
    add(entity_low_);
    add(entity_high_);
    add(slot_index_);
    add(slot_place_);
    add(slot_row_);
    count = 0;
    for (IndexRun& run : runs_) {
        const std::size_t kept = compact_(columns_of_slots, open_.data(), run.first, run.last, count);
        run.first = count;
        run.last = count += kept;
    }
    slot_place_.resize(count);
    for (std::size_t slot = 0; slot < count; ++slot) {
        place_slot_[slot_place_[slot]] = static_cast<std::uint32_t>(slot);
    }
}

void GroupEngine::begin_period(int month) {
    const std::size_t variables = prepared_.study.macro.variables.size();
    const auto period =
        static_cast<std::size_t>((month - 1) / months_per_period(prepared_.study.macro.frequency));
    if (choices_.policies != nullptr && is_month_of_choice(month)) {
        choice_basis_ = choices_.policies->basis(context_->scenario, x_, month);
    }
    std::vector<double> deviation(variables);
    for (std::size_t v = 0; v < variables; ++v) {
        deviation[v] = x_[period * variables + v] - prepared_.study.macro.variables[v].xbar;
    }
    thresholds_.update(deviation, default_odds_[static_cast<std::size_t>((month - 1) / months_per_year)]);
    std::copy_n(thresholds_.bounds(), segment_.table.cells(), bounds_.begin());
    has_small_tables_ = has_small_tracks_ && small_tables_.set_bounds(bounds_);
    has_small_thresholds_ =
        takes_small_exits_ && small_thresholds_.fill(thresholds_.table(), segment_.table.cells());
}

EventLog& GroupEngine::log_of(int option) const {
    return is_trunk(option) ? events_->trunk : events_->logs[static_cast<std::size_t>(option)];
}

void GroupEngine::step(int month) {
    update_indices(month);
    for (auto option = static_cast<int>(options_.size()); option-- > 0;) {  // the trunk stands last
        step(option, month);
        log_of(option).end_run(group_.segment, month);
    }
}

void GroupEngine::step(int option, int month) {
    OptionColumns& columns = columns_of(option);
    if (!program_.mixed.empty()) {
        refresh_mixed_collateral(columns, month);
    }
    fire_clocks(option, month);
    find_candidates(columns, month);
    take_exits(option, month);
    for (const auto& [slot, word] : columns.moved) {
        columns.slots[slot] = word;
    }
    columns.moved.clear();
    if (month % months_per_quarter == 0) {
        refresh_claims(option, month);
    }
    loan_months_ += is_trunk(option) ? 0 : slot_place_.size();
}

void GroupEngine::update_indices(int month) {
    for (std::size_t i = 0; i < inverse_index_.size(); ++i) {
        inverse_index_[i] = static_cast<float>(1.0 / context_->indices.level_at(month, static_cast<int>(i)));
    }
}

void GroupEngine::find_candidates(OptionColumns& columns, int month) {
    const int half_word = prepared_.study.calendar_month_at(month) % exit_months_per_block;
    ExitScan scan;
    scan.claim_over_value = columns.claim_over_value.data();
    scan.ltv_edges = segment_.table.ltv_edges;
    scan.words = words_.data() + static_cast<std::size_t>(half_word / 2) * plane_;
    scan.shift = 16 * (half_word % 2);
    scan.tracks = program_.tracks.data();
    scan.bounds = bounds_.data();
    scan.small = has_small_tables_ ? &small_tables_ : nullptr;
    scan.slots = columns.slots.data();
    candidate_count_ = 0;
    for (const IndexRun& run : runs_) {
        scan.first = run.first;
        scan.last = run.last;
        scan.inverse_index = inverse_index_[static_cast<std::size_t>(run.index)];
        candidate_count_ += scan_exits_(
            scan, {candidate_slot_.data() + candidate_count_, candidate_draw_.data() + candidate_count_});
    }
}

// Quiet loans move here, by replacing their word; which loans are quiet is as random as the draws, so the
// loop writes both lists and keeps the right entry instead of branching.
std::size_t GroupEngine::take_quiet_exits(int option, int month) {
    OptionColumns& columns = columns_of(option);
    const OptionCode& code = program_.options[static_cast<std::size_t>(option)];
    QuietMoves& moves = log_of(option).moves();
    QuietMove* const first_move = moves.room_for(candidate_count_ + exit_scan_slack);
    const bool in_vectors = has_small_thresholds_ && code.has_small_exits;
    ExitsTaken taken;
    if (in_vectors) {
        taken = take_small_exits({.slot = candidate_slot_.data(),
                                  .cell_and_draw = candidate_draw_.data(),
                                  .count = candidate_count_,
                                  .thresholds = &small_thresholds_,
                                  .exits = &code.small_exits,
                                  .rows = slot_row_.data(),
                                  .slots = columns.slots.data(),
                                  .moves = first_move,
                                  .others = exits_.data(),
                                  .left = left_.data()});
    }
    QuietMove* next_move = first_move + taken.moves;
    SlotExit* next_other = exits_.data() + taken.others;
    const int calendar_now = prepared_.study.calendar_month_at(month);
    const auto take = [&](std::size_t c) {
        const std::uint32_t slot = candidate_slot_[c];
        const std::uint32_t row = slot_row_[slot];
        const std::uint32_t cell = candidate_draw_[c] >> 16;
        const int exit = thresholds_.exit_taken(cell, candidate_draw_[c] & 0xFFFF, [&] {
            return exit_low(prepared_.study.seed, context_->path, prepared_.study.portfolio.loans.entity[row],
                            calendar_now);
        });
        if (exit < 0) {
            return;
        }
        const std::uint32_t now = columns.slots[slot];
        const std::uint32_t place = code.first_exit[node_of(now)] + static_cast<std::uint32_t>(exit);
        const std::uint32_t next = code.exit_words[place];
        const bool quiet = (now & next & quiet_bit) != 0;
        *next_move = {.loan = row, .exit = place};
        next_move += quiet ? 1 : 0;
        columns.slots[slot] = quiet ? next : now;
        *next_other = {.slot = slot, .exit = static_cast<std::uint32_t>(exit)};
        next_other += quiet ? 0 : 1;
    };
    for (std::size_t i = 0; i < taken.left; ++i) {
        take(left_[i]);
    }
    for (std::size_t c = in_vectors ? candidate_count_ : 0; c < candidate_count_; ++c) {
        take(c);
    }
    moves.keep_to(next_move);
    return static_cast<std::size_t>(next_other - exits_.data());
}

void GroupEngine::take_exits(int option, int month) {
    const std::size_t others = take_quiet_exits(option, month);
    for (std::size_t i = 0; i < others; ++i) {
        with_amounts_that_fit([&] { take_exit(option, exits_[i], month); },
                              [&] { return on_path(option, slot_place_[exits_[i].slot], month); });
    }
}

void GroupEngine::take_exit(int option, const SlotExit& taken, int month) {
    OptionColumns& columns = columns_of(option);
    const OptionCode& code = program_.options[static_cast<std::size_t>(option)];
    const auto exit = static_cast<std::uint8_t>(taken.exit);
    const std::uint32_t place = slot_place_[taken.slot];
    const std::uint16_t from = node_of(columns.slots[taken.slot]);
    const Minor claim = claim_at(option, place, month);
    if (is_trunk(option)) {
        const std::vector<std::uint16_t>& targets = program_.exits_from_trunk[code.first_exit[from] + exit];
        if (!targets.empty()) {
            fork(place, targets, month, Cause::exit, exit, claim);
            return;
        }
    }
    const std::uint16_t target = graph(option).nodes[from].exits[exit];
    columns.slots[taken.slot] = move(option, place, target, month, Cause::exit, exit, claim,
                                     sale_on_entry(option, place, target, month));
}

double GroupEngine::collateral_value(std::uint32_t place, const Position& position) const {
    if (!position.sold_a_part) {
        return position.collateral.empty() ? 0.0 : prepared_.collateral_value[row_of(place)];
    }
    const LoanRecord& loan = prepared_.loan_records[row_of(place)];
    double value = 0.0;
    for (unsigned c = 0; c < loan.collaterals; ++c) {
        value += position.collateral.holds(c) ? prepared_.collateral[loan.first_collateral + c].value : 0.0;
    }
    return value;
}

float GroupEngine::claim_over_value(std::uint32_t place, const Position& position, double claim,
                                    int month) const {
    const double value = collateral_value(place, position);
    if (value <= 0.0) {
        return std::numeric_limits<float>::infinity();
    }
    if (prepared_.collateral_index[row_of(place)] >= 0) {
        return static_cast<float>(claim / value);
    }
    const CollateralColumns& collateral = prepared_.study.portfolio.collateral;
    double now = 0.0;
    const std::uint32_t first = collateral.first[row_of(place)];
    for (std::uint32_t c = first; c < collateral.first[row_of(place) + 1]; ++c) {
        if (position.collateral.holds(c - first)) {
            now += static_cast<double>(collateral.value[c]) *
                   context_->indices.level_at(month, collateral.index[c]);
        }
    }
    return static_cast<float>(claim / now);
}

// LTV between events uses the claim of the last event or quarter end, moved on month by month.
void GroupEngine::refresh_claims(int option, int month) {
    OptionColumns& columns = columns_of(option);
    if (program_.all_still && columns.changed.empty()) {
        return;  // no claim moves before its loan does
    }
    for (std::size_t slot = 0; slot < slot_place_.size(); ++slot) {
        if ((columns.slots[slot] & quiet_bit) != 0 || is_closed_slot(columns, slot)) {
            continue;
        }
        const std::uint32_t place = slot_place_[slot];
        const Position& position = columns.positions[place];
        if (position.constant) {
            continue;
        }
        const ClaimSchedule schedule = schedule_of(option, place);
        double claim = columns.ltv_claim[place];
        for (int at = std::max<int>(position.since, month - months_per_quarter) + 1; at <= month; ++at) {
            claim = claim_next_month(schedule, claim, at);
        }
        columns.ltv_claim[place] = claim;
        columns.claim_over_value[slot] = claim_over_value(place, position, claim, month);
    }
}

void GroupEngine::refresh_mixed_collateral(OptionColumns& columns, int month) {
    for (const std::uint32_t place : program_.mixed) {
        const std::uint32_t slot = place_slot_[place];
        const bool has_slot = slot < slot_place_.size() && slot_place_[slot] == place;
        if (has_slot && !is_closed_slot(columns, slot)) {
            columns.claim_over_value[slot] =
                claim_over_value(place, columns.positions[place], columns.ltv_claim[place], month);
        }
    }
}

}  // namespace recoup::sim
