#include "models/expected/lattice_step.hpp"

#include <algorithm>

#include "models/deterministic_math.hpp"

namespace recoup {

namespace {

template <class Laws>
void forget(Laws& laws) {
    for (auto& law : laws) {
        law.known = false;
    }
}

}  // namespace

std::size_t first_value(const LatticePlace& place, int contract_class, int months) {
    const auto row = static_cast<std::size_t>(contract_class * place.durations + months);
    return (place.first_slot + row * static_cast<std::size_t>(place.width)) * value_components;
}

LatticeValue::LatticeValue(const ValueLattice& lattice) : slots(lattice.slots() * value_components, 0.0) {}

double* LatticeValue::at(const LatticePlace& place, int contract_class, int months, int component) {
    return slots.data() + first_value(place, contract_class, months) + component * place.width;
}

const double* LatticeValue::at(const LatticePlace& place, int contract_class, int months,
                               int component) const {
    return slots.data() + first_value(place, contract_class, months) + component * place.width;
}

LatticeStep::LatticeStep(const ValueLattice& lattice) : lattice_(lattice), planner_(lattice) {
    const auto widest = static_cast<std::size_t>(lattice.log_ltv().size());
    std::size_t most_edges = 0, most_bins = 0;
    for (const LatticePlace& place : lattice.places()) {
        most_edges = std::max(most_edges, place.edges.size());
        most_bins =
            std::max(most_bins, place.row == no_row ? std::size_t{0}
                                                    : lattice.table().rows[place.row].duration_edges.size());
    }
    for (Standing& standing : standings_) {
        standing.laws.resize(most_bins);
        for (BinLaw& law : standing.laws) {
            law.probability.resize(most_edges * widest);
            law.staying.resize(widest);
        }
    }
    groups_.resize((most_edges + 1) * phases * mass_components * widest);
    group_filled_.resize((most_edges + 1) * phases);
    for (std::vector<double>* scratch : {&sum_, &moved_, &shifted_, &weighted_}) {
        scratch->resize(mass_components * widest);
    }
}

double* LatticeStep::group(const LatticePlace& place, int edge, int phase, int components) {
    const std::size_t at = group_place(edge, phase);
    double* values =
        groups_.data() + at * mass_components * static_cast<std::size_t>(lattice_.log_ltv().size());
    if (group_filled_[at] == 0) {
        group_filled_[at] = 1;
        std::fill_n(values, components * place.width, 0.0);
    }
    return values;
}

int LatticeStep::exits_of(const LatticePlace& place) const {
    return place.row == no_row ? 0 : static_cast<int>(lattice_.table().rows[place.row].exits.size());
}

double LatticeStep::share_paid(const LatticePlace& place, int contract_class, int months,
                               const LatticeMonth& month) const {
    return lattice_.pays(place, contract_class, month.month, months) ? place.cash.share_of_instalment : 0.0;
}

void LatticeStep::begin_place(const LatticePlace& place) {
    for (Standing& standing : standings_) {
        standing.known = false;
        forget(standing.laws);
    }
    standings_.front().bucket.assign(static_cast<std::size_t>(place.width), lattice_.table().buckets - 1);
    failed_known_ = mixed_known_ = false;
}

void LatticeStep::begin_class(const LatticePlace& place, int contract_class, const LatticeMonth& month) {
    if (!place.hazard_by_ltv || month.level == nullptr) {
        return;
    }
    const int before = month.month - 1;
    const double axis = lattice_.axis(place, contract_class, before);
    stand_at(place, axis, month, standings_.front());
    const int since = before % months_per_quarter;
    for (int entered = 1; place.entries_apart && entered <= since; ++entered) {
        const double own = lattice_.stands_back(place, contract_class, before - since + entered);
        stand_at(place, axis + own, month, standings_[static_cast<std::size_t>(entered)]);
    }
}

/// Where the law goes by LTV it holds for the classes whose axes stand alike.
void LatticeStep::stand_at(const LatticePlace& place, double axis, const LatticeMonth& month,
                           Standing& standing) {
    if (standing.known && axis == standing.axis) {
        return;
    }
    forget(standing.laws);
    standing.known = true;
    standing.axis = axis;
    standing.bucket.resize(static_cast<std::size_t>(place.width));
    const double level = month.level[month.month] * (axis == 0.0 ? 1.0 : exp_ieee(-axis));
    for (int j = 0; j < place.width; ++j) {
        const auto ltv = static_cast<float>(lattice_.claim_over_value(j) / level);
        int bucket = 0;
        for (const float edge : lattice_.table().ltv_edges) {
            bucket += ltv >= edge ? 1 : 0;  // an edge belongs above
        }
        standing.bucket[static_cast<std::size_t>(j)] = bucket;
    }
}

const LatticeStep::BinLaw& LatticeStep::law_of(const LatticePlace& place, int months,
                                               const LatticeMonth& month) {
    const int bin = place.stretch_at(months).bin;
    Standing& standing = standings_[static_cast<std::size_t>(place.entered_in_quarter(month.month, months))];
    BinLaw& law = standing.laws[static_cast<std::size_t>(bin)];
    if (law.known) {
        return law;
    }
    law.known = true;
    law.stays = false;
    const HazardTable& table = lattice_.table();
    const int first_cell = table.rows[place.row].first_cell + bin * table.buckets;
    const auto exits = static_cast<std::size_t>(exits_of(place));
    const auto width = static_cast<std::size_t>(place.width);
    for (std::size_t j = 0; j < width; ++j) {
        const auto cell = static_cast<std::size_t>(first_cell + standing.bucket[j]);
        const double* p = month.exit_probability + cell * static_cast<std::size_t>(table.stride);
        double leaving = 0.0;
        for (std::size_t e = 0; e < exits; ++e) {
            law.probability[e * width + j] = p[e];
            leaving += p[e];
        }
        const bool removed = table.staying_removed[cell] != 0;
        law.staying[j] = removed ? 0.0 : std::max(0.0, 1.0 - leaving);
        law.stays = law.stays || !removed;
    }
    return law;
}

}  // namespace recoup
