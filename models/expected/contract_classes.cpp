#include "models/expected/contract_classes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace recoup {

namespace {

std::vector<double> rate_nodes(const std::vector<ContractSample>& samples, int most) {
    std::set<double> distinct;
    for (const ContractSample& sample : samples) {
        distinct.insert(sample.annual_rate);
    }
    if (static_cast<int>(distinct.size()) <= most) {
        return {distinct.begin(), distinct.end()};
    }
    // Nodes around the weighted mean: where a split is linear (two nodes), mean -+ sd make the error of
    // second order vanish in the sum over the samples.
    double weight = 0.0, mean = 0.0, variance = 0.0;
    for (const ContractSample& sample : samples) {
        weight += sample.weight;
        mean += sample.weight * sample.annual_rate;
    }
    mean /= weight;
    for (const ContractSample& sample : samples) {
        variance += sample.weight * (sample.annual_rate - mean) * (sample.annual_rate - mean) / weight;
    }
    const double reach = std::sqrt(variance) * (most > 2 ? std::sqrt(3.0) : 1.0);
    // Not beyond the samples: where most rates are 0, a node below them would charge interest on those.
    const double low = std::max(mean - reach, *distinct.begin());
    const double high = std::min(mean + reach, *distinct.rbegin());
    if (!(low < high)) {
        return {mean};  // rates that differ in their last bits only
    }
    std::vector<double> nodes;
    for (int i = 0; i < most; ++i) {
        nodes.push_back(most == 1 ? mean : low + (high - low) * i / (most - 1));
    }
    return nodes;
}

/// Weighted least squares of a polynomial of degree 0, 1 or 2 in (x - centre); fixed Gaussian elimination.
std::array<double, 3> polynomial_fit(const std::vector<ContractSample>& samples, double centre, int degree) {
    const std::size_t n = static_cast<std::size_t>(degree) + 1;
    std::array<std::array<double, 4>, 3> system{};
    for (const ContractSample& sample : samples) {
        const double x = sample.annual_rate - centre;
        const std::array<double, 3> basis = {1.0, x, x * x};
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < n; ++k) {
                system[i][k] += sample.weight * basis[i] * basis[k];
            }
            system[i][3] += sample.weight * basis[i] * sample.effective_factor;
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < n; ++k) {
            if (k == i) {
                continue;
            }
            const double factor = system[k][i] / system[i][i];
            for (std::size_t c = i; c < 4; ++c) {
                system[k][c] -= factor * system[i][c];
            }
        }
    }
    std::array<double, 3> coefficients{};
    for (std::size_t i = 0; i < n; ++i) {
        coefficients[i] = system[i][3] / system[i][i];
    }
    return coefficients;
}

/// Effective factors at the nodes: the mean of each rate where the nodes are the rates, else a smooth fit.
std::vector<double> effective_factors(const std::vector<ContractSample>& samples, const CubicGrid& rates) {
    std::map<double, std::pair<double, double>> by_rate;
    for (const ContractSample& sample : samples) {
        auto& [weight, sum] = by_rate[sample.annual_rate];
        weight += sample.weight;
        sum += sample.weight * sample.effective_factor;
    }
    std::vector<double> factors;
    const bool exact = static_cast<int>(by_rate.size()) == rates.size();
    const double centre = 0.5 * (rates.node(0) + rates.node(rates.size() - 1));
    const auto fit =
        exact ? std::array<double, 3>{} : polynomial_fit(samples, centre, std::min(2, rates.size() - 1));
    for (int i = 0; i < rates.size(); ++i) {
        const double rate = rates.node(i);
        const double x = rate - centre;
        const auto own = by_rate.find(rate);
        factors.push_back(exact ? own->second.second / own->second.first
                                : fit[0] + fit[1] * x + fit[2] * x * x);
    }
    return factors;
}

bool asks_nothing(const std::vector<ContractSample>& samples, Repayment repayment, int horizon) {
    return repayment == Repayment::bullet &&
           std::all_of(samples.begin(), samples.end(), [horizon](const ContractSample& sample) {
               return sample.annual_rate == 0.0 && sample.maturity > horizon;
           });
}

/// A contract cut to a year and more may be told by coarse nodes, if the study asks for them.
constexpr int longest_short_term = 12;

/// Later ends on the tape have a node each if there are no more of them than this.
constexpr std::size_t few_maturities = 12;

