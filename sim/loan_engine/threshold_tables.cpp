#include "sim/loan_engine/threshold_tables.hpp"

#include <algorithm>

#include "models/deterministic_math.hpp"
#include "models/exit_thresholds.hpp"
#include "models/exit_weights.hpp"
#include "sim/loan_engine/threshold_rows.hpp"

namespace recoup::sim {

namespace {

constexpr std::uint32_t always_look = 0x10000;  // above every 16-bit draw

}  // namespace

void ThresholdTables::prepare(const PreparedSegment& segment, int profile, bool tabulate, bool plain) {
    segment_ = &segment;
    profile_ = static_cast<std::size_t>(profile);
    odds_ = &segment.table.odds[static_cast<std::size_t>(profile)];
    tabulate_ = tabulate;
    plain_ = plain;
    stride_ = static_cast<std::size_t>(segment.table.stride);
    const std::size_t rows = segment.table.rows.size();
    log_multipliers_.assign(rows * stride_, 0.0);
    multipliers_.assign(rows * stride_, 1.0);
    default_odds_.assign(rows, 0.0);
    far_.assign(rows, 0);
    largest_odds_.assign(rows * stride_, 0.0);
    cell_exits_.clear();
    for (std::size_t cell = 0; cell < segment.table.cells(); ++cell) {
        const std::size_t row = segment.table.cell_row[cell];
        cell_exits_.push_back(static_cast<std::uint8_t>(segment.table.rows[row].exits.size()));
        for (std::size_t j = 0; j < stride_; ++j) {
            double& largest = largest_odds_[row * stride_ + j];
            largest = std::max(largest, (*odds_)[cell * stride_ + j]);
        }
    }
    table_.assign(tabulate ? segment.table.cells() * stride_ : 0, largest_threshold);
    bounds_.assign(segment.table.cells(), 0);
    if (tabulate) {
        const std::size_t cells = segment.table.cells();
        odds_by_exit_.assign(cells * stride_, 0.0);
        odds_of_staying_.assign(cells, 1.0);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            if (segment.table.staying_removed[cell] != 0) {
                odds_of_staying_[cell] = 0.0;
            }
            for (std::size_t j = 0; j < stride_; ++j) {
                odds_by_exit_[j * cells + cell] = (*odds_)[cell * stride_ + j];
            }
        }
    }
    scratch_.assign(stride_, largest_threshold);
}

void ThresholdTables::update(std::span<const double> x_minus_xbar,
                             std::span<const double> default_odds_by_row) {
    const auto& rows = segment_->table.rows;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        default_odds_[r] = default_odds_by_row[r];
        const bool far_macro = macro_log_odds(rows[r], x_minus_xbar, &log_multipliers_[r * stride_]);
        far_[r] = far_macro || segment_->table.far_row[profile_][r] != 0 ? 1 : 0;
    }
    for (std::size_t i = 0; i < multipliers_.size(); ++i) {  // apart, so that several are taken at a time
        multipliers_[i] = exp_ieee(log_multipliers_[i]);
    }
    if (!tabulate_) {
        bound_rows();
        return;
    }
    const std::size_t cells = segment_->table.cells();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::size_t first = rows[r].first_cell;
        const std::size_t last = r + 1 < rows.size() ? rows[r + 1].first_cell : cells;
        const std::size_t exits = rows[r].exits.size();
        std::size_t cell = first;
        if (!rows[r].copula && far_[r] == 0 && !plain_) {
            cell += tabulate_row({.multipliers = {&multipliers_[r * stride_], exits},
                                  .odds = &odds_by_exit_[first],
                                  .odds_of_staying = &odds_of_staying_[first],
                                  .stride = cells,
                                  .cells = last - first,
                                  .thresholds = &table_[first],
                                  .bounds = &bounds_[first]});
        }
        for (; cell < last; ++cell) {
            const std::uint32_t* thresholds = evaluate(static_cast<std::uint32_t>(cell));
            for (std::size_t j = 0; j < exits; ++j) {
                table_[j * cells + cell] = thresholds[j];
            }
            bounds_[cell] = (thresholds[exits - 1] >> 16) + 1;  // "always look" where staying is removed
        }
    }
}

int ThresholdTables::exit_on_tie(std::uint32_t cell, std::uint32_t draw) {
    std::vector<std::uint32_t> thresholds;
    for (std::size_t j = 0; tabulate_ && j < stride_; ++j) {
        thresholds.push_back(table_[j * bounds_.size() + cell]);
    }
    return exit_at(draw, tabulate_ ? thresholds.data() : evaluate(cell), cell_exits_[cell],
                   segment_->table.staying_removed[cell] != 0);
}

void ThresholdTables::thresholds_of(std::uint32_t cell, std::uint32_t* out) const {
    const std::size_t r = segment_->table.cell_row[cell];
    const HazardRow& row = segment_->table.rows[r];
    const int n = static_cast<int>(row.exits.size());
    const double* odds = odds_->data() + static_cast<std::size_t>(cell) * stride_;
    const double* multipliers = multipliers_.data() + r * stride_;
    if (!row.copula && far_[r] == 0) {
        exit_thresholds(odds, multipliers, n, segment_->table.staying_removed[cell] != 0 ? 0.0 : 1.0, out);
        return;
    }
    double weight[state_count];
    double unit[state_count];
    std::fill_n(unit, n, 1.0);
    const double staying = exit_weights(segment_->table, profile_, cell,
                                        {.logs = &log_multipliers_[r * stride_],
                                         .numbers = multipliers,
                                         .far = far_[r] != 0,
                                         .default_odds = default_odds_[r]},
                                        weight);
    exit_thresholds(weight, unit, n, staying, out);
}

const std::uint32_t* ThresholdTables::evaluate(std::uint32_t cell) {
    std::fill(scratch_.begin(), scratch_.end(), largest_threshold);  // the last cell may have had more exits
    thresholds_of(cell, scratch_.data());
    return scratch_.data();
}

// p(leaving) = W / (1 + W) grows with W, so the largest odds of a row bound all its cells; one unit of the
// high half-word on top covers the rounding of sums taken in another order.
void ThresholdTables::bound_rows() {
    const auto& table = segment_->table;
    std::vector<std::uint32_t> bound_of_row(table.rows.size());
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const HazardRow& row = table.rows[r];
        double largest = 0.0;
        for (std::size_t j = 0; j < row.exits.size(); ++j) {
            const bool by_copula = row.copula && static_cast<int>(j) == row.copula->exit;
            largest += by_copula ? 0.0 : largest_odds_[r * stride_ + j] * multipliers_[r * stride_ + j];
        }
        largest += row.copula ? copula_weight(default_odds_[r], largest, 1.0) : 0.0;
        bound_of_row[r] =
            far_[r] != 0 ? always_look : static_cast<std::uint32_t>(largest / (1.0 + largest) * 65536.0) + 2;
    }
    for (std::size_t cell = 0; cell < bounds_.size(); ++cell) {
        bounds_[cell] = table.staying_removed[cell] != 0
                            ? always_look
                            : std::min(always_look, bound_of_row[table.cell_row[cell]]);
    }
}

}  // namespace recoup::sim
