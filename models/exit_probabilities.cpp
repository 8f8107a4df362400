#include "models/exit_probabilities.hpp"

#include "models/deterministic_math.hpp"
#include "models/exit_weights.hpp"

namespace recoup {

void exit_probabilities(const HazardTable& table, int profile, std::span<const double> x_minus_xbar,
                        std::span<const double> default_odds_by_row, std::vector<double>& probability) {
    const auto stride = static_cast<std::size_t>(table.stride);
    const auto column = static_cast<std::size_t>(profile);
    probability.assign(table.cells() * stride, 0.0);
    std::vector<double> logs(stride);
    std::vector<double> numbers(stride);
    RowMultipliers macro{.logs = logs.data(), .numbers = numbers.data()};
    for (std::size_t cell = 0; cell < table.cells(); ++cell) {
        const std::size_t r = table.cell_row[cell];
        const HazardRow& row = table.rows[r];
        const std::size_t exits = row.exits.size();
        if (cell == 0 || table.cell_row[cell - 1] != r) {
            macro.far = macro_log_odds(row, x_minus_xbar, logs.data()) || table.far_row[column][r] != 0;
            macro.default_odds = row.copula ? default_odds_by_row[r] : 0.0;
            for (std::size_t j = 0; j < exits; ++j) {
                numbers[j] = exp_ieee(logs[j]);
            }
        }
        double* p = probability.data() + cell * stride;
        const double staying = exit_weights(table, column, cell, macro, p);
        double total = 0.0;
        for (std::size_t j = 0; j < exits; ++j) {
            const bool by_copula = row.copula && static_cast<std::size_t>(row.copula->exit) == j;
            total += by_copula ? 0.0 : p[j];
        }
        total += row.copula ? p[row.copula->exit] : 0.0;
        total += staying;
        for (std::size_t j = 0; j < exits; ++j) {
            p[j] /= total;
        }
    }
}

}  // namespace recoup
