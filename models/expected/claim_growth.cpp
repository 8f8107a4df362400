#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "models/deterministic_math.hpp"
#include "models/expected/value_lattice.hpp"

namespace recoup {

LatticeStay ValueLattice::stay(const LatticePlace& place, int contract_class) const {
    const double rate = annual_rate(place, rate_of(place, contract_class));
    const double i = place.cash.interest_accrues ? rate / months_per_year : 0.0;
    const double s = place.cash.share_of_claim_per_month;
    return {.accrual = 1.0 + i,
            .growth = (1.0 + i) * (1.0 - s),
            .share_paid = place.cash.share_of_instalment,
            .cash_by_claim = (1.0 + i) * s};
}

bool ValueLattice::pays(const LatticePlace& place, int contract_class, int month, int months_at_start) const {
    return place.cash.share_of_instalment > 0.0 && months_at_start >= place.holiday_months &&
           month <= maturity_of(place, contract_class);
}

/// Of the `months` up to and including `month`, with `months_at_start` completed at the start of `month`.
double ValueLattice::log_growth(const LatticePlace& place, int contract_class, int month, int months,
                                int months_at_start) const {
    const LatticeStay each = stay(place, contract_class);
    const double rate = annual_rate(place, rate_of(place, contract_class));
    double growth = 1.0;
    for (int back = months - 1; back >= 0; --back) {
        const int at = month - back;
        double factor = each.growth;
        if (pays(place, contract_class, at, months_at_start - back)) {
            factor -= each.share_paid * instalment_per_claim(classes_.repayment, rate, at - 1,
                                                             maturity_of(place, contract_class), 0);
        }
        growth *= std::max(factor, nearly_repaid);
    }
    return growth == 1.0 ? 0.0 : log_ieee(growth);
}

void ValueLattice::find_growths() {
    using Law = std::tuple<bool, bool, bool, bool, double, double, double>;
    std::map<Law, int> known;
    for (LatticePlace& place : places_) {
        if (place.width == 1) {
            continue;
        }
        const Law law{place.untouched,
                      place.by_maturity,
                      place.monthly,
                      place.cash.interest_accrues,
                      place.cash.share_of_claim_per_month,
                      place.cash.share_of_instalment,
                      place.rate_cut};
        const auto [found, is_new] = known.try_emplace(law, static_cast<int>(growths_.size()));
        place.growth = found->second;
        if (!is_new) {
            continue;
        }
        growths_.emplace_back();
        for (const bool on_holiday : {false, true}) {
            std::vector<double>& growth = growths_.back()[on_holiday ? 1 : 0];
            for (int c = 0; c < place.classes; ++c) {
                growth.push_back(0.0);
                for (int month = 1; month <= classes_.horizon; ++month) {
                    const int since = (month - 1) % months_per_quarter + 1;
                    const int at_start = place.holiday_months + (on_holiday ? -1 : since - 1);
                    growth.push_back(log_growth(place, c, month, since, at_start));
                }
            }
        }
        find_axes(place);
    }
}

// An axis goes with its claims at quarter ends; it stays within half a node of where it began, for beyond
// that the rows move by whole nodes instead, which is exact.
void ValueLattice::find_axes(const LatticePlace& place) {
    std::vector<Axis>& axes = axes_.emplace_back();
    for (int c = 0; log_ltv_.spacing() > 0.0 && c < place.classes; ++c) {
        axes.emplace_back();
        for (int month = 1; month <= classes_.horizon; ++month) {
            Axis axis{.offset = axes.back().offset};
            if (month % months_per_quarter == 0) {
                axis.offset += growth_in_quarter(place, c, month, false);
                const double nodes = std::floor(axis.offset / log_ltv_.spacing() + 0.5);
                axis.nodes = static_cast<int>(nodes);
                axis.offset -= nodes == 0.0 ? 0.0 : nodes * log_ltv_.spacing();
            }
            axes.push_back(axis);
        }
    }
}

double ValueLattice::growth_so_far(const LatticePlace& place, int contract_class, int month,
                                   int months) const {
    const int since = (month - 1) % months_per_quarter;
    const int paid = months - place.holiday_months;
    const bool mixed = place.growth >= 0 && place.holiday_months > 0 && paid >= 0 && paid < since;
    return mixed ? log_growth(place, contract_class, month, since + 1, months)
                 : growth_in_quarter(place, contract_class, month, paid < 0);
}

}  // namespace recoup
