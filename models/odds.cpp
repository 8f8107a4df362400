#include "models/odds.hpp"

#include <cmath>

#include "models/deterministic_math.hpp"

namespace recoup {

Odds Odds::of_number(double number) {
    Odds odds;
    odds.number_ = number;
    odds.logarithm_ = log_ieee(number);
    odds.note();
    return odds;
}

Odds Odds::of_logarithm(double logarithm) {
    Odds odds;
    odds.number_ = exp_ieee(logarithm);
    odds.logarithm_ = logarithm;
    odds.note();
    return odds;
}

void Odds::raise(double log_odds) {
    if (log_odds != 0.0 && possible()) {
        number_ *= exp_ieee(log_odds);
        logarithm_ += log_odds;
        note();
    }
}

void Odds::multiply(double factor) {
    if (possible()) {
        number_ *= factor;
        logarithm_ += log_ieee(factor);
        note();
    }
}

double Odds::number() const {
    return exact_ ? number_ : exp_ieee(logarithm_);
}

bool Odds::far() const {
    return possible() && std::fabs(logarithm_) > far_log_odds;
}

void Odds::note() {
    exact_ = exact_ && !far();
}

}  // namespace recoup
