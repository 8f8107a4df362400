#include "models/exit_weights.hpp"

#include <algorithm>
#include <cmath>

#include "models/deterministic_math.hpp"
#include "models/exit_thresholds.hpp"

namespace recoup {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Turns logarithms into numbers in proportion, the largest of which is 1; the result is that of staying.
double in_proportion(double* logs, std::size_t exits, double staying) {
    double largest = staying;
    for (std::size_t j = 0; j < exits; ++j) {
        largest = std::max(largest, logs[j]);
    }
    for (std::size_t j = 0; j < exits; ++j) {
        logs[j] = exp_ieee(logs[j] - largest);
    }
    return exp_ieee(staying - largest);
}

}  // namespace

bool macro_log_odds(const HazardRow& row, std::span<const double> x_minus_xbar, double* log_multipliers) {
    bool far = false;
    for (std::size_t j = 0; j < row.exits.size(); ++j) {
        double eta = 0.0;
        for (std::size_t v = 0; v < x_minus_xbar.size(); ++v) {
            eta += row.exits[j].beta[v] * x_minus_xbar[v];
        }
        log_multipliers[j] = eta;
        far = far || std::fabs(eta) > far_log_odds;
    }
    return far;
}

double exit_weights(const HazardTable& table, std::size_t profile, std::size_t cell,
                    const RowMultipliers& macro, double* weights) {
    const HazardRow& row = table.rows[table.cell_row[cell]];
    const std::size_t exits = row.exits.size();
    const std::size_t first = cell * static_cast<std::size_t>(table.stride);
    double staying = table.staying_removed[cell] != 0 ? 0.0 : 1.0;
    if (macro.far) {
        for (std::size_t j = 0; j < exits; ++j) {
            weights[j] = table.log_odds[profile][first + j] + macro.logs[j];
        }
        staying = in_proportion(weights, exits, staying == 0.0 ? -infinity : 0.0);
    } else {
        for (std::size_t j = 0; j < exits; ++j) {
            weights[j] = table.odds[profile][first + j] * macro.numbers[j];
        }
    }
    if (row.copula) {
        const auto by_copula = static_cast<std::size_t>(row.copula->exit);
        double others = 0.0;
        for (std::size_t j = 0; j < exits; ++j) {
            others += j == by_copula ? 0.0 : weights[j];
        }
        weights[by_copula] = copula_weight(macro.default_odds, others, staying);
    }
    return staying;
}

}  // namespace recoup
