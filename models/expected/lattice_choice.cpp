// Rows in which a choice is open, in both directions: a row moves where the rule says so and waits elsewhere.
#include <algorithm>

#include "models/expected/lattice_step.hpp"

namespace recoup {

void LatticeStep::forward_choice(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                 const LatticeStay& stay, LatticeMass& mass, MonthFlows& flows) {
    const int width = place.width;
    const auto rate = static_cast<std::size_t>(lattice_.rate_of(place, contract_class));
    for (int months = place.clock.after_months; months < place.durations; ++months) {
        const std::uint8_t* moves = month.moves + place.choice_slot(contract_class, months);
        const auto moving = std::count_if(moves, moves + width, [](std::uint8_t m) { return m != 0; });
        if (moving == 0 || !mass.active(place, contract_class, months)) {
            continue;
        }
        mass.take(place, contract_class, months, moves, sum_.data());
        const double upkeep =
            place.untouched ? 0.0 : planner_.upkeep_by_claim(place, contract_class, months, month);
        for (int j = 0; upkeep != 0.0 && j < width; ++j) {
            flows.external[rate] += upkeep * lattice_.value_over_claim(j) *
                                    sum_[static_cast<std::size_t>(mass_claim * width + j)];
        }
        leave(place, {.first = months, .last = months, .bin = LatticeStretch::by_clock}, month, stay,
              share_paid(place, contract_class, months, month), rate, flows);
    }
}

void LatticeStep::backward_moving(const LatticeMonth& month, const CashWeights& weights,
                                  const LatticeValue& after, std::vector<double>& before) {
    before.resize(lattice_.choice_slots() * value_components);
    for (const LatticePlace& place : lattice_.places()) {
        for (int c = 0; place.has_choice() && c < place.classes; ++c) {
            std::fill(group_filled_.begin(), group_filled_.end(), 0);
            const LatticeStay stay = lattice_.stay(place, c);
            for (int months = place.clock.after_months; months < place.durations; ++months) {
                backward_row(place, c, months, month, stay, weights, after, true,
                             before.data() + place.choice_slot(c, months) * value_components);
            }
        }
    }
}

}  // namespace recoup
