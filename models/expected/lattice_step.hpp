// One month of the value lattice, in both directions.
//
//   stay      B' = g B - q A,  g = (1+i)(1-s), q = share of the instalment paid;  cash = (1+i) s B + q A
//   forward   mass(t) = step(mass(t-1)): due clocks, else exits with p_j(x, LTV, months), entry actions,
//             staying
//   backward  value(t-1) = cash + step^T value(t)
//   LTV       moves by the claim's own growth at events, and for all that stay at quarter ends, by a nominal
//             growth g - q a(i, n); payments themselves go by the exact masses
//
// Both directions are built from the same plans (LatticePlan), so that one is the adjoint of the other to
// rounding. Timing is that of the loan engine (models/README.md). Forward, rows of a stretch are run as their
// sum, and what failed auctions tell is one law a cohort, not a place a stratum (LatticeMass). Limitations,
// each by design: a claim is not stopped at zero but at its contract's end; upkeep takes the index when the
// node was entered, at most the last duration edge ago; what a fixed cost adds to the claim moves the LTV as
// it would that of the reference claim.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/expected/lattice_mass.hpp"
#include "models/expected/sale_tables.hpp"
#include "models/expected/value_lattice.hpp"

namespace recoup {

/// The law of one month.
struct LatticeMonth {
    int month = 0;                             ///< 1 = the first after cut-off
    const double* exit_probability = nullptr;  ///< [cell * stride + exit] of the hazard table
    const double* level = nullptr;  ///< price index by month, level 1 at cut-off; null without collateral
    SaleTables* sales = nullptr;    ///< begun for this month; null without collateral
    const std::uint8_t* moves = nullptr;  ///< by slot of choice: taken now; null = no month of choice
};

/// Expected cash of a month by rate node, minor units; and what ends the observation of a claim.
struct MonthFlows {
    explicit MonthFlows(int rates = 0) : in(rates), external(rates), internal(rates), inflow(rates) {}
    std::vector<double> in;          ///< cash in, workout loans
    std::vector<double> external;    ///< costs but internal workout
    std::vector<double> internal;    ///< internal workout cost
    std::vector<double> inflow;      ///< claim of first defaults
    double closed_at_cut_off = 0.0;  ///< claim at cut-off of what closed
    double closed_resolved = 0.0;    ///< the same x month of resolution
};

/// Weights of cash in a value, by rate node.
struct CashWeights {
    std::vector<double> in, external, internal;
};

/// Where the values of a row begin, [component][LTV node].
std::size_t first_value(const LatticePlace& place, int contract_class, int months);

struct LatticeValue {
    std::vector<double> slots;

    LatticeValue() = default;
    explicit LatticeValue(const ValueLattice& lattice);
    double* at(const LatticePlace& place, int contract_class, int months, int component);
    const double* at(const LatticePlace& place, int contract_class, int months, int component) const;
};

/// A linear move of a mass to another place; its LTV moves by `log_step`.
struct Delivery {
    int place = no_place;
    int contract_class = 0;
    double count = 1.0;
    double claim = 1.0;
    double claim_by_count = 0.0;
    double instalment = 1.0;
    double instalment_by_claim = 0.0;
    double log_step = 0.0;
    bool deficiency = false;  ///< weights by LTV node: what the sale leaves of the claim

    /// A share of the mass as it stands.
    bool plain() const {
        return !deficiency && log_step == 0.0 && claim == count && instalment == count &&
               claim_by_count == 0.0 && instalment_by_claim == 0.0;
    }
};

/// What happens to a mass that takes an edge: cash a unit of claim and of count, and where it goes.
struct LatticePlan {
    double log_step = 0.0;  ///< before the sale, where there is one
    const std::vector<ExpectedSale>* sale = nullptr;
    bool posts = true;
    double in_by_claim = 0.0, in_by_count = 0.0;
    double external_by_claim = 0.0, external_by_count = 0.0;
    double internal_by_claim = 0.0, internal_by_count = 0.0;
    double closing = 0.0;  ///< share of the mass whose claim ends, without a sale
    bool residual = false;
    std::vector<Delivery> deliveries;

