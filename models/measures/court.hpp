// Legal action: a court in stages, then auctions with falling reserves (S2-04; Sec. 13 of SARFAESI in S4-27
// style rounds).
//
// An auction sells where the price reaches the reserve's share of the appraised value; after the last round
// what is left is a claim without collateral.
#pragma once

#include "models/measures/measure.hpp"

namespace recoup {

struct CourtTerms {
    std::vector<std::string> stages;  ///< names of hazard rows, in order; empty = the row `court`
    int months_between_auctions = 1;
    std::vector<double> reserve_steps;  ///< reserve as a share of the appraised value; 0 = no reserve
    bool costs_added_to_claim = false;

    bool operator==(const CourtTerms&) const = default;
};

struct CourtMeasure : MeasureDefaults<CourtTerms> {
    using Terms = CourtTerms;
    static constexpr std::string_view kind = "court";
    static constexpr std::string_view meaning = "legal action, in stages, and auctions of the collateral";
    static constexpr State entry = State::court;
    static constexpr std::array<State, 2> states = {State::court, State::enforcement};
    static constexpr Account cost_account = Account::legal;
    static constexpr bool sells_collateral = true;
    static constexpr std::array fields = {
        TermField<Terms>{"stages", &Terms::stages, "hazard rows", 0, 0,
                         "of the stages, in order; none = the row court"},
        TermField<Terms>{"months_between_auctions", &Terms::months_between_auctions, "months", 1, 1200,
                         "from one auction to the next"},
        TermField<Terms>{"reserve_steps", &Terms::reserve_steps, "share of the appraised value", 0, 10,
                         "below which an auction fails, by round"},
        TermField<Terms>{"costs_added_to_claim", &Terms::costs_added_to_claim, "yes or no", 0, 0,
                         "whether the borrower owes the cost"}};

    static bool adds_cost_to_claim(const Terms& terms) { return terms.costs_added_to_claim; }
    static int stages(State state, const Terms& terms) {
        return state == State::court && !terms.stages.empty() ? static_cast<int>(terms.stages.size()) : 1;
    }
    static std::string row_of(State state, int stage, const Terms& terms) {
        return state == State::court && !terms.stages.empty() ? terms.stages[static_cast<std::size_t>(stage)]
                                                              : std::string(name_of(state));
    }
    static std::optional<MeasureClock> clock_of(State state, int round, const Terms& terms) {
        if (state != State::enforcement || terms.reserve_steps.empty()) {
            return std::nullopt;
        }
        const bool last = static_cast<std::size_t>(round) + 1 == terms.reserve_steps.size();
        return MeasureClock{
            .is_auction = true,
            // so that rounds are that many months apart
            .after_months = terms.months_between_auctions - 1,
            .to = {State::liquidated},
            .unsold = last ? NextNode{State::residual_claim} : NextNode{State::enforcement, round + 1},
            .reserve = terms.reserve_steps[static_cast<std::size_t>(round)]};
    }
};

}  // namespace recoup
