#include "sim/aggregation/quantities.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "sim/aggregation/statistics.hpp"

namespace recoup::sim {

namespace {

double claim_at_risk(const Figures& f) {
    return f.claim_npe() + f[Total::claim_inflow_discounted];
}

double loss(const Figures& f) {
    return claim_at_risk(f) - f[Total::pv_effective_npe] - f[Total::pv_effective_inflow];
}

using Rule = std::pair<std::string_view, QuantityOf>;

constexpr auto rules = std::to_array<Rule>({
    {"recovery_rate", [](const Figures& f) { return ratio(f[Total::net_cash_npe], f.claim_npe()); }},
    {"recovery_rate_inflow",
     [](const Figures& f) { return ratio(f[Total::net_cash_inflow], f[Total::claim_inflow]); }},
    {"discounted_recoveries",
     [](const Figures& f) { return f[Total::pv_hurdle_npe] + f[Total::pv_hurdle_inflow]; }},
    {"discounted_recoveries_with_terminal",
     [](const Figures& f) {
         return f[Total::pv_hurdle_npe] + f[Total::pv_hurdle_inflow] +
                f.horizon_discount() * f[Total::terminal_claim_performing];
     }},
    {"discounted_recoveries_effective",
     [](const Figures& f) { return f[Total::pv_effective_npe] + f[Total::pv_effective_inflow]; }},
    {"discounted_recoveries_investor",
     [](const Figures& f) { return f[Total::pv_investor_npe] + f[Total::pv_investor_inflow]; }},
    {"net_cash", [](const Figures& f) { return f[Total::net_cash_npe] + f[Total::net_cash_inflow]; }},
    {"loss", loss},
    {"loss_rate", [](const Figures& f) { return ratio(loss(f), claim_at_risk(f)); }},
    {"time_to_resolution",
     [](const Figures& f) { return ratio(f[Total::claim_months_to_resolution], f.claim_npe()); }},
    {"open_share", [](const Figures& f) { return ratio(f[Total::unresolved_claim], f.claim_npe()); }},
    {"terminal_claim", [](const Figures& f) { return f[Total::terminal_claim]; }},
    {"workout_cost", [](const Figures& f) { return f[Total::pv_costs_hurdle]; }},
});

}  // namespace

double ratio(double numerator, double denominator) {
    return denominator > 0.0 ? numerator / denominator : not_a_number;
}

QuantityOf rule_of_quantity(std::string_view name) {
    const auto found = std::ranges::find(rules, name, &Rule::first);
    if (found == rules.end()) {
        throw ContractViolation("quantities: no rule for " + std::string(name));
    }
    return found->second;
}

CutOffClaims::CutOffClaims(const Study& study)
    : loan_count(study.segments.size() + 1),
      claim(study.segments.size() + 1),
      claim_npe(study.segments.size() + 1) {
    // Integer sums first: exact, whatever the order of the loans.
    std::vector<Minor> all(claim.size()), npe(claim.size());
    const LoanColumns& loans = study.portfolio.loans;
    for (std::size_t i = 0; i < loans.size(); ++i) {
        for (const std::size_t place : {std::size_t{loans.segment[i]}, study.segments.size()}) {
            loan_count[place] += loans.count_of(i);
            all[place] += loans.claim[i];
            npe[place] += is_in_stock(loans.state[i]) ? loans.claim[i] : 0;
        }
    }
    for (std::size_t g = 0; g < claim.size(); ++g) {
        claim[g] = in_units(all[g]);
        claim_npe[g] = in_units(npe[g]);
    }
}

}  // namespace recoup::sim
