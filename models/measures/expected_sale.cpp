#include "models/measures/expected_sale.hpp"

#include <algorithm>
#include <limits>

#include "models/deterministic_math.hpp"
#include "models/measures/liquidation.hpp"

namespace recoup {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The part l < e <= u of a lognormal law and what its ends contribute.
class NoisePart {
  public:
    NoisePart(double low, double high, double sd)
        : low_(low),
          high_(high),
          sd_(sd),
          cdf_low_(normal_cdf(low)),
          cdf_high_(normal_cdf(high)),
          shifted_low_(normal_cdf(low - sd)),
          shifted_high_(normal_cdf(high - sd)) {}

    double probability() const { return sd_ == 0.0 ? 1.0 : cdf_high_ - cdf_low_; }
    double mean(double mean_price) const {
        return mean_price * (sd_ == 0.0 ? 1.0 : shifted_high_ - shifted_low_);
    }
    /// E[min(amount, X)] over the part and P(X < amount) in it.
    struct Smaller {
        double mean = 0.0, below = 0.0;
    };
    Smaller smaller(double amount, double mean_price) const {
        if (mean_price <= 0.0 || sd_ == 0.0) {
            const bool below = mean_price < amount;
            return {amount <= 0.0 || mean_price <= 0.0 ? 0.0 : std::min(amount, mean_price),
                    below ? probability() : 0.0};
        }
        if (amount <= 0.0) {
            return {};
        }
        const double k = log_ieee(amount / mean_price) / sd_ + 0.5 * sd_;
        if (k <= low_) {
            return {amount * (cdf_high_ - cdf_low_), 0.0};
        }
        if (k >= high_) {
            return {mean_price * (shifted_high_ - shifted_low_), cdf_high_ - cdf_low_};
        }
        const double cdf = normal_cdf(k);
        return {mean_price * (normal_cdf(k - sd_) - shifted_low_) + amount * (cdf_high_ - cdf),
                cdf - cdf_low_};
    }

  private:
    double low_, high_, sd_, cdf_low_, cdf_high_, shifted_low_, shifted_high_;
};

ExpectedSale sale_in(const NoisePart& part, const SaleLaw& law, double claim_over_value) {
    // Per unit of the claim: the claim is 1, the value 1 / claim_over_value.
    const double price = law.mean_price / claim_over_value;
    const double after_cost = (1.0 - law.cost_share) * price;
    const double prior = law.prior_claims / claim_over_value;
    const double prior_paid_first = part.smaller(prior, after_cost).mean;
    const NoisePart::Smaller all = part.smaller(1.0 + prior, after_cost);
    return {
        .probability = part.probability(),
        .recovered = all.mean - prior_paid_first,
        .cost = part.mean(price) - part.smaller(prior, price).mean - part.mean(after_cost) + prior_paid_first,
        .deficiency_probability = all.below};
}

bool empty(const SaleLaw& law, double low, double high) {
    return law.log_sd == 0.0 ? !(low < 0.0 && high >= 0.0) : low >= high;
}

}  // namespace

ExpectedSale expected_sale(const SaleLaw& law, double claim_over_value, double low, double high) {
    return empty(law, low, high) ? ExpectedSale{}
                                 : sale_in(NoisePart(low, high, law.log_sd), law, claim_over_value);
}

void expected_sales(const SaleLaw& law, std::span<const double> claim_over_value, double low, double high,
                    std::vector<ExpectedSale>& sales) {
    sales.assign(claim_over_value.size(), {});
    if (empty(law, low, high)) {
        return;
    }
    const NoisePart part(low, high, law.log_sd);
    for (std::size_t i = 0; i < sales.size(); ++i) {
        sales[i] = sale_in(part, law, claim_over_value[i]);
    }
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
        return needed <= reserve_rounding ? -infinity : infinity;
    }
    return needed / log_sd + 0.5 * log_sd;
}

}  // namespace recoup
