#include "models/expected/backward_induction.hpp"

#include <algorithm>

namespace recoup {

void ValueTable::evaluate(const std::vector<double>& phi, LatticeValue& value) const {
    const std::size_t slots = value.slots.size();
    for (std::size_t i = 0; i < slots; ++i) {
        value.slots[i] = phi[0] * values[i];
    }
    for (int c = 1; c < coefficients; ++c) {
        const double* part = values.data() + static_cast<std::size_t>(c) * slots;
        const double weight = phi[static_cast<std::size_t>(c)];
        for (std::size_t i = 0; i < slots; ++i) {
            value.slots[i] += weight * part[i];
        }
    }
}

BackwardInduction::BackwardInduction(const ValueLattice& lattice, const DeviationBasis& basis)
    : lattice_(lattice),
      basis_(basis),
      step_(lattice),
      end_(lattice),
      value_(lattice),
      earlier_(lattice),
      at_point_(lattice) {}

// The value just before the LTV axis moves by `log_step`.
void BackwardInduction::shift(double log_step, LatticeValue& value) {
    const CubicShift move(lattice_.log_ltv(), log_step);
    if (move.identity()) {
        return;
    }
    std::vector<double> row;
    for (const LatticePlace& place : lattice_.places()) {
        const int rows = place.width == 1 ? 0 : place.classes * place.durations * value_components;
        double* at = value.slots.data() + place.first_slot * value_components;
        for (int r = 0; r < rows; ++r, at += place.width) {
            row.assign(static_cast<std::size_t>(place.width), 0.0);
            move.add_value(at, row.data());
            std::copy(row.begin(), row.end(), at);
        }
    }
}

void BackwardInduction::period(const std::vector<std::vector<PeriodLaw>>& laws, const DiscountedCash& cash,
                               const ValueTable& after, ValueTable& before) {
    std::fill(before.values.begin(), before.values.end(), 0.0);
    const std::size_t slots = at_point_.slots.size();
    for (int point = 0; point < basis_.points(); ++point) {
        after.evaluate(basis_.at_point(point), end_);
        std::fill(at_point_.slots.begin(), at_point_.slots.end(), 0.0);
        for (const PeriodLaw& law : laws[static_cast<std::size_t>(point)]) {
            value_.slots = end_.slots;
            shift(-law.log_index_deviation, value_);
            for (auto month = law.months.rbegin(); month != law.months.rend(); ++month) {
                step_.backward(*month, cash.months[static_cast<std::size_t>(month->month)], value_, earlier_);
                std::swap(value_.slots, earlier_.slots);
            }
            for (std::size_t i = 0; i < slots; ++i) {
                at_point_.slots[i] += law.weight * value_.slots[i];
            }
        }
        for (int c = 0; c < basis_.coefficients(); ++c) {
            const double weight = basis_.expected_fit(c, point);
            double* part = before.values.data() + static_cast<std::size_t>(c) * slots;
            for (std::size_t i = 0; i < slots; ++i) {
                part[i] += weight * at_point_.slots[i];
            }
        }
    }
}

namespace {

/// Calls f(first entry of a row in LatticeValue, its mass at the axis of the values) for rows with mass.
template <class F>
void for_masses(const ValueLattice& lattice, const LatticeMass& mass, double log_index, F&& f) {
    const CubicShift move(lattice.log_ltv(), -log_index);
    std::vector<double> moved;
    for (const LatticePlace& place : lattice.places()) {
        const int size = value_components * place.width;
        for (int c = 0; c < place.classes; ++c) {
            for (int months = 0; months < place.durations; ++months) {
                if (!mass.active(place, c, months)) {
                    continue;
                }
                const double* own = mass.row(place, c, months);
                if (place.width > 1 && !move.identity()) {
                    moved.assign(static_cast<std::size_t>(size), 0.0);
                    for (int component = 0; component < value_components; ++component) {
                        move.add_mass(own + component * place.width, moved.data() + component * place.width);
                    }
                    own = moved.data();
                }
                const auto row = static_cast<std::size_t>(c * place.durations + months);
                f((place.first_slot + row * static_cast<std::size_t>(place.width)) * value_components, own,
                  size);
            }
        }
    }
}

}  // namespace

double worth(const ValueLattice& lattice, const LatticeMass& mass, const LatticeValue& value,
             double log_index) {
    double sum = 0.0;
    for_masses(lattice, mass, log_index, [&](std::size_t first, const double* own, int size) {
        for (int i = 0; i < size; ++i) {
            sum += own[i] * value.slots[first + static_cast<std::size_t>(i)];
        }
    });
    return sum;
}

double worth(const ValueLattice& lattice, const LatticeMass& mass, const ValueTable& table,
             const std::vector<double>& phi, double log_index) {
    const std::size_t slots = lattice.slots() * value_components;
    double sum = 0.0;
    for_masses(lattice, mass, log_index, [&](std::size_t first, const double* own, int size) {
        for (std::size_t c = 0; c < phi.size(); ++c) {
            const double* part = table.values.data() + c * slots + first;
            double of_part = 0.0;
            for (int i = 0; i < size; ++i) {
                of_part += own[i] * part[i];
            }
            sum += phi[c] * of_part;
        }
    });
    return sum;
}

}  // namespace recoup
