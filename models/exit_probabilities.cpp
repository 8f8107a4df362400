#include "models/exit_probabilities.hpp"

#include <algorithm>

#include "models/deterministic_math.hpp"
#include "models/exit_thresholds.hpp"

namespace recoup {

namespace {

constexpr double certain_log_odds = 300.0;  // beyond it a probability is 0 or 1 to a double

std::vector<double> multipliers(const HazardRow& row, std::span<const double> x_minus_xbar) {
    std::vector<double> factors;
    for (const HazardExit& exit : row.exits) {
        double eta = 0.0;
        for (std::size_t v = 0; v < x_minus_xbar.size(); ++v) {
            eta += exit.beta[v] * x_minus_xbar[v];
        }
        factors.push_back(exp_ieee(std::clamp(eta, -certain_log_odds, certain_log_odds)));
    }
    return factors;
}

}  // namespace

void exit_probabilities(const HazardTable& table, int profile, std::span<const double> x_minus_xbar,
                        std::span<const double> default_odds_by_row, std::vector<double>& probability) {
    const auto stride = static_cast<std::size_t>(table.stride);
    const std::vector<double>& odds = table.odds[static_cast<std::size_t>(profile)];
    probability.assign(table.cells() * stride, 0.0);
    std::vector<double> factors;
    for (std::size_t cell = 0; cell < table.cells(); ++cell) {
        const std::size_t r = table.cell_row[cell];
        const HazardRow& row = table.rows[r];
        if (cell == 0 || table.cell_row[cell - 1] != r) {
            factors = multipliers(row, x_minus_xbar);
        }
        const bool staying_removed = table.staying_removed[cell] != 0;
        double* p = probability.data() + cell * stride;
        double total = 0.0;
        const std::size_t exits = row.exits.size();
        for (std::size_t j = 0; j < exits; ++j) {
            const bool by_copula = row.copula && static_cast<std::size_t>(row.copula->exit) == j;
            p[j] = by_copula ? 0.0 : odds[cell * stride + j] * factors[j];
            total += p[j];
        }
        if (row.copula) {
            const double weight = copula_weight(default_odds_by_row[r], total, staying_removed);
            p[row.copula->exit] = weight;
            total += weight;
        }
        total += staying_removed ? 0.0 : 1.0;
        for (std::size_t j = 0; j < exits; ++j) {
            p[j] /= total;
        }
    }
}

}  // namespace recoup
