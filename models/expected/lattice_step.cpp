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
                if (active(place, c, months)) {
                    active_[row_of(place, c, months)] = 0;
                    std::fill_n(at(place, c, months, 0), mass_components * place.width, 0.0);
                }
            }
        }
    }
    lattice_ = &lattice;
}

double* LatticeMass::at(const LatticePlace& place, int contract_class, int months, int component) {
    return slots_.data() + first_of(place, contract_class, months, component, mass_components);
}

const double* LatticeMass::at(const LatticePlace& place, int contract_class, int months,
                              int component) const {
    return slots_.data() + first_of(place, contract_class, months, component, mass_components);
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
    std::size_t most_edges = 0;
    for (const LatticePlace& place : lattice.places()) {
        most_edges = std::max(most_edges, place.edges.size());
    }
    probability_.resize(most_edges * widest);
    staying_.resize(widest);
    groups_.resize((most_edges + 1) * held_groups * mass_components * widest);
    group_filled_.resize((most_edges + 1) * held_groups);
    cash_sums_.resize(cash_sum_count * widest);
    bin_sums_.resize(held_groups * mass_components * widest);
    sum_filled_.resize(held_groups);
    for (std::vector<double>* scratch : {&moved_, &shifted_, &weighted_, &chosen_}) {
        scratch->resize(mass_components * widest);
    }
}

double* LatticeStep::group(const LatticePlace& place, int edge, int held, int components) {
    const std::size_t at = group_place(edge, held);
    double* values =
        groups_.data() + at * mass_components * static_cast<std::size_t>(lattice_.log_ltv().size());
    if (group_filled_[at] == 0) {
        group_filled_[at] = 1;
        std::fill_n(values, components * place.width, 0.0);
    }
    return values;
}

/// What the claim of a mass that stays has grown by since its LTV was last set, at a quarter's end.
double LatticeStep::refresh_step(const LatticePlace& place, int contract_class, int month, int months) const {
    return planner_.log_growth(place, contract_class, month, std::min(months, months_per_quarter),
                               months - 1);
}

bool LatticeStep::clock_due(const LatticePlace& place, int months) const {
    const bool by_itself = place.clock.kind != ClockKind::none && place.clock.kind != ClockKind::choice;
    return by_itself && months >= place.clock.after_months;
}

void LatticeStep::find_probabilities(const LatticePlace& place, int months, const LatticeMonth& month) {
    const HazardTable& table = lattice_.table();
    const int cell = table.track_cell[table.track(place.row, months)];
    if (cell == probability_cell_) {
        return;
    }
    flush_exits(place);
    probability_cell_ = cell;
    stays_ = false;
    const std::size_t exits = table.rows[place.row].exits.size();
    const auto width = static_cast<std::size_t>(place.width);
    for (std::size_t j = 0; j < width; ++j) {
        const int bucket = place.width == 1 || month.bucket.empty() ? table.buckets - 1 : month.bucket[j];
        const double* p = month.exit_probability +
                          static_cast<std::size_t>(cell + bucket) * static_cast<std::size_t>(table.stride);
        double leaving = 0.0;
        for (std::size_t e = 0; e < exits; ++e) {
            probability_[e * width + j] = p[e];
            leaving += p[e];
        }
        const bool removed = table.staying_removed[static_cast<std::size_t>(cell + bucket)] != 0;
        staying_[j] = removed ? 0.0 : std::max(0.0, 1.0 - leaving);
        stays_ = stays_ || !removed;
    }
}

// Masses that leave by the same edge after the same time since their LTV was set move their LTV alike: one of
// three groups, twice where a holiday ends inside the node.
int LatticeStep::held_group(const LatticePlace& place, int months, int month) {
    const int since_quarter_end = (month - 1) % months_per_quarter + 1;
    const int held = std::min(months + 1, since_quarter_end);
    return held - 1 + (months < place.holiday_months ? months_per_quarter : 0);
}

double LatticeStep::held_growth(const LatticePlace& place, int contract_class, int month,
                                int held_group) const {
    if (place.width == 1) {
        return 0.0;
    }
    const bool on_holiday = held_group >= months_per_quarter;
    const int months_at_start = place.holiday_months + (on_holiday ? -1 : months_per_quarter);
    return planner_.log_growth(place, contract_class, month, held_group % months_per_quarter + 1,
                               months_at_start);
}

}  // namespace recoup
