#include "models/expected/sale_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/deterministic_math.hpp"
#include "models/errors.hpp"
#include "models/units.hpp"

namespace recoup {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// P(stratum -> stratum') for two standard normals with this correlation.
std::vector<double> stratum_transitions(double correlation, const std::vector<double>& bounds) {
    constexpr int points = 16;
    const std::size_t strata = bounds.size() - 1;
    const double rest = std::sqrt(std::max(0.0, 1.0 - correlation * correlation));
    std::vector<double> probability(strata * strata, 0.0);
    for (std::size_t from = 0; from < strata; ++from) {
        for (int point = 0; point < points; ++point) {
            const double level =
                (static_cast<double>(from) + (point + 0.5) / points) / static_cast<double>(strata);
            const double mean = correlation * normal_quantile(level);
            for (std::size_t to = 0; to < strata; ++to) {
                const double high = bounds[to + 1];
                const double low = bounds[to];
                const double part = rest == 0.0
                                        ? (low < mean && mean <= high ? 1.0 : 0.0)
                                        : normal_cdf((high - mean) / rest) - normal_cdf((low - mean) / rest);
                probability[from * strata + to] += part / points;
            }
        }
    }
    return probability;
}

}  // namespace

int walk_quarters(int valuation_calendar_month, int calendar_month) {
    const int first =
        valuation_calendar_month - valuation_calendar_month % months_per_quarter + months_per_quarter;
    return calendar_month < first ? 0 : (calendar_month - first) / months_per_quarter + 1;
}

SaleTables::SaleTables(const CollateralKind& kind, const CubicGrid& log_ltv, std::vector<double> reserves,
                       int strata)
    : kind_(kind), reserves_(std::move(reserves)), strata_(strata) {
    const CollateralSpec& spec = kind.spec;
    if (spec.sale_error_sd == 0.0 && spec.value_sd_per_year == 0.0 && spec.round_noise_sd == 0.0) {
        strata_ = 1;
    }
    for (int i = 0; i < log_ltv.size(); ++i) {
        ltv_.push_back(exp_ieee(log_ltv.node(i)));
    }
    bounds_.push_back(-infinity);
    for (int s = 1; s < strata_; ++s) {
        bounds_.push_back(normal_quantile(static_cast<double>(s) / strata_));
    }
    bounds_.push_back(infinity);
    tables_.resize((reserves_.size() + 1) * (static_cast<std::size_t>(strata_) + 1));
    known_.resize(tables_.size());
}

void SaleTables::begin_month(int calendar_month, double level, double fall) {
    calendar_month_ = calendar_month;
    level_ = level;
    discount_factor_ = 1.0 - (kind_.spec.forced_sale_discount + kind_.spec.discount_slope * fall);
    std::fill(known_.begin(), known_.end(), 0);
}

double SaleTables::noise_sd(bool in_auction, int calendar_month) const {
    const CollateralSpec& spec = kind_.spec;
    const int quarters = walk_quarters(kind_.valuation_calendar_month, calendar_month);
    const double walk = spec.value_sd_per_year * spec.value_sd_per_year / 4.0 * quarters;
    const double round = in_auction ? spec.round_noise_sd * spec.round_noise_sd : 0.0;
    return std::sqrt(spec.sale_error_sd * spec.sale_error_sd + walk + round);
}

int SaleTables::place_of(double reserve) const {
    const auto found = std::find(reserves_.begin(), reserves_.end(), reserve);
    if (found == reserves_.end()) {
        throw ContractViolation("sale tables: a reserve that was not announced");
    }
    return static_cast<int>(found - reserves_.begin());
}

const std::vector<ExpectedSale>& SaleTables::at(int reserve_place, int stratum) {
    const auto place = static_cast<std::size_t>((reserve_place + 1) * (strata_ + 1) + stratum + 1);
    std::vector<ExpectedSale>& table = tables_[place];
    if (known_[place] != 0) {
        return table;
    }
    known_[place] = 1;
    const bool in_auction = reserve_place >= 0;
    const SaleLaw law{.mean_price = level_ * discount_factor_,
                      .prior_claims = kind_.prior_share,
                      .cost_share = kind_.spec.sale_cost_share,
                      .log_sd = noise_sd(in_auction, calendar_month_)};
    const double high = stratum == no_stratum ? infinity : bound(stratum + 1);
    double low = stratum == no_stratum ? -infinity : bound(stratum);
    if (in_auction) {
        low = std::max(low, noise_at_reserve(reserves_[static_cast<std::size_t>(reserve_place)],
                                             discount_factor_, law.log_sd));
    }
    const double scale = stratum == no_stratum ? 1.0 : strata_;
    table.clear();
    for (const double ltv : ltv_) {
        ExpectedSale sale = expected_sale(law, ltv, low, high);
        sale.probability *= scale;
        sale.recovered *= scale;
        sale.cost *= scale;
        sale.deficiency_probability *= scale;
        table.push_back(sale);
    }
    return table;
}

const std::vector<ExpectedSale>& SaleTables::sale(int stratum) {
    return at(-1, stratum);
}

const std::vector<ExpectedSale>& SaleTables::auction(double reserve, int stratum) {
    return at(place_of(reserve), stratum);
}

const std::vector<double>& SaleTables::transition(int months_later) {
    const double now = noise_sd(true, calendar_month_);
    const double next = noise_sd(true, calendar_month_ + months_later);
    const double shared = noise_sd(false, calendar_month_);
    const double correlation = now > 0.0 ? shared * shared / (now * next) : 1.0;
    for (const Transition& known : transitions_) {
        if (known.correlation == correlation) {
            return known.probability;
        }
    }
    transitions_.push_back({correlation, stratum_transitions(correlation, bounds_)});
    return transitions_.back().probability;
}

std::vector<double> SaleTables::failures(double reserve, int stratum, int months_later) {
    const double sd = noise_sd(true, calendar_month_);
    const double at_reserve = noise_at_reserve(reserve, discount_factor_, sd);
    const auto strata = static_cast<std::size_t>(strata_);
    std::vector<double> failed(strata, 0.0);
    for (std::size_t s = 0; s < strata; ++s) {
        if (stratum != no_stratum && static_cast<int>(s) != stratum) {
            continue;
        }
        const double high = std::min(bounds_[s + 1], at_reserve);
        const double part = high <= bounds_[s] ? 0.0 : normal_cdf(high) - normal_cdf(bounds_[s]);
        failed[s] = part * (stratum == no_stratum ? 1.0 : strata_);
    }
    if (strata == 1) {
        return failed;
    }
    const std::vector<double>& move = transition(months_later);
    std::vector<double> next(strata, 0.0);
    for (std::size_t from = 0; from < strata; ++from) {
        for (std::size_t to = 0; to < strata; ++to) {
            next[to] += failed[from] * move[from * strata + to];
        }
    }
    return next;
}

}  // namespace recoup
