#include "models/measures/expected_sale.hpp"

#include <algorithm>
#include <limits>

#include "models/deterministic_math.hpp"

namespace recoup {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The part l < e <= u of a lognormal law and what its ends contribute.
class NoisePart {
  public:
    NoisePart(double low, double high, double sd)
        : low_(low), high_(high), sd_(sd), shifted_low_(normal_cdf(low - sd)), cdf_high_(normal_cdf(high)) {}

    bool empty() const { return sd_ == 0.0 ? !(low_ < 0.0 && high_ >= 0.0) : low_ >= high_; }
    double probability() const { return sd_ == 0.0 ? 1.0 : cdf_high_ - normal_cdf(low_); }
    double mean(double mean_price) const {
        return mean_price * (sd_ == 0.0 ? 1.0 : normal_cdf(high_ - sd_) - shifted_low_);
    }
    /// E[min(amount, X)] over the part.
    double smaller(double amount, double mean_price) const {
        if (amount <= 0.0 || mean_price <= 0.0) {
            return 0.0;
        }
        if (sd_ == 0.0) {
            return std::min(amount, mean_price);
        }
        const double k = bend(amount, mean_price);
        return mean_price * (normal_cdf(k - sd_) - shifted_low_) + amount * (cdf_high_ - normal_cdf(k));
    }
    /// P(X < amount) over the part.
    double below(double amount, double mean_price) const {
        if (mean_price <= 0.0 || sd_ == 0.0) {
            return mean_price < amount ? probability() : 0.0;
        }
        return normal_cdf(bend(amount, mean_price)) - normal_cdf(low_);
    }

  private:
    double bend(double amount, double mean_price) const {
        return std::clamp(log_ieee(amount / mean_price) / sd_ + 0.5 * sd_, low_, high_);
    }
    double low_, high_, sd_, shifted_low_, cdf_high_;
};

}  // namespace

ExpectedSale expected_sale(const SaleLaw& law, double claim_over_value, double low, double high) {
    const NoisePart part(low, high, law.log_sd);
    if (part.empty()) {
        return {};
    }
    // Per unit of the claim: the claim is 1, the value 1 / claim_over_value.
    const double price = law.mean_price / claim_over_value;
    const double after_cost = (1.0 - law.cost_share) * price;
    const double prior = law.prior_claims / claim_over_value;
    const double prior_paid_first = part.smaller(prior, after_cost);
    return {.probability = part.probability(),
            .recovered = part.smaller(1.0 + prior, after_cost) - prior_paid_first,
            .cost = part.mean(price) - part.smaller(prior, price) - part.mean(after_cost) + prior_paid_first,
            .deficiency_probability = part.below(1.0 + prior, after_cost)};
}

double noise_at_reserve(double reserve, double discount_factor, double log_sd) {
    if (reserve <= 0.0) {
        return -infinity;
    }
    if (discount_factor <= 0.0) {
        return infinity;
    }
    const double needed = log_ieee(reserve / discount_factor);
    if (log_sd == 0.0) {
        return needed <= 0.0 ? -infinity : infinity;
    }
    return needed / log_sd + 0.5 * log_sd;
}

}  // namespace recoup
