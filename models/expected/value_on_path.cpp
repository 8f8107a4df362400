#include "models/expected/value_on_path.hpp"

#include <algorithm>
#include <utility>

namespace recoup {

namespace {

/// Calls f(place, class, months) for every row with mass.
template <class F>
void for_masses(const ValueLattice& lattice, const LatticeMass& mass, F&& f) {
    for (const LatticePlace& place : lattice.places()) {
        for (int c = 0; c < place.classes; ++c) {
            for (int months = 0; mass.any(place, c) && months < place.durations; ++months) {
                if (mass.active(place, c, months)) {
                    f(place, c, months);
                }
            }
        }
    }
}

double dot(const double* a, const double* b, int size) {
    constexpr int lanes = 8;  // sums of their own, so that the loop is not one long addition
    double sums[lanes] = {};
    int i = 0;
    for (; i + lanes <= size; i += lanes) {
        for (int k = 0; k < lanes; ++k) {
            sums[k] += a[i + k] * b[i + k];
        }
    }
    double sum = 0.0;
    for (; i < size; ++i) {
        sum += a[i] * b[i];
    }
    for (const double lane : sums) {
        sum += lane;
    }
    return sum;
}

/// A row of values as it is seen from a moved axis.
void add_moved(const CubicShift& shift, int width, const double* value, double* moved) {
    for (int component = 0; component < value_components; ++component) {
        shift.add_value(value + component * width, moved + component * width);
    }
}

}  // namespace

ValueOnPath::ValueOnPath(const ValueTable& table, std::vector<double> phi, double log_index)
    : table_(table),
      phi_(std::move(phi)),
      shift_(table.lattice->log_ltv(), -log_index),
      slots_(std::make_unique_for_overwrite<double[]>(table.lattice->slots() * value_components)),
      known_(static_cast<std::size_t>(table.lattice->rows()), 0),
      value_(value_components * static_cast<std::size_t>(table.lattice->log_ltv().size())),
      holding_(mass_components * static_cast<std::size_t>(table.lattice->log_ltv().size())) {}

double ValueOnPath::worth(const LatticeMass& mass) {
    double sum = 0.0;
    for_masses(*table_.lattice, mass, [&](const LatticePlace& place, int contract_class, int months) {
        mass.read(place, contract_class, months, holding_.data());
        sum += dot(holding_.data(), row(place, contract_class, months), value_components * place.width);
    });
    return sum;
}

const double* ValueOnPath::row(const LatticePlace& place, int contract_class, int months) {
    const std::size_t first = first_value(place, contract_class, months);
    double* kept = slots_.get() + first;
    std::uint8_t& known =
        known_[static_cast<std::size_t>(place.first_row + contract_class * place.durations + months)];
    if (known != 0) {
        return kept;
    }
    known = 1;
    const int size = value_components * place.width;
    const bool moves = place.width > 1 && !shift_.identity();
    double* sum = moves ? value_.data() : kept;
    std::fill_n(sum, size, 0.0);
    const std::size_t slots = table_.lattice->slots() * value_components;
    for (std::size_t c = 0; c < phi_.size(); ++c) {
        const double* part = table_.values.data() + c * slots + first;
        for (int i = 0; i < size; ++i) {
            sum[i] += phi_[c] * part[i];
        }
    }
    if (moves) {
        std::fill_n(kept, size, 0.0);
        add_moved(shift_, place.width, sum, kept);
    }
    return kept;
}

double worth(const ValueLattice& lattice, const LatticeMass& mass, const LatticeValue& value,
             double log_index) {
    const CubicShift shift(lattice.log_ltv(), -log_index);
    const auto widest = static_cast<std::size_t>(lattice.log_ltv().size());
    std::vector<double> holding(mass_components * widest), moved;
    double sum = 0.0;
    for_masses(lattice, mass, [&](const LatticePlace& place, int contract_class, int months) {
        const double* own = value.slots.data() + first_value(place, contract_class, months);
        mass.read(place, contract_class, months, holding.data());
        if (place.width > 1 && !shift.identity()) {
            moved.assign(value_components * widest, 0.0);
            add_moved(shift, place.width, own, moved.data());
            own = moved.data();
        }
        sum += dot(holding.data(), own, value_components * place.width);
    });
    return sum;
}

}  // namespace recoup
