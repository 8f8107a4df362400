#include "sim/expected_engine/pilot_fall.hpp"

#include <algorithm>

#include "models/closed_form/cholesky.hpp"
#include "models/collateral_paths.hpp"
#include "models/macro_paths.hpp"
#include "sim/path/macro_draws.hpp"

namespace recoup::sim {

namespace {

/// Weighted normal equations of one month.
struct Fit {
    std::vector<double> matrix, right;

    explicit Fit(std::size_t n) : matrix(n * n, 0.0), right(n, 0.0) {}
    void add(const std::vector<double>& phi, double weight, double value) {
        const std::size_t n = phi.size();
        for (std::size_t i = 0; i < n; ++i) {
            right[i] += weight * phi[i] * value;
            for (std::size_t j = 0; j < n; ++j) {
                matrix[i * n + j] += weight * phi[i] * phi[j];
            }
        }
    }
    /// By Cholesky's factors. One per cent of the total weight on each coefficient but the constant decides
    /// what the first periods leave open: their deviations are small, or lie in a plane.
    std::vector<double> solved() {
        const std::size_t n = right.size();
        const double level = matrix[0];
        for (std::size_t i = 1; i < n; ++i) {
            matrix[i * n + i] += 0.01 * level;
        }
        const std::vector<double> lower = cholesky(matrix, static_cast<int>(n)).lower;
        std::vector<double> x = right;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                x[i] -= lower[i * n + k] * x[k];
            }
            x[i] /= lower[i * n + i];
        }
        for (std::size_t i = n; i-- > 0;) {
            for (std::size_t k = i + 1; k < n; ++k) {
                x[i] -= lower[k * n + i] * x[k];
            }
            x[i] /= lower[i * n + i];
        }
        return x;
    }
};

}  // namespace

PilotFall::PilotFall(const PreparedStudy& prepared, int scenario, int index, const DeviationBasis& basis,
                     int pilots, StopFlag stop) {
    const MacroModel& model = prepared.study.macro;
    const auto n = static_cast<std::size_t>(basis.variables());
    const int step = months_per_period(model.frequency);
    const std::vector<double>& centre = prepared.centre[static_cast<std::size_t>(scenario)];
    std::vector<Fit> fits(static_cast<std::size_t>(prepared.months),
                          Fit(static_cast<std::size_t>(basis.coefficients())));
    std::vector<double> x(centre.size()), y(n), phi;
    MacroShocks shocks;
    IndexPaths paths;
    for (int pilot = 0; pilot < pilots; ++pilot) {
        throw_if_stopped(stop);
        draw_macro_shocks(prepared, first_pilot + static_cast<std::uint32_t>(pilot), shocks);
        macro_path(model, centre, shocks.variables, x);
        collateral_paths(model, x, shocks.indices, prepared.months, paths);
        for (int month = 1; month <= prepared.months; ++month) {
            if ((month - 1) % step == 0) {
                for (std::size_t v = 0; v < n; ++v) {
                    const std::size_t at = static_cast<std::size_t>((month - 1) / step) * n + v;
                    y[v] = x[at] - centre[at];
                }
                phi = basis.at(y);
            }
            fits[static_cast<std::size_t>(month) - 1].add(phi, paths.level_at(month, index),
                                                          paths.fall_at(month, index));
        }
    }
    for (Fit& fit : fits) {
        by_month_.push_back(fit.solved());
    }
}

double PilotFall::at(int month, const std::vector<double>& phi) const {
    const std::vector<double>& b = by_month_[static_cast<std::size_t>(month) - 1];
    double fall = 0.0;
    for (std::size_t i = 0; i < phi.size(); ++i) {
        fall += b[i] * phi[i];
    }
    return std::clamp(fall, 0.0, 0.99);
}

}  // namespace recoup::sim
