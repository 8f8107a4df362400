#include "models/collateral_paths.hpp"

#include <algorithm>

#include "models/deterministic_math.hpp"

namespace recoup {

namespace {

double log_change(const PriceIndex& index, const double* x, std::size_t variables, double dispersion,
                  double eta) {
    if (index.variable >= 0) {
        return x[index.variable];
    }
    double change = index.alpha;
    for (std::size_t v = 0; v < variables; ++v) {
        change += index.beta[v] * x[v];
    }
    return change + dispersion * index.sigma * eta;
}

}  // namespace

void collateral_paths(const MacroModel& model, std::span<const double> x, std::span<const double> eta,
                      int months, IndexPaths& paths) {
    const std::size_t variables = model.variables.size();
    const std::size_t own = model.indices.size();
    const std::size_t width = own + 1;
    const int step = months_per_period(model.frequency);
    paths.indices = static_cast<int>(width);
    paths.level.assign(static_cast<std::size_t>(months + 1) * width, 1.0);
    paths.fall.assign(paths.level.size(), 0.0);
    for (std::size_t i = 0; i < own; ++i) {
        double log_level = 0.0;
        double peak = 1.0;
        for (int month = 1; month <= months; ++month) {
            const auto period = static_cast<std::size_t>((month - 1) / step);
            log_level += log_change(model.indices[i], x.data() + period * variables, variables,
                                    model.dispersion, eta[period * own + i]) /
                         step;
            const double level = exp_ieee(log_level);
            peak = std::max(peak, level);
            const std::size_t at = static_cast<std::size_t>(month) * width + i + 1;
            paths.level[at] = level;
            paths.fall[at] = 1.0 - level / peak;
        }
    }
}

}  // namespace recoup
