// Rows in which a choice is open, in both directions: a row moves where the rule says so and waits elsewhere.
#include <algorithm>

#include "models/expected/lattice_step.hpp"

namespace recoup {

void LatticeStep::forward_choice(const LatticePlace& place, int contract_class, int months,
                                 const LatticeMonth& month, const LatticeStay& stay, const double* mass,
                                 LatticeMass& after) {
    const std::uint8_t* moves = month.moves + place.choice_slot(contract_class, months);
    for (const bool moving : {true, false}) {
        bool any = false;
        for (int i = 0; i < mass_components * place.width; ++i) {
            const bool in_part = (moves[i % place.width] != 0) == moving;
            chosen_[static_cast<std::size_t>(i)] = in_part ? mass[i] : 0.0;
            any = any || in_part;
        }
        if (any) {
            forward_row(place, contract_class, months, month, stay, chosen_.data(), moving, after);
        }
    }
}

void LatticeStep::backward_moving(const LatticeMonth& month, const CashWeights& weights,
                                  const LatticeValue& after, std::vector<double>& before) {
    before.resize(lattice_.choice_slots() * value_components);
    for (const LatticePlace& place : lattice_.places()) {
        for (int c = 0; place.has_choice() && c < place.classes; ++c) {
            probability_cell_ = -1;
            std::fill(group_filled_.begin(), group_filled_.end(), 0);
            const LatticeStay stay = planner_.stay(place, c);
            for (int months = place.clock.after_months; months < place.durations; ++months) {
                backward_row(place, c, months, month, stay, weights, after, true,
                             before.data() + place.choice_slot(c, months) * value_components);
            }
        }
    }
}

}  // namespace recoup
