#include "sim/input/macro_bounds.hpp"

#include <fmt/format.h>

#include <cmath>

namespace recoup::sim {

namespace {

const char* const log_changes = "log changes are fractions a period: 0.01 is 1 %";

/// beta' xbar
double growth_at_mean(const PriceIndex& index, const MacroModel& model) {
    double growth = 0.0;
    for (std::size_t v = 0; v < index.beta.size(); ++v) {
        growth += index.beta[v] * model.variables[v].xbar;
    }
    return growth;
}

/// sd of beta' (L e)
double shock_sd(const PriceIndex& index, const MacroModel& model) {
    if (model.Sigma.rows() != static_cast<Eigen::Index>(index.beta.size())) {
        return 0.0;  // [dynamics] could not be read, which is a problem of its own
    }
    double variance = 0.0;
    for (std::size_t i = 0; i < index.beta.size(); ++i) {
        for (std::size_t k = 0; k < index.beta.size(); ++k) {
            variance += index.beta[i] * index.beta[k] *
                        model.Sigma(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
        }
    }
    return std::sqrt(std::fmax(0.0, variance));
}

}  // namespace

std::string advice_on_percent(double value, double limit) {
    return std::fabs(value) / 100.0 <= limit
               ? fmt::format("{:.15g} looks like per cent: write {:.15g}", value, value / 100.0)
               : std::string();
}

void check_log_change(const MacroVariable& variable, KeyReader& keys) {
    if (variable.transform != Transform::log_change) {
        return;
    }
    const auto check = [&](const char* key, double value) {
        if (keys.has(key) && std::fabs(value) > largest_mean_log_change) {
            keys.problem(key, fmt::format("is beyond {} for a log change a period", largest_mean_log_change),
                         log_changes, advice_on_percent(value, largest_mean_log_change));
        }
    };
    check("xbar", variable.xbar);
    check("long_run_mean", variable.long_run_mean);
}

void check_shock_sizes(const MacroModel& model, KeyReader& keys) {
    for (std::size_t v = 0; v < model.variables.size(); ++v) {
        const double variance = model.Sigma(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(v));
        const MacroVariable& variable = model.variables[v];
        if (variable.transform == Transform::log_change &&
            variance > largest_log_change_sd * largest_log_change_sd) {
            keys.problem(
                "Sigma",
                fmt::format("'{}' has shocks with a standard deviation of {:g}, beyond {:g} for a "
                            "log change a period",
                            variable.name, std::sqrt(variance), largest_log_change_sd),
                log_changes,
                "If it was estimated in per cent, divide its row and its column of Sigma and its row of A "
                "by 100, then multiply its column of A by 100 (its diagonal of A stays)");
        }
    }
}

void check_own_index(const PriceIndex& index, const MacroModel& model, KeyReader& keys) {
    const double by_macro = growth_at_mean(index, model);
    if (std::fabs(index.alpha + by_macro) > largest_mean_log_change) {
        const bool alone = std::fabs(index.alpha / 100.0 + by_macro) <= largest_mean_log_change;
        keys.problem(
            "alpha",
            fmt::format("the index grows by {:g} a period at the mean of the macro variables, beyond {}",
                        index.alpha + by_macro, largest_mean_log_change),
            log_changes,
            alone ? advice_on_percent(index.alpha, largest_mean_log_change)
                  : "Write alpha and beta so that alpha + beta' xbar is a fraction a period");
    }
    const double sd = shock_sd(index, model);
    if (sd > largest_log_change_sd) {
        keys.problem("beta",
                     fmt::format("the macro shocks of a period move the index by a standard deviation of "
                                 "{:g}, beyond {:g}",
                                 sd, largest_log_change_sd),
                     log_changes,
                     sd / 100.0 <= largest_log_change_sd
                         ? "If beta was estimated on changes in per cent, divide it by 100"
                         : "Check the units of beta and of its variables");
    }
    if (index.sigma > largest_log_change_sd) {
        keys.problem("sigma", fmt::format("is beyond {:g} a period", largest_log_change_sd), log_changes,
                     advice_on_percent(index.sigma, largest_log_change_sd));
    }
}

}  // namespace recoup::sim
