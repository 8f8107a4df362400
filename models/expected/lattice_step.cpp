#include "models/expected/lattice_step.hpp"

#include <algorithm>

#include "models/deterministic_math.hpp"

namespace recoup {

namespace {

std::size_t first_of(const LatticePlace& place, int contract_class, int months, int component,
                     int components) {
    const auto row = static_cast<std::size_t>(contract_class * place.durations + months);
    const auto width = static_cast<std::size_t>(place.width);
    return (place.first_slot + row * width) * static_cast<std::size_t>(components) +
           static_cast<std::size_t>(component) * width;
}

}  // namespace

std::vector<int> buckets_at(const HazardTable& table, const CubicGrid& log_ltv, double level) {
    std::vector<int> buckets;
    for (int j = 0; j < log_ltv.size(); ++j) {
        const auto ltv = static_cast<float>(exp_ieee(log_ltv.node(j)) / level);
        int bucket = 0;
        for (const float edge : table.ltv_edges) {
            bucket += ltv >= edge ? 1 : 0;  // an edge belongs above
        }
        buckets.push_back(bucket);
    }
    return buckets;
}

LatticeMass::LatticeMass(std::size_t slots, int rows)
    : slots_(slots * mass_components, 0.0), active_(static_cast<std::size_t>(rows), 0) {}

void LatticeMass::clear(const ValueLattice& lattice) {
    for (std::size_t p = 0; lattice_ != nullptr && p < lattice_->places().size(); ++p) {
        const LatticePlace& place = lattice_->places()[p];
        for (int c = 0; c < place.classes; ++c) {
            for (int months = 0; months < place.durations; ++months) {
                erase(place, c, months);
            }
        }
    }
    lattice_ = &lattice;
    month_ = 0;
}

bool LatticeMass::any(const LatticePlace& place, int contract_class) const {
    const auto* first = active_.data() + first_position(place, contract_class);
    return std::find(first, first + place.durations + 1, 1) != first + place.durations + 1;
}

void LatticeMass::erase(const LatticePlace& place, int contract_class, int months) {
    const std::size_t at = position(place, contract_class, months);
    if (active_[at] != 0) {
        active_[at] = 0;
        std::fill_n(slots_.data() + slot_of(place, at), mass_components * place.width, 0.0);
    }
}

void LatticeMass::join_oldest(const LatticePlace& place, int contract_class) {
    const int joining = place.durations - 2;
    if (!active(place, contract_class, joining)) {
        return;
    }
    const double* from = row(place, contract_class, joining);
    double* to = use(place, contract_class, place.durations - 1);
    for (int i = 0; i < mass_components * place.width; ++i) {
        to[i] += from[i];
    }
    erase(place, contract_class, joining);
}

LatticeValue::LatticeValue(const ValueLattice& lattice) : slots(lattice.slots() * value_components, 0.0) {}

double* LatticeValue::at(const LatticePlace& place, int contract_class, int months, int component) {
    return slots.data() + first_of(place, contract_class, months, component, value_components);
}

const double* LatticeValue::at(const LatticePlace& place, int contract_class, int months,
                               int component) const {
    return slots.data() + first_of(place, contract_class, months, component, value_components);
}

LatticeStep::LatticeStep(const ValueLattice& lattice)
    : lattice_(lattice), planner_(lattice), refreshed_(lattice) {
    const auto widest = static_cast<std::size_t>(lattice.log_ltv().size());
    std::size_t most_edges = 0, most_bins = 0;
    for (const LatticePlace& place : lattice.places()) {
        most_edges = std::max(most_edges, place.edges.size());
        most_bins =
            std::max(most_bins, place.row == no_row ? std::size_t{0}
                                                    : lattice.table().rows[place.row].duration_edges.size());
    }
    laws_.resize(most_bins);
    for (BinLaw& law : laws_) {
        law.probability.resize(most_edges * widest);
        law.staying.resize(widest);
    }
    groups_.resize((most_edges + 1) * phases * mass_components * widest);
    group_filled_.resize((most_edges + 1) * phases);
    for (std::vector<double>* scratch : {&sum_, &moved_, &shifted_, &weighted_}) {
        scratch->resize(mass_components * widest);
    }
}

double* LatticeStep::group(const LatticePlace& place, int edge, bool holiday, int components) {
    const std::size_t at = group_place(edge, holiday);
    double* values =
        groups_.data() + at * mass_components * static_cast<std::size_t>(lattice_.log_ltv().size());
    if (group_filled_[at] == 0) {
        group_filled_[at] = 1;
        std::fill_n(values, components * place.width, 0.0);
    }
    return values;
}

bool LatticeStep::clock_due(const LatticePlace& place, int months) const {
    const bool by_itself = place.clock.kind != ClockKind::none && place.clock.kind != ClockKind::choice;
    return by_itself && months >= place.clock.after_months;
}

int LatticeStep::exits_of(const LatticePlace& place) const {
    return place.row == no_row ? 0 : static_cast<int>(lattice_.table().rows[place.row].exits.size());
}

LatticeStep::Alike LatticeStep::alike(const LatticePlace& place, int months) const {
    Alike rows{.bin = no_hazard, .holiday = on_holiday(place, months)};
    if (clock_due(place, months)) {
        rows.bin = by_clock;
    } else if (place.row != no_row) {
        rows.bin = place.bins[static_cast<std::size_t>(months)];
    }
    return rows;
}

double LatticeStep::share_paid(const LatticePlace& place, int contract_class, int months,
                               const LatticeMonth& month) const {
    return lattice_.pays(place, contract_class, month.month, months) ? place.cash.share_of_instalment : 0.0;
}

void LatticeStep::begin_place(const LatticePlace& place) {
    for (std::size_t b = 0; place.row != no_row && b < lattice_.table().rows[place.row].duration_edges.size();
         ++b) {
        laws_[b].known = false;
    }
}

const LatticeStep::BinLaw& LatticeStep::law_of(const LatticePlace& place, int bin,
                                               const LatticeMonth& month) {
    BinLaw& law = laws_[static_cast<std::size_t>(bin)];
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
        const int bucket = place.width == 1 || month.bucket.empty() ? table.buckets - 1 : month.bucket[j];
        const auto cell = static_cast<std::size_t>(first_cell + bucket);
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
