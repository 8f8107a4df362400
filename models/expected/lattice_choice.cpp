// Rows in which a choice is open, in both directions: a row moves where the rule says so and waits elsewhere.
#include <algorithm>

#include "models/expected/lattice_step.hpp"

namespace recoup {

void LatticeStep::forward_choice(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                                 const LatticeStay& stay, std::size_t rate, LatticeMass& mass,
                                 MonthFlows& flows) {
    const int width = place.width;
    for (int months = place.clock.after_months; months < place.durations; ++months) {
        const std::uint8_t* moves = month.moves + place.choice_slot(contract_class, months);
        const auto moving = std::count_if(moves, moves + width, [](std::uint8_t m) { return m != 0; });
        if (moving == 0 || !mass.active(place, contract_class, months)) {
            continue;
        }
        double* row = mass.use(place, contract_class, months);
        for (int i = 0; i < mass_components * width; ++i) {
            const bool leaves = moves[i % width] != 0;
            sum_[static_cast<std::size_t>(i)] = leaves ? row[i] : 0.0;
            row[i] = leaves ? 0.0 : row[i];
        }
        if (moving == width) {
            mass.erase(place, contract_class, months);
        }
        flows.external[rate] += upkeep(place, months, month, sum_.data());
        leave(place, {.bin = by_clock, .holiday = on_holiday(place, months)}, month, stay,
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
