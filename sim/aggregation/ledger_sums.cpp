#include "sim/aggregation/ledger_sums.hpp"

#include <algorithm>

namespace recoup::sim {

namespace {

void add_all(PathSum* sums, const Minor* amounts, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        sums[i].add(amounts[i]);
    }
}

void append_all(std::vector<PathSum>& sums, const std::vector<PathSum>& others) {
    for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i].add(others[i]);
    }
}

}  // namespace

LedgerSums::LedgerSums(const Sizes& sizes)
    : cash_sums(sizes.cash_cells()), money_sums(sizes.money_cells()), sizes_(sizes) {}

void LedgerSums::add(std::size_t scenario, double weight, std::size_t option, const PathLedger& ledger) {
    add_row(scenario, option, ledger.all_money(), ledger.all_cash());
    if (sizes_.scenarios > 1) {
        mixture_.add(option, scenario == 0, weight, ledger);
        if (scenario + 1 == sizes_.scenarios) {
            add_row(sizes_.scenarios, option, mixture_.money(option), mixture_.cash(option));
        }
    }
}

void LedgerSums::add_row(std::size_t row, std::size_t option, const std::vector<Minor>& money,
                         const std::vector<Minor>& cash) {
    const std::size_t cells = sizes_.buckets * account_count;
    const std::size_t place = row * sizes_.options + option;
    add_all(&cash_sums[place * cash.size()], cash.data(), cash.size());
    PathSum* sums = &money_sums[place * sizes_.segment_rows() * cells];
    add_all(sums, money.data(), money.size());
    if (sizes_.segments > 1) {
        portfolio_.assign(cells, 0);
        for (std::size_t segment = 0; segment < sizes_.segments; ++segment) {
            for (std::size_t cell = 0; cell < cells; ++cell) {
                portfolio_[cell] += money[segment * cells + cell];
            }
        }
        add_all(sums + money.size(), portfolio_.data(), cells);
    }
}

void LedgerSums::append(const LedgerSums& other) {
    append_all(cash_sums, other.cash_sums);
    append_all(money_sums, other.money_sums);
}

const PathSum& LedgerSums::cash(std::size_t scenario, std::size_t option, std::size_t segment,
                                std::size_t month) const {
    const std::size_t row = std::min(scenario, sizes_.scenario_rows() - 1);
    return cash_sums[((row * sizes_.options + option) * sizes_.segments + segment) * sizes_.months + month];
}

const PathSum& LedgerSums::money(std::size_t scenario, std::size_t option, std::size_t segment,
                                 std::size_t bucket, std::size_t account) const {
    const std::size_t row = std::min(scenario, sizes_.scenario_rows() - 1);
    const std::size_t segment_row = std::min(segment, sizes_.segment_rows() - 1);
    const std::size_t ledger = (row * sizes_.options + option) * sizes_.segment_rows() + segment_row;
    return money_sums[(ledger * sizes_.buckets + bucket) * account_count + account];
}

}  // namespace recoup::sim
