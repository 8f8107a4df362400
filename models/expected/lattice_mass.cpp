#include "models/expected/lattice_mass.hpp"

#include <algorithm>
#include <cmath>

#include "models/expected/row_sums.hpp"

namespace recoup {

namespace {

/// Below this a frame is given up for a new one.
constexpr double worn_out = 1e-60;

void take_away(const double* from, int size, double* to) {
    for (int i = 0; i < size; ++i) {
        to[i] -= from[i];
    }
}

}  // namespace

MassRoom::MassRoom(const ValueLattice& lattice)
    : slots(lattice.ring_slots()),
      rows(static_cast<std::size_t>(lattice.ring_rows())),
      sum_slots(lattice.sum_slots()),
      stretches(static_cast<std::size_t>(lattice.stretch_rows())) {}

void MassRoom::include(const MassRoom& other) {
    slots = std::max(slots, other.slots);
    rows = std::max(rows, other.rows);
    sum_slots = std::max(sum_slots, other.sum_slots);
    stretches = std::max(stretches, other.stretches);
}

double MassRoom::bytes() const {
    constexpr double of_stretch = 24.0, of_row = 1.0 + 4.0;
    return 8.0 * (mass_components * static_cast<double>(slots) +
                  (mass_components + 1) * static_cast<double>(sum_slots)) +
           of_row * static_cast<double>(rows) + of_stretch * static_cast<double>(stretches);
}

LatticeMass::LatticeMass(const MassRoom& room)
    : slots_(room.slots * mass_components),
      active_(room.rows),
      sums_(room.sum_slots * (mass_components + 1)),
      stretches_(room.stretches),
      held_(room.rows) {}

void LatticeMass::clear(const ValueLattice& lattice, int components) {
    lattice_ = &lattice;
    components_ = components;
    month_ = 0;
    std::fill(active_.begin(), active_.end(), std::uint8_t{0});
    std::fill(stretches_.begin(), stretches_.end(), Stretch{});
    std::fill(held_.begin(), held_.end(), 0);
    noise_.resize(std::max(noise_.size(), static_cast<std::size_t>(lattice.noise_laws())));
    const auto widest = static_cast<std::size_t>(lattice.log_ltv().size());
    row_.resize(mass_components * widest);
    moved_.resize(row_.size());
    inverse_.resize(widest);
}

void LatticeMass::out_of_frame(const LatticePlace& place, const Stretch& law, const double* staying,
                               const double* from, double* row) const {
    const int width = place.width;
    for (int component = 0; component < components_; ++component) {
        for (int j = 0; j < width; ++j) {
            row[component * width + j] = staying[j] * from[component * width + j];
        }
    }
    double* claim = row + mass_claim * width;
    const double* instalment = row + mass_instalment * width;
    for (int j = 0; j < width; ++j) {
        claim[j] = law.growth * claim[j] - law.paid * instalment[j];
    }
}

void LatticeMass::into_frame(const LatticePlace& place, const Stretch& law, const double* staying,
                             const double* row, double* to) {
    const int width = place.width;
    for (int j = 0; j < width; ++j) {
        inverse_[static_cast<std::size_t>(j)] = 1.0 / staying[j];
    }
    for (int component = 0; component < components_; ++component) {
        for (int j = 0; j < width; ++j) {
            to[component * width + j] = row[component * width + j] * inverse_[static_cast<std::size_t>(j)];
        }
    }
    double* claim = to + mass_claim * width;
    const double* instalment = to + mass_instalment * width;
    const double scale = 1.0 / law.growth;
    for (int j = 0; j < width; ++j) {
        claim[j] = (claim[j] + law.paid * instalment[j]) * scale;
    }
}

void LatticeMass::read(const LatticePlace& place, int contract_class, int months, double* row) const {
    const int s = place.stretch_of[static_cast<std::size_t>(months)];
    out_of_frame(place, stretches_[stretch_at(place, contract_class, s)], frame(place, contract_class, s),
                 slots_.data() + slot_of(place, position(place, contract_class, months)), row);
    if (place.stratum >= 0) {
        const double share = noise(place, months)[static_cast<std::size_t>(place.stratum)];
        for (int i = 0; i < components_ * place.width; ++i) {
            row[i] *= share;
        }
    }
}

void LatticeMass::total(const LatticePlace& place, int contract_class, int stretch, double* sum) const {
    const double* staying = frame(place, contract_class, stretch);
    out_of_frame(place, stretches_[stretch_at(place, contract_class, stretch)], staying,
                 staying + place.width, sum);
}

double LatticeMass::claim(const LatticePlace& place, int contract_class, int months,
                          const double* weight) const {
    const int s = place.stretch_of[static_cast<std::size_t>(months)];
    const Stretch& law = stretches_[stretch_at(place, contract_class, s)];
    const double* staying = frame(place, contract_class, s);
    const double* row = slots_.data() + slot_of(place, position(place, contract_class, months));
    double sum = 0.0;
    for (int j = 0; j < place.width; ++j) {
        sum += weight[j] * staying[j] *
               (law.growth * row[mass_claim * place.width + j] -
                law.paid * row[mass_instalment * place.width + j]);
    }
    return sum;
}

void LatticeMass::put(const LatticePlace& place, int contract_class, int months, const double* row) {
    add_row(place, contract_class, months, position(place, contract_class, months), row);
}

/// Adds a row that is in no frame to the row at a position, which counts so many months.
void LatticeMass::add_row(const LatticePlace& place, int contract_class, int months, std::size_t at,
                          const double* row) {
    const int s = place.stretch_of[static_cast<std::size_t>(months)];
    const int size = components_ * place.width;
    Stretch& law = stretches_[stretch_at(place, contract_class, s)];
    double* staying = frame(place, contract_class, s);
    double* sum = staying + place.width;
    if (law.rows == 0) {
        law = {};
        std::fill_n(staying, place.width, 1.0);
        std::fill_n(sum, size, 0.0);
    }
    into_frame(place, law, staying, row, moved_.data());
    add_to_row(moved_.data(), size, sum);
    if (active_[at] != 0) {
        add_to_row(moved_.data(), size, stored(place, at));
        return;
    }
    active_[at] = 1;
    ++law.rows;
    ++held_[class_at(place, contract_class)];
    std::copy_n(moved_.data(), size, stored(place, at));
}

double* LatticeMass::use_entry(const LatticePlace& place, int contract_class) {
    const std::size_t at =
        first_position(place, contract_class) + static_cast<std::size_t>((month_ + 1) % place.durations);
    double* row = stored(place, at);
    if (active_[at] == 0) {
        active_[at] = 1;
        ++held_[class_at(place, contract_class)];
        std::fill_n(row, components_ * place.width, 0.0);
    }
    return row;
}

void LatticeMass::take(const LatticePlace& place, int contract_class, int months, const std::uint8_t* marked,
                       double* taken) {
    const int width = place.width;
    const int s = place.stretch_of[static_cast<std::size_t>(months)];
    const std::size_t at = position(place, contract_class, months);
    double* row = stored(place, at);
    double* sum = frame(place, contract_class, s) + width;
    read(place, contract_class, months, taken);
    for (int i = 0; i < components_ * width; ++i) {
        const bool leaves = marked[i % width] != 0;
        taken[i] = leaves ? taken[i] : 0.0;
        sum[i] -= leaves ? row[i] : 0.0;
        row[i] = leaves ? 0.0 : row[i];
    }
    if (std::count(marked, marked + width, 0) == 0) {
        active_[at] = 0;
        --stretches_[stretch_at(place, contract_class, s)].rows;
        --held_[class_at(place, contract_class)];
    }
}

void LatticeMass::erase(const LatticePlace& place, int contract_class, int stretch) {
    const LatticeStretch& all = place.stretches[static_cast<std::size_t>(stretch)];
    for (int months = all.first; months <= all.last; ++months) {
        active_[position(place, contract_class, months)] = 0;
    }
    Stretch& law = stretches_[stretch_at(place, contract_class, stretch)];
    held_[class_at(place, contract_class)] -= law.rows;
    law.rows = 0;
}

void LatticeMass::stay(const LatticePlace& place, int contract_class, int stretch, double growth,
                       double share_paid, const double* staying) {
    Stretch& law = stretches_[stretch_at(place, contract_class, stretch)];
    law.paid = growth * law.paid + share_paid;
    law.growth *= growth;
    double least = std::fabs(law.growth);
    double* d = frame(place, contract_class, stretch);
    for (int j = 0; staying != nullptr && j < place.width; ++j) {
        d[j] *= staying[j];
        least = std::min(least, d[j]);
    }
    if (least < worn_out) {
        settle(place, contract_class, stretch, nullptr);
    }
}

void LatticeMass::shift(const LatticePlace& place, int contract_class, int stretch, const CubicShift& shift) {
    settle(place, contract_class, stretch, &shift);
}

/// Brings rows and sum out of their frame, moved along the axis where asked for.
void LatticeMass::settle(const LatticePlace& place, int contract_class, int stretch,
                         const CubicShift* shift) {
    const LatticeStretch& all = place.stretches[static_cast<std::size_t>(stretch)];
    Stretch& law = stretches_[stretch_at(place, contract_class, stretch)];
    double* staying = frame(place, contract_class, stretch);
    const int width = place.width;
    const auto bring = [&](double* values) {
        out_of_frame(place, law, staying, values, row_.data());
        if (shift == nullptr) {
            std::copy_n(row_.data(), components_ * width, values);
            return;
        }
        std::fill_n(values, components_ * width, 0.0);
        shift->add_mass(row_.data(), values, components_);
    };
    for (int months = all.first; months <= all.last; ++months) {
        const std::size_t at = position(place, contract_class, months);
        if (active_[at] != 0) {
            bring(stored(place, at));
        }
    }
    bring(staying + width);
    std::fill_n(staying, width, 1.0);
    law.growth = 1.0;
    law.paid = 0.0;
}

void LatticeMass::age() {
    for (const LatticePlace& place : lattice_->places()) {
        for (int c = 0; place.carries() && c < place.classes; ++c) {
            if (!any(place, c)) {
                continue;
            }
            for (const int months : place.crossings) {
                move_on(place, c, months);
            }
            const std::size_t entry =
                first_position(place, c) + static_cast<std::size_t>((month_ + 1) % place.durations);
            if (active_[entry] != 0) {
                active_[entry] = 0;
                --held_[class_at(place, c)];
                std::copy_n(stored(place, entry), components_ * place.width, row_.data());
                const int months = place.ageless ? place.durations - 1 : 0;
                add_row(place, c, months, place.ageless ? position(place, c, months) : entry, row_.data());
            }
        }
    }
    ++month_;
}

/// Takes a row to the stretch in which it will be a month later; the second oldest one joins the oldest.
void LatticeMass::move_on(const LatticePlace& place, int contract_class, int months) {
    const std::size_t from = position(place, contract_class, months);
    if (active_[from] == 0) {
        return;
    }
    const int s = place.stretch_of[static_cast<std::size_t>(months)];
    Stretch& law = stretches_[stretch_at(place, contract_class, s)];
    double* staying = frame(place, contract_class, s);
    out_of_frame(place, law, staying, stored(place, from), row_.data());
    take_away(stored(place, from), components_ * place.width, staying + place.width);
    active_[from] = 0;
    --law.rows;
    --held_[class_at(place, contract_class)];
    const bool joins = months + 2 == place.durations;
    add_row(place, contract_class, months + 1, joins ? position(place, contract_class, months + 1) : from,
            row_.data());
}

}  // namespace recoup
