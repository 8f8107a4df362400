// Restructuring: term extension, rate cut, payment holiday, interest only, step-up and forgiveness in one
// measure (S3-16, S0-02, S1-01).
//
// Source: settlement-and-restructuring-decisions 17.4 (terms); a restructured loan is non-performing under
// observation first (S3-18, S3-20; EBA Q&A 2014_1018). The contract is cut in
// models/primitives/recut_contract.
#pragma once

#include "models/measures/measure.hpp"

namespace recoup {

struct RestructureMeasure : MeasureDefaults<RestructureTerms> {
    using Terms = RestructureTerms;
    static constexpr std::string_view kind = "restructure";
    static constexpr std::string_view meaning = "new terms for the contract, under observation first";
    static constexpr State entry = State::forborne_npe;
    static constexpr std::array<State, 2> states = {State::forborne_npe, State::forborne_pe};
    static constexpr std::array fields = {
        TermField<Terms>{"extend_months", &Terms::extend_months, "months", 0, 1200, "added to the term"},
        TermField<Terms>{"rate_cut", &Terms::rate_cut, "a year", 0, 1, "taken off the interest rate"},
        TermField<Terms>{"holiday_months", &Terms::holiday_months, "months", 0, 1200,
                         "without payment, interest capitalised"},
        TermField<Terms>{"interest_only_months", &Terms::interest_only_months, "months", 0, 1200,
                         "of interest alone, after the holiday"},
        TermField<Terms>{"step_up", &Terms::step_up, "months and shares of the instalment", 0, 1,
                         "rising instalments, after both"},
        TermField<Terms>{"forgive", &Terms::forgive, "share of the claim", 0, 1, "forgiven at once"}};

    static Actions on_entry(const Terms& terms) { return {Forgive{terms.forgive}, RecutContract{terms}}; }
};

}  // namespace recoup
