#include "models/closed_form/frye_jacobs.hpp"

#include <cmath>

#include "models/deterministic_math.hpp"

namespace recoup {

double frye_jacobs_risk_index(double default_probability, double loss_given_default, double correlation) {
    const double expected_loss = default_probability * loss_given_default;
    return (normal_quantile(default_probability) - normal_quantile(expected_loss)) /
           std::sqrt(1.0 - correlation);
}

double frye_jacobs_loss_given_default(double conditional_default_rate, double risk_index) {
    return normal_cdf(normal_quantile(conditional_default_rate) - risk_index) / conditional_default_rate;
}

}  // namespace recoup
