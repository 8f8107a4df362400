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

/// Adds P(noise in (low, high], the next round's in each stratum) for two standard normals with this
/// correlation, by the midpoint rule in probability.
void add_transitions(double correlation, double low, double high, const std::vector<double>& bounds,
                     std::vector<double>& probability) {
    constexpr int points = 32;
    const double rest = std::sqrt(std::max(0.0, 1.0 - correlation * correlation));
    const double below = normal_cdf(low);
    const double part = normal_cdf(high) - below;
    for (int point = 0; point < points && low < high; ++point) {
        const double mean = correlation * normal_quantile(below + part * (point + 0.5) / points);
        double cumulative = 0.0;
        for (std::size_t to = 0; to + 1 < bounds.size(); ++to) {
            const double up_to = rest == 0.0 ? (mean <= bounds[to + 1] ? 1.0 : 0.0)
                                             : normal_cdf((bounds[to + 1] - mean) / rest);
            probability[to] += part / points * (up_to - cumulative);
            cumulative = up_to;
        }
    }
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
    const std::size_t places = (reserves_.size() + 1) * (static_cast<std::size_t>(strata_) + 1);
    tables_.resize(2 * places);
    known_.resize(2 * places);
    failures_.resize(places);
    failures_known_.resize(places);
    whole_.resize(places);
    whole_known_.resize(places);
    bounds_.resize(reserves_.size());
}

void SaleTables::begin_month(int calendar_month, double level, double fall) {
    if (calendar_month != calendar_month_) {
        std::fill(whole_known_.begin(), whole_known_.end(), 0);
        std::fill(bounds_.begin(), bounds_.end(), std::vector<double>());
    }
    calendar_month_ = calendar_month;
    level_ = level;
    discount_factor_ = 1.0 - (kind_.spec.forced_sale_discount + kind_.spec.discount_slope * fall);
    std::fill(known_.begin(), known_.end(), 0);
    std::fill(failures_known_.begin(), failures_known_.end(), 0);
}

double SaleTables::noise_sd(bool in_auction, int calendar_month) const {
    const CollateralSpec& spec = kind_.spec;
    const int quarters = walk_quarters(kind_.valuation_calendar_month, calendar_month);
    const double walk = spec.value_sd_per_year * spec.value_sd_per_year / 4.0 * quarters;
    const double round = in_auction ? spec.round_noise_sd * spec.round_noise_sd : 0.0;
    return std::sqrt(spec.sale_error_sd * spec.sale_error_sd + walk + round);
}

// Equally likely on either side of the reserve at the base discount; all alike where it is out of reach.
std::vector<double> SaleTables::bounds_of(double reserve, int calendar_month) const {
    constexpr double out_of_reach = 1e-6;
    const double at_reserve =
        noise_at_reserve(reserve, 1.0 - kind_.spec.forced_sale_discount, noise_sd(true, calendar_month));
    const double below = normal_cdf(at_reserve);
    const bool split = strata_ > 1 && below > out_of_reach && below < 1.0 - out_of_reach;
    const int low =
        split ? std::clamp(static_cast<int>(std::floor(strata_ * below + 0.5)), 1, strata_ - 1) : 0;
    std::vector<double> bounds = {-infinity};
    for (int s = 1; s < strata_; ++s) {
        double level = static_cast<double>(s) / strata_;
        if (split) {
            level = s < low ? below * s / low : below + (1.0 - below) * (s - low) / (strata_ - low);
        }
        bounds.push_back(split && s == low ? at_reserve : normal_quantile(level));
    }
    bounds.push_back(infinity);
    return bounds;
}

std::size_t SaleTables::place_of(double reserve, int stratum) const {
    const auto found = std::find(reserves_.begin(), reserves_.end(), reserve);
    if (found == reserves_.end() && stratum != no_stratum) {
        throw ContractViolation("sale tables: a reserve that was not announced");
    }
    return static_cast<std::size_t>(found - reserves_.begin()) * static_cast<std::size_t>(strata_ + 1) +
           static_cast<std::size_t>(std::min(stratum, strata_ - 1) + 1);  // without noise all are one
}

const std::vector<ExpectedSale>& SaleTables::table_of(bool in_auction, double reserve, int stratum) {
    const std::size_t place = 2 * place_of(reserve, stratum) + (in_auction ? 1 : 0);
    std::vector<ExpectedSale>& table = tables_[place];
    if (known_[place] != 0) {
        return table;
    }
    known_[place] = 1;
    const SaleLaw law{.mean_price = level_ * discount_factor_,
                      .prior_claims = kind_.prior_share,
                      .cost_share = kind_.spec.sale_cost_share,
                      .log_sd = noise_sd(in_auction, calendar_month_)};
    NoisePart part = part_of(reserve, stratum);
    if (in_auction) {
        part.low = std::max(part.low, noise_at_reserve(reserve, discount_factor_, law.log_sd));
    }
    expected_sales(law, ltv_, part.low, part.high, table);
    for (ExpectedSale& sale : table) {
        sale.probability *= part.scale;
        sale.recovered *= part.scale;
        sale.cost *= part.scale;
        sale.deficiency_probability *= part.scale;
    }
    return table;
}

SaleTables::NoisePart SaleTables::part_of(double reserve, int stratum) {
    if (stratum == no_stratum || strata_ == 1) {
        return {-infinity, infinity, 1.0};
    }
    std::vector<double>& bounds =
        bounds_[place_of(reserve, no_stratum) / static_cast<std::size_t>(strata_ + 1)];
    if (bounds.empty()) {
        bounds = bounds_of(reserve, calendar_month_);
    }
    const double low = bounds[static_cast<std::size_t>(stratum)];
    const double high = bounds[static_cast<std::size_t>(stratum) + 1];
    return {low, high, 1.0 / (normal_cdf(high) - normal_cdf(low))};
}

const std::vector<ExpectedSale>& SaleTables::sale(double reserve, int stratum) {
    return table_of(false, reserve, stratum);
}

const std::vector<ExpectedSale>& SaleTables::auction(double reserve, int stratum) {
    return table_of(true, reserve, stratum);
}

double SaleTables::failure(double reserve, int stratum) {
    return 1.0 - table_of(true, reserve, stratum).front().probability;
}

const std::vector<double>& SaleTables::failures(double reserve, int stratum, double next_reserve,
                                                int months_later) {
    const std::size_t place = place_of(reserve, stratum);
    std::vector<double>& next = failures_[place];
    if (failures_known_[place] != 0) {
        return next;
    }
    failures_known_[place] = 1;
    next.assign(static_cast<std::size_t>(strata_), 0.0);
    if (strata_ == 1) {
        next[0] = failure(reserve, stratum);
        return next;
    }
    const NoisePart part = part_of(reserve, stratum);
    const double sd = noise_sd(true, calendar_month_);
    const double up_to = noise_at_reserve(reserve, discount_factor_, sd);
    const auto add_up_to = [&](double high, std::vector<double>& probability) {
        const double after = noise_sd(true, calendar_month_ + months_later);
        const double shared = noise_sd(false, calendar_month_);
        add_transitions(shared * shared / (sd * after), part.low, high,
                        bounds_of(next_reserve, calendar_month_ + months_later), probability);
        for (double& each : probability) {
            each *= part.scale;
        }
    };
    if (part.high > up_to) {
        if (part.low < up_to) {
            add_up_to(up_to, next);
        }
        return next;
    }
    if (whole_known_[place] == 0) {
        whole_known_[place] = 1;
        whole_[place].assign(next.size(), 0.0);
        add_up_to(part.high, whole_[place]);
    }
    next = whole_[place];
    return next;
}

}  // namespace recoup