    /// Outside a sale.
    bool moves_cash() const {
        return in_by_claim != 0.0 || in_by_count != 0.0 || external_by_claim != 0.0 ||
               external_by_count != 0.0 || internal_by_claim != 0.0 || internal_by_count != 0.0;
    }
};

/// Plans edges of one lattice.
class LatticePlanner {
  public:
    explicit LatticePlanner(const ValueLattice& lattice) : lattice_(lattice) {}

    /// Edges that a clock takes now, with their probabilities.
    void due_edges(const LatticePlace& place, const LatticeMonth& month,
                   std::vector<std::pair<int, double>>& edges) const;
    /// Adds the probabilities that an auction of a noise in this stratum fails, by way out.
    void add_failures(const LatticePlace& place, int stratum, double weight, const LatticeMonth& month,
                      std::vector<double>& failed) const;
    /// The plan of an edge taken with probability `share` by claims with `months` completed.
    void plan(const LatticePlace& place, int contract_class, const LatticeEdge& edge, double share,
              int months, const LatticeMonth& month, LatticePlan& plan) const;
    double upkeep_by_claim(const LatticePlace& place, int contract_class, int months,
                           const LatticeMonth& month) const;

  private:
    double growth_on_entry(const Delivery& delivery, int month) const;
    void plan_contract(const LatticePlace& place, int contract_class, const LatticeEdge& edge, int month,
                       LatticePlan& plan) const;
    void plan_sale(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                   const LatticeMonth& month, LatticePlan& plan) const;

    const ValueLattice& lattice_;
};

/// Works on one lattice; holds scratch memory only.
class LatticeStep {
  public:
    explicit LatticeStep(const ValueLattice& lattice);

    /// Moves the mass to the month's end; flows are added to.
    void forward(const LatticeMonth& month, LatticeMass& mass, MonthFlows& flows);
    /// `before` is overwritten with the value at the end of the month before.
    void backward(const LatticeMonth& month, const CashWeights& weights, const LatticeValue& after,
                  LatticeValue& before);
    /// The value before of moving in the month, [slot of choice][component][LTV node]; of the choices alone.
    void backward_moving(const LatticeMonth& month, const CashWeights& weights, const LatticeValue& after,
                         std::vector<double>& before);

  private:
    // Masses that leave a class by the same edge leave alike, save that a claim on holiday grows faster: they
    // are told by how many months before this one they have paid in the quarter since a holiday.
    static constexpr int clock_group = -1;
    static constexpr int holiday_phase = -1;
    static constexpr int phases = 1 + months_per_quarter;
    static int paying_phase(int month) { return (month - 1) % months_per_quarter; }
    static int phase_of(const LatticePlace& place, int month, int months) {
        return place.holiday_months == 0
                   ? paying_phase(month)
                   : std::clamp(months - place.holiday_months, holiday_phase, paying_phase(month));
    }
    static std::size_t group_place(int edge, int phase) {
        return static_cast<std::size_t>((edge + 1) * phases + phase - holiday_phase);
    }
    /// Scratch of an edge (or the clock) and a phase; zero when first asked for.
    double* group(const LatticePlace& place, int edge, int phase, int components);
    int exits_of(const LatticePlace& place) const;

    /// Probabilities of a duration bin in the month at hand.
    struct BinLaw {
        bool known = false;
        bool stays = true;                ///< at some LTV node
        std::vector<double> probability;  ///< [exit][LTV node]
        std::vector<double> staying;      ///< [LTV node]
    };
    /// Rows that stand alike on an axis: by LTV node their bucket, by duration bin the law that it gives.
    struct Standing {
        bool known = false;
        double axis = 0.0;
        std::vector<int> bucket;
        std::vector<BinLaw> laws;
    };
    void begin_place(const LatticePlace& place);
    void begin_class(const LatticePlace& place, int contract_class, const LatticeMonth& month);
    void stand_at(const LatticePlace& place, double axis, const LatticeMonth& month, Standing& standing);
    /// Of the rows with `months` completed.
    const BinLaw& law_of(const LatticePlace& place, int months, const LatticeMonth& month);

