// A collection agency: cash comes less a commission, for a while (S2-03).
//
// What a month pays is the cash rule of the state agency; the commission is a share of it (contingency fee).
// The loan comes back, to default, at the end of the mandate.
#pragma once

#include "models/measures/measure.hpp"

namespace recoup {

struct AgencyTerms {
    double commission = 0.0;  ///< share of the cash
    int months = 12;          ///< of the mandate

    bool operator==(const AgencyTerms&) const = default;
};

struct AgencyMeasure : MeasureDefaults<AgencyTerms> {
    using Terms = AgencyTerms;
    static constexpr std::string_view kind = "agency";
    static constexpr std::string_view meaning = "collection by an agency, for a commission on cash";
    static constexpr State entry = State::agency;
    static constexpr std::array<State, 1> states = {State::agency};
    static constexpr bool fails_into_default = true;
    static constexpr std::array<Account, 1> stay_accounts = {Account::commission};
    static constexpr std::array fields = {
        TermField<Terms>{"commission", &Terms::commission, "share of the cash", 0, 1, "kept by the agency"},
        TermField<Terms>{"months", &Terms::months, "months", 1, 1200,
                         "of the mandate; then the loan comes back"}};

    static void change_rules(State, const Terms& terms, NodeRules& rules) {
        rules.commission_share = terms.commission;
    }
    static std::optional<MeasureClock> clock_of(State, int, const Terms& terms) {
        // The month in which the loan goes back is the last that the agency collects.
        return MeasureClock{.after_months = terms.months - 1, .to = {State::defaulted}};
    }
};

}  // namespace recoup
