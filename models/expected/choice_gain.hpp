// What taking a measure now is worth more than waiting another quarter, by observable state.
//
//   D(cell, y) = m . (M(cell, y) - W(cell, y)),  m = (1, B, A):  move where D > 0, and at the deadline
//   N(cell, y) = M where the rule moves, else W                   (Bellman's principle, one quarter at a
//   time)
//
// M and W are the values of moving in the month that begins and of not moving in it, both fitted by
// DeviationBasis; y is the macro deviation of the quarter that ended. A lattice's value is linear in number,
// claim and instalment, so the sign needs a typical loan: B the lattice's reference claim, A the instalment
// of the class. The rule sees node, completed months, contract class, LTV and y, never a draw to come, so it
// can be run, and what it earns on paths that it was not fitted to is a lower bound of the value of the best
// rule. Sources: Bellman (1957), Dynamic Programming, ch. 3; Puterman (1994), Markov Decision Processes,
// section 4.5; lower bound: Andersen and Broadie (2004), Management Science 50. Limitation: choices fall on
// quarter ends.
#pragma once

#include <cstdint>
#include <vector>

#include "models/expected/value_lattice.hpp"

namespace recoup {

/// D of every open choice of a lattice at one date, as a polynomial.
struct ChoiceGain {
    int coefficients = 0;
    std::vector<float> values;  ///< [slot of choice][coefficient]

    bool empty() const { return values.empty(); }
    double at(std::size_t slot, const std::vector<double>& phi) const;
};

/// Number, claim and instalment of a typical loan of a row; currency in minor units.
struct TypicalLoan {
    double count = 1.0, claim = 0.0, instalment = 0.0;
};
TypicalLoan typical_loan(const ValueLattice& lattice, const LatticePlace& place, int contract_class,
                         int month);

/// Whether the measure is taken in the month that begins, by slot of choice, where loans stand `log_index`
/// above the central index path.
void choose(const ValueLattice& lattice, const ChoiceGain& gain, const std::vector<double>& phi,
            double log_index, std::vector<std::uint8_t>& moves);

/// A loan in a place with a choice, as the rule sees it.
struct ChoosingLoan {
    double annual_rate = 0.0;  ///< before the cuts of measures
    int maturity = 0;
    int months = 0;        ///< completed in the node
    double log_ltv = 0.0;  ///< relative to the central index path; not read without collateral
};

/// Whether a loan moves in `month`; between the nodes of the lattice D is interpolated.
bool moves_now(const ValueLattice& lattice, const LatticePlace& place, const ChoiceGain& gain,
               const std::vector<double>& phi, int month, const ChoosingLoan& loan);

}  // namespace recoup