    void forward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                       LatticeMass& mass, MonthFlows& flows);
    void forward_matured(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                         LatticeMass& mass, MonthFlows& flows);
    double share_paid(const LatticePlace& place, int contract_class, int months,
                      const LatticeMonth& month) const;
    void forward_stretch(const LatticePlace& place, int contract_class, int stretch,
                         const LatticeMonth& month, const LatticeStay& stay, LatticeMass& mass,
                         MonthFlows& flows);
    /// Takes out of the rows of a class what moves by choice in the month.
    void forward_choice(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                        const LatticeStay& stay, LatticeMass& mass, MonthFlows& flows);
    void leave(const LatticePlace& place, const LatticeStretch& rows, const LatticeMonth& month,
               const LatticeStay& stay, double share_paid, std::size_t rate, MonthFlows& flows);
    void forward_groups(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                        const NoiseLaw* noise, LatticeMass& mass, MonthFlows& flows);
    void due_ways(const LatticePlace& place, const LatticeMonth& month, const NoiseLaw* noise,
                  LatticeMass& mass);
    const std::vector<ExpectedSale>& sale_of(const LatticePlace& place, const LatticeEdge& edge,
                                             const LatticeMonth& month, const NoiseLaw& noise);
    void deliver_edge(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                      const LatticeMonth& month, const double* taken, LatticeMass& mass, MonthFlows& flows);
    void deliver(const LatticePlace& place, const LatticeEdge& edge, const Delivery& delivery, int month,
                 const double* moved, LatticeMass& mass);
    void close(const LatticePlace& place, const LatticeEdge& edge, int month, MonthFlows& flows) const;
    void refresh_mass(int month, LatticeMass& mass);

    void backward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                        const CashWeights& weights, const LatticeValue& after, LatticeValue& before);
    void backward_row(const LatticePlace& place, int contract_class, int months, const LatticeMonth& month,
                      const LatticeStay& stay, const CashWeights& weights, const LatticeValue& after,
                      bool due, double* before);
    const double* group_value(const LatticePlace& place, int contract_class, int edge, int months,
                              const LatticeMonth& month, const CashWeights& weights,
                              const LatticeValue& after);
    void add_edge_value(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                        const CashWeights& weights, const LatticeValue& after, double* value);
    void add_delivery_value(const LatticePlace& place, const Delivery& delivery, const LatticeValue& after,
                            double* value);
    void refresh_value(int month, const LatticeValue& from, LatticeValue& to) const;

    const ValueLattice& lattice_;
    LatticePlanner planner_;
    LatticePlan plan_;
    LatticeValue refreshed_;  ///< made by the first step backward
    std::vector<std::pair<int, double>> due_;
    // Of the place at hand: what has been there since before the quarter, what entered in its first month, in
    // its second.
    std::array<Standing, months_per_quarter> standings_;
    std::vector<double> groups_;              // [edge or clock][phase][component][LTV node]
    std::vector<std::uint8_t> group_filled_;  // [edge or clock][phase]
    std::vector<double> sum_;                 // of the rows of a stretch, [component][LTV node]
    int components_ = mass_components;        // of the mass at hand
    std::vector<ExpectedSale> mixed_sale_;    // over the strata of a cohort
    // Of the place and month at hand: what a failed auction tells and how likely it is.
    NoiseLaw failed_;
    double failing_ = 0.0;
    bool failed_known_ = false, mixed_known_ = false;
    std::vector<double> moved_, shifted_, weighted_;  // [component][LTV node]
};

}  // namespace recoup
