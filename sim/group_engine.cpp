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
      options_(prepared.study.options.size()),
      ineligible_(prepared.study.options.size()) {
    thresholds_.prepare(segment_, group.profile,
                        worth_a_table(segment_, group, prepared.study.threshold_mode));
    encode_tracks();
    encode_nodes();
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
    update_indices(month);
    if (!mixed_.empty()) {
        refresh_mixed_collateral(columns, month);
    }
    fire_clocks(option, month, log);
    find_buckets(columns);
    find_candidates(columns, month);
    take_exits(option, month, log);
    for (const auto& [slot, track] : columns.moved) {
        columns.track[slot] = track;
    }
    columns.moved.clear();
    if (month % months_per_quarter == 0) {
        refresh_claims(option, month);
    }
    loan_months_ += slot_place_.size();
}

void GroupEngine::update_indices(int month) {
    for (std::size_t i = 0; i < inverse_index_.size(); ++i) {
        inverse_index_[i] = static_cast<float>(1.0 / context_->indices.level_at(month, static_cast<int>(i)));
    }
}

void GroupEngine::find_buckets(const OptionColumns& columns) {
    const std::size_t slots = slot_place_.size();
    bucket_.assign(slots, 0);
    const std::vector<float>& edges = segment_.table.ltv_edges;
    if (edges.empty()) {
        return;
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
    const std::uint32_t* tracks = tracks_.data();
    const std::uint32_t* bounds = bounds_.data();
    const std::int32_t* bucket = bucket_.data();
    std::uint16_t* track = columns.track.data();
    candidates_.resize(std::max(candidates_.size(), slots + 1));
    Candidate* candidate = candidates_.data();
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const std::uint32_t step = tracks[track[slot]];
        const auto cell = static_cast<std::uint16_t>(step + static_cast<std::uint32_t>(bucket[slot]));
        const auto high = static_cast<std::uint16_t>(words[slot] >> shift);
        *candidate = {static_cast<std::uint32_t>(slot), cell, high};
        candidate += high < bounds[cell] ? 1 : 0;
        track[slot] = static_cast<std::uint16_t>(step >> 16);
    }
    candidate_count_ = static_cast<std::size_t>(candidate - candidates_.data());
}

void GroupEngine::take_exits(int option, int month, EventLog& log) {
    OptionColumns& columns = options_[static_cast<std::size_t>(option)];
    const OptionCode& code = codes_[static_cast<std::size_t>(option)];
    const int calendar_now = prepared_.study.calendar_month_at(month);
    for (std::size_t c = 0; c < candidate_count_; ++c) {
        const Candidate candidate = candidates_[c];
        const std::uint32_t place = slot_place_[candidate.slot];
        const int exit = thresholds_.exit_taken(candidate.cell, candidate.high, [&] {
            return exit_low(prepared_.study.seed, context_->path,
                            prepared_.study.portfolio.loans.entity[row_of(place)], calendar_now);
        });
        if (exit < 0) {
            continue;
        }
        const Position& position = columns.positions[place];
        const std::uint16_t target =
            code.exit_nodes[code.nodes[position.node].first_exit + static_cast<std::size_t>(exit)];
        columns.track[candidate.slot] =
            move(option, place, target, month, Cause::exit, static_cast<std::uint8_t>(exit),
                 claim_at(option, place, month), sale_on_entry(option, place, target, month), log);
    }
}

float GroupEngine::claim_over_value(std::uint32_t place, bool collateral_gone, double claim,
                                    int month) const {
    const double value = prepared_.collateral_value[row_of(place)];
    if (collateral_gone || value <= 0.0) {
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

// LTV between events uses the claim of the last event or quarter end, moved on month by month.
void GroupEngine::refresh_claims(int option, int month) {
    OptionColumns& columns = options_[static_cast<std::size_t>(option)];
    for (std::size_t slot = 0; slot < slot_place_.size(); ++slot) {
        const std::uint32_t place = slot_place_[slot];
        const Position& position = columns.positions[place];
        if (position.constant || columns.track[slot] == closed_track_) {
            continue;
        }
        const ClaimSchedule schedule = schedule_of(option, place);
        double claim = columns.ltv_claim[place];
        for (int at = std::max<int>(position.since, month - months_per_quarter) + 1; at <= month; ++at) {
            claim = claim_next_month(schedule, claim, at);
        }
        columns.ltv_claim[place] = claim;
        columns.claim_over_value[slot] = claim_over_value(place, position.collateral_gone, claim, month);
    }
}

void GroupEngine::refresh_mixed_collateral(OptionColumns& columns, int month) {
    for (const std::uint32_t place : mixed_) {
        const std::uint32_t slot = place_slot_[place];
        const bool has_slot = slot < slot_place_.size() && slot_place_[slot] == place;
        if (has_slot && columns.track[slot] != closed_track_) {
            columns.claim_over_value[slot] = claim_over_value(place, columns.positions[place].collateral_gone,
                                                              columns.ltv_claim[place], month);
        }
    }
}

}  // namespace recoup::sim
