#include "models/expected/choice_gain.hpp"

#include <algorithm>

namespace recoup {

double ChoiceGain::at(std::size_t slot, const std::vector<double>& phi) const {
    const float* own = values.data() + slot * static_cast<std::size_t>(coefficients);
    double sum = 0.0;
    for (std::size_t c = 0; c < static_cast<std::size_t>(coefficients); ++c) {
        sum += phi[c] * static_cast<double>(own[c]);
    }
    return sum;
}

TypicalLoan typical_loan(const ValueLattice& lattice, const LatticePlace& place, int contract_class,
                         int month) {
    TypicalLoan loan{.claim = lattice.reference_claim()};
    if (place.by_maturity) {
        const double rate = lattice.annual_rate(place, lattice.rate_of(place, contract_class));
        loan.instalment = loan.claim * instalment_per_claim(lattice.classes().repayment, rate, month - 1,
                                                            lattice.maturity_of(place, contract_class), 0);
    }
    return loan;
}

void choose(const ValueLattice& lattice, const ChoiceGain& gain, const std::vector<double>& phi,
            double log_index, std::vector<std::uint8_t>& moves) {
    moves.assign(lattice.choice_slots(), 0);
    const CubicShift shift(lattice.log_ltv(), -log_index);
    std::vector<double> at_node, at_loan;
    for (const LatticePlace& place : lattice.places()) {
        const auto width = static_cast<std::size_t>(place.width);
        at_node.resize(width);
        for (int c = 0; place.has_choice() && c < place.classes; ++c) {
            for (int months = place.clock.after_months; months < place.durations; ++months) {
                const std::size_t first = place.choice_slot(c, months);
                if (months >= place.clock.to_months) {
                    std::fill_n(moves.begin() + static_cast<std::ptrdiff_t>(first), width, std::uint8_t{1});
                    continue;
                }
                for (std::size_t j = 0; j < width; ++j) {
                    at_node[j] = gain.at(first + j, phi);
                }
                at_loan = at_node;
                if (place.width > 1 && !shift.identity()) {
                    std::fill(at_loan.begin(), at_loan.end(), 0.0);
                    shift.add_value(at_node.data(), at_loan.data());
                }
                for (std::size_t j = 0; j < width; ++j) {
                    moves[first + j] = at_loan[j] > 0.0 ? 1 : 0;
                }
            }
        }
    }
}

bool moves_now(const ValueLattice& lattice, const LatticePlace& place, const ChoiceGain& gain,
               const std::vector<double>& phi, int month, const ChoosingLoan& loan) {
    if (loan.months < place.clock.after_months || loan.months >= place.clock.to_months) {
        return loan.months >= place.clock.to_months;
    }
    const int months = std::min(loan.months, place.durations - 1);
    double sum = 0.0;
    for (const ClassShare& rate : lattice.classes().split_rate(loan.annual_rate)) {
        const double own_rate = lattice.annual_rate(place, rate.place);
        const auto maturities = place.by_maturity
                                    ? lattice.classes().split_maturity(lattice.maturities_of(place),
                                                                       loan.maturity, month - 1, own_rate)
                                    : std::vector<ClassShare>{{0, 1.0}};
        for (const ClassShare& maturity : maturities) {
            const int contract_class = lattice.class_of(place, rate.place, maturity.place);
            const std::size_t first = place.choice_slot(contract_class, months);
            const CubicWeights ltv =
                place.width > 1
                    ? lattice.log_ltv().weights(loan.log_ltv - lattice.axis(place, contract_class, month - 1))
                    : CubicWeights{.first = 0, .count = 1, .weight = {1.0}};
            for (int k = 0; k < ltv.count; ++k) {
                const std::size_t slot = first + static_cast<std::size_t>(ltv.first + k);
                sum += rate.share * maturity.share * ltv.weight[static_cast<std::size_t>(k)] *
                       gain.at(slot, phi);
            }
        }
    }
    return sum > 0.0;
}

}  // namespace recoup
