// Expected masses of the rows (place, contract class, completed months) of a value lattice.
//
//   row = frame (stored row):   count = d n,  claim = d (g B - q A),  instalment = d A, ... by LTV node
//
// All rows of a stretch (LatticePlace: months in which rows pay, stay and leave alike) age by one map, so a
// month changes their frame and not them: d takes the probability of staying, g and q interest and payments.
// Beside them stands their sum, in the same frame; a row is touched where it enters or leaves a stretch.
// Cohorts lie in a ring by the month in which they entered, so that nothing moves when they age; the oldest
// are one row. Sums are kept by adding and taking away: right to rounding of the largest row they held.
//
// What failed auctions tell about the price is the same for all that entered in one month: the places that
// differ in the stratum alone share their rows, and each has its probability of them (NoiseLaw).
#pragma once

#include <cstdint>
#include <vector>

#include "models/expected/value_lattice.hpp"

namespace recoup {

/// What a mass carries, in this order.
enum MassComponent : std::uint8_t {
    mass_count,       ///< expected number of loans
    mass_claim,       ///< minor units
    mass_instalment,  ///< minor units a month
    mass_at_cut_off,  ///< claim at cut-off
    mass_resolved,    ///< claim at cut-off x month in which the stock of NPE was last left; 0 inside it
};
inline constexpr int mass_components = 5;
inline constexpr int value_components = 3;  ///< the first three

/// Probabilities of the strata of the next auction's noise, given that all so far have failed.
using NoiseLaw = std::vector<double>;

/// Room that a mass takes, in numbers.
struct MassRoom {
    std::size_t slots = 0, rows = 0, sum_slots = 0, stretches = 0;

    explicit MassRoom(const ValueLattice& lattice);
    MassRoom() = default;
    void include(const MassRoom& other);
    double bytes() const;
};

class LatticeMass {
  public:
    explicit LatticeMass(const MassRoom& room);
    explicit LatticeMass(const ValueLattice& lattice) : LatticeMass(MassRoom(lattice)) {}

    /// Nothing anywhere; from now on the mass of `lattice` at cut-off, of the first `components`.
    void clear(const ValueLattice& lattice, int components = mass_components);
    int components() const { return components_; }

    /// Whether a class, a stretch of it, a row holds something.
    bool any(const LatticePlace& place, int contract_class) const {
        return held_[class_at(place, contract_class)] > 0;
    }
    bool any(const LatticePlace& place, int contract_class, int stretch) const {
        return stretches_[stretch_at(place, contract_class, stretch)].rows > 0;
    }
    bool active(const LatticePlace& place, int contract_class, int months) const {
        return active_[position(place, contract_class, months)] != 0;
    }
    /// A row as it is, [component][LTV node].
    void read(const LatticePlace& place, int contract_class, int months, double* row) const;
    /// The sum of the rows of a stretch.
    void total(const LatticePlace& place, int contract_class, int stretch, double* sum) const;
    /// Claims of a row, weighted by LTV node.
    double claim(const LatticePlace& place, int contract_class, int months, const double* weight) const;
    /// Of those in a place of failed auctions with so many months completed.
    const NoiseLaw& noise(const LatticePlace& place, int months) const {
        return noise_[noise_at(place, month_ - months)];
    }

    /// Adds to a row at the start of a month.
    void put(const LatticePlace& place, int contract_class, int months, const double* row);
    /// The row of those that enter in the month at hand: to be added to, in no frame.
    double* use_entry(const LatticePlace& place, int contract_class);
    void enter_with(const LatticePlace& place, const NoiseLaw& noise) {
        noise_[noise_at(place, month_ + 1)] = noise;
    }
    /// Takes the marked LTV nodes out of a row; `taken` becomes what they held.
    void take(const LatticePlace& place, int contract_class, int months, const std::uint8_t* marked,
              double* taken);
    void erase(const LatticePlace& place, int contract_class, int stretch);
    /// Interest, payments and staying (null: all stay) of a month for the rows of a stretch.
    void stay(const LatticePlace& place, int contract_class, int stretch, double growth, double share_paid,
              const double* staying);
    /// Ends the month at hand: every row is one month older.
    void age();
    /// Moves the rows of a stretch along the LTV axis; those that entered in the month that ended stand
    /// still.
    void shift(const LatticePlace& place, int contract_class, int stretch, const CubicShift& shift);

  private:
    struct Stretch {
        int rows = 0;
        double growth = 1.0, paid = 0.0;  ///< g, q of the frame
    };

    std::size_t class_at(const LatticePlace& place, int contract_class) const {
        return static_cast<std::size_t>(place.first_class + contract_class);
    }
    std::size_t stretch_at(const LatticePlace& place, int contract_class, int stretch) const {
        return static_cast<std::size_t>(place.first_stretch + contract_class * place.stretch_count() +
                                        stretch);
    }
    std::size_t noise_at(const LatticePlace& place, int entered) const {
        return static_cast<std::size_t>(place.first_noise + entered);
    }
    static std::size_t first_position(const LatticePlace& place, int contract_class) {
        return static_cast<std::size_t>(place.first_ring_row + contract_class * (place.durations + 1));
    }
    std::size_t position(const LatticePlace& place, int contract_class, int months) const {
        const int oldest = place.durations - 1;
        const int in_ring = (month_ + place.durations - months) % place.durations;
        return first_position(place, contract_class) +
               static_cast<std::size_t>(months == oldest ? place.durations : in_ring);
    }
    double* stored(const LatticePlace& place, std::size_t position) {
        return slots_.data() + slot_of(place, position);
    }
    std::size_t slot_of(const LatticePlace& place, std::size_t position) const {
        return (place.first_ring_slot + (position - static_cast<std::size_t>(place.first_ring_row)) *
                                            static_cast<std::size_t>(place.width)) *
               static_cast<std::size_t>(components_);
    }
    /// Staying by LTV node, then the sum.
    double* frame(const LatticePlace& place, int contract_class, int stretch) {
        return sums_.data() + sum_slot(place, contract_class, stretch);
    }
    const double* frame(const LatticePlace& place, int contract_class, int stretch) const {
        return sums_.data() + sum_slot(place, contract_class, stretch);
    }
    std::size_t sum_slot(const LatticePlace& place, int contract_class, int stretch) const {
        const auto of_place = static_cast<std::size_t>(contract_class * place.stretch_count() + stretch);
        return (place.first_sum_slot + of_place * static_cast<std::size_t>(place.width)) *
               static_cast<std::size_t>(components_ + 1);
    }
    void out_of_frame(const LatticePlace& place, const Stretch& law, const double* staying,
                      const double* from, double* row) const;
    void into_frame(const LatticePlace& place, const Stretch& law, const double* staying, const double* row,
                    double* to);
    void add_row(const LatticePlace& place, int contract_class, int months, std::size_t at,
                 const double* row);
    void move_on(const LatticePlace& place, int contract_class, int months);
    void settle(const LatticePlace& place, int contract_class, int stretch, const CubicShift* shift);

    const ValueLattice* lattice_ = nullptr;
    int components_ = mass_components;
    int month_ = 0;  ///< completed since cut-off
    std::vector<double> slots_;
    std::vector<std::uint8_t> active_;  ///< by row
    std::vector<double> sums_;
    std::vector<Stretch> stretches_;
    std::vector<int> held_;  ///< rows that are active, by place and class
    std::vector<NoiseLaw> noise_;
    std::vector<double> row_, moved_;  // [component][LTV node]
    std::vector<double> inverse_;      // of staying, by LTV node
};

}  // namespace recoup