/// Months that have a node whatever the step: of the contracts on the tape that end in the first year, of
/// all that end inside the horizon where these months are few, and on either side of where an extension
/// brings a contract to the horizon.
std::set<int> own_months(const std::vector<ContractSample>& samples, int horizon,
                         const std::set<int>& extensions) {
    std::set<int> months = {1, horizon, horizon + 1};  // beyond the horizon only the instalment matters
    std::set<int> later;
    for (const ContractSample& sample : samples) {
        if (sample.maturity >= 1 && sample.maturity <= horizon) {
            (sample.maturity <= longest_short_term ? months : later).insert(sample.maturity);
        }
    }
    if (later.size() <= few_maturities) {
        months.merge(later);
    }
    for (const int extension : extensions) {
        for (const int month : {horizon - extension, horizon + 1 - extension}) {
            if (month >= 1) {
                months.insert(month);
            }
        }
    }
    return months;
}

std::vector<int> maturity_nodes(std::set<int> nodes, int step, int horizon, int latest) {
    nodes.insert(latest);
    for (int month = step; month <= horizon; month += step) {
        nodes.insert(month);
    }
    for (int beyond = 60; horizon + beyond < latest; beyond *= 2) {
        nodes.insert(horizon + beyond);
    }
    return {nodes.begin(), nodes.end()};
}

}  // namespace

double instalment_per_claim(Repayment repayment, double annual_rate, int now, int maturity,
                            int holiday_months) {
    const double i = annual_rate / months_per_year;
    const double at_holiday_end = 1.0 + compound_less_one(i, holiday_months);
    if (repayment == Repayment::bullet) {
        return at_holiday_end * i;
    }
    const int n = std::max(1, maturity - now - holiday_months);
    return at_holiday_end / annuity_factor(i, n);
}

std::vector<ClassShare> ContractClasses::split_rate(double annual_rate) const {
    std::vector<ClassShare> shares;
    for (int i = 0; i < rates.size(); ++i) {
        if (rates.node(i) == annual_rate) {
            return {{i, 1.0}};
        }
        double share = 1.0;
        for (int k = 0; k < rates.size(); ++k) {
            share *= k == i ? 1.0 : (annual_rate - rates.node(k)) / (rates.node(i) - rates.node(k));
        }
        shares.push_back({i, share});
    }
    return shares;
}

std::vector<ClassShare> ContractClasses::split_maturity(const std::vector<int>& nodes, int maturity, int now,
                                                        double annual_rate) const {
    const auto above =
        static_cast<int>(std::lower_bound(nodes.begin(), nodes.end(), maturity) - nodes.begin());
    if (above == static_cast<int>(nodes.size())) {
        return {{above - 1, 1.0}};
    }
    if (above == 0 || nodes[static_cast<std::size_t>(above)] == maturity) {
        return {{above, 1.0}};
    }
    const int low = nodes[static_cast<std::size_t>(above) - 1];
    const int high = nodes[static_cast<std::size_t>(above)];
    if (low <= now && maturity > now) {
        return {{above, 1.0}};  // a contract that goes on is not put on a node that has ended
    }
    double share = static_cast<double>(maturity - low) / (high - low);
    if (low > horizon && repayment == Repayment::annuity) {
        // (A_low - A) / (A_low - A_high) of instalments, without their differences: far off all are the rate.
        const double i = annual_rate / months_per_year;
        share = annuity_factor(i, high - now) / annuity_factor(i, maturity - now) *
                annuity_factor(i, maturity - low) / annuity_factor(i, high - low);
    }
    return {{above - 1, 1.0 - share}, {above, share}};
}

ContractClasses contract_classes(const std::vector<ContractSample>& samples, const ContractSpec& rules,
                                 int horizon, const Extensions& extensions,
                                 const ContractClassSettings& settings) {
    ContractClasses classes;
    classes.repayment = rules.repayment;
    classes.horizon = horizon;
    classes.rates = CubicGrid(rate_nodes(samples, settings.rate_nodes));
    classes.effective = effective_factors(samples, classes.rates);
    int latest = horizon + rules.minimum_term_months_after_cure;
    for (const ContractSample& sample : samples) {
        latest = std::max(latest, sample.maturity);
    }
    latest += extensions.longest;
    if (asks_nothing(samples, rules.repayment, horizon)) {
        classes.maturities = classes.workout_maturities = classes.monthly_maturities = {latest};
        return classes;
    }
    const std::set<int> own = own_months(samples, horizon, extensions.sums);
    classes.maturities = maturity_nodes(own, settings.maturity_step_months, horizon, latest);
    const int workout_step = std::max(settings.maturity_step_months, settings.workout_maturity_step_months);
    classes.workout_maturities = maturity_nodes(own, workout_step, horizon, latest);
    classes.monthly_maturities = maturity_nodes(own, 1, horizon, latest);
    classes.short_term = std::min(workout_step, longest_short_term);
    return classes;
}

}  // namespace recoup
