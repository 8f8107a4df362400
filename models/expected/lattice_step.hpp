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
// rounding. Timing is that of the loan engine (models/README.md). Limitations, each by design: a claim is not
// stopped at zero but at its contract's end; upkeep takes the index when the node was entered, at most the
// last duration edge ago; what a fixed cost adds to the claim moves the LTV as it would that of the reference
// claim.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "models/expected/sale_tables.hpp"
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

/// The law of one month.
struct LatticeMonth {
    int month = 0;                             ///< 1 = the first after cut-off
    const double* exit_probability = nullptr;  ///< [cell * stride + exit] of the hazard table
    std::vector<int> bucket;                   ///< LTV bucket by node; empty without collateral
    const double* level = nullptr;             ///< price index by month 0..month, level 1 at cut-off
    SaleTables* sales = nullptr;               ///< begun for this month; null without collateral
    const std::uint8_t* moves = nullptr;       ///< by slot of choice: taken now; null = no month of choice
};

/// LTV bucket of every node at an index level.
std::vector<int> buckets_at(const HazardTable& table, const CubicGrid& log_ltv, double level);

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

class LatticeMass {
  public:
    /// Room for any lattice of up to so many slots and rows.
    LatticeMass(std::size_t slots, int rows);
    explicit LatticeMass(const ValueLattice& lattice) : LatticeMass(lattice.slots(), lattice.rows()) {}

    /// Nothing anywhere; from now on the mass of `lattice`.
    void clear(const ValueLattice& lattice);
    double* at(const LatticePlace& place, int contract_class, int months, int component);
    const double* at(const LatticePlace& place, int contract_class, int months, int component) const;
    /// Whether a row holds something; a row is written only after it was marked.
    bool active(const LatticePlace& place, int contract_class, int months) const {
        return active_[row_of(place, contract_class, months)] != 0;
    }
    void mark(const LatticePlace& place, int contract_class, int months) {
        active_[row_of(place, contract_class, months)] = 1;
    }

  private:
    static std::size_t row_of(const LatticePlace& place, int contract_class, int months) {
        return static_cast<std::size_t>(place.first_row + contract_class * place.durations + months);
    }
    const ValueLattice* lattice_ = nullptr;
    std::vector<double> slots_;
    std::vector<std::uint8_t> active_;  // by row
};

struct LatticeValue {
    std::vector<double> slots;

    explicit LatticeValue(const ValueLattice& lattice);
    double* at(const LatticePlace& place, int contract_class, int months, int component);
    const double* at(const LatticePlace& place, int contract_class, int months, int component) const;
};

/// What a stay of one month does to a claim.
struct LatticeStay {
    double accrual = 1.0;        ///< 1 + interest of the month
    double growth = 1.0;         ///< g
    double share_paid = 0.0;     ///< q, outside a holiday
    double cash_by_claim = 0.0;  ///< (1+i) s
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
};

/// What happens to a mass that takes an edge: cash a unit of claim and of count, and where it goes.
struct LatticePlan {
    double log_step = 0.0;  ///< before the sale, where there is one
    const std::vector<ExpectedSale>* sale = nullptr;
    bool posts = true;
    double in_by_claim = 0.0;
    double external_by_claim = 0.0, external_by_count = 0.0;
    double internal_by_claim = 0.0, internal_by_count = 0.0;
    double closing = 0.0;  ///< share of the mass whose claim ends, without a sale
    bool residual = false;
    std::vector<Delivery> deliveries;
};

/// Plans edges of one lattice.
class LatticePlanner {
  public:
    explicit LatticePlanner(const ValueLattice& lattice) : lattice_(lattice) {}

    LatticeStay stay(const LatticePlace& place, int contract_class) const;
    bool pays(const LatticePlace& place, int contract_class, int month, int months_at_start) const;
    /// Log growth of the claim in the `months` up to and including `month`, at the nominal instalment;
    /// `months_at_start` completed months in the node at the start of `month`.
    double log_growth(const LatticePlace& place, int contract_class, int month, int months,
                      int months_at_start) const;
    /// Edges that a clock takes now, with their probabilities.
    void due_edges(const LatticePlace& place, const LatticeMonth& month,
                   std::vector<std::pair<int, double>>& edges) const;
    /// The plan of an edge taken with probability `share` by a claim that grew by `log_growth` since its LTV
    /// was set.
    void plan(const LatticePlace& place, int contract_class, const LatticeEdge& edge, double share,
              double log_growth, const LatticeMonth& month, LatticePlan& plan) const;
    double upkeep_by_claim(const LatticePlace& place, int months, const LatticeMonth& month) const;

  private:
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

    /// `after` is overwritten; flows are added to.
    void forward(const LatticeMonth& month, const LatticeMass& before, LatticeMass& after, MonthFlows& flows);
    /// `before` is overwritten with the value at the end of the month before.
    void backward(const LatticeMonth& month, const CashWeights& weights, const LatticeValue& after,
                  LatticeValue& before);
    /// The value before of moving in the month, [slot of choice][component][LTV node]; of the choices alone.
    void backward_moving(const LatticeMonth& month, const CashWeights& weights, const LatticeValue& after,
                         std::vector<double>& before);

  private:
    static constexpr int clock_group = -1;
    static constexpr int held_groups = 2 * months_per_quarter;
    static int held_group(const LatticePlace& place, int months, int month);
    double held_growth(const LatticePlace& place, int contract_class, int month, int held_group) const;
    static std::size_t group_place(int edge, int held) {
        return static_cast<std::size_t>((edge + 1) * held_groups + held);
    }
    /// Scratch of an edge (or the clock) and a held group; zero when first asked for.
    double* group(const LatticePlace& place, int edge, int held, int components);
    bool clock_due(const LatticePlace& place, int months) const;
    void find_probabilities(const LatticePlace& place, int months, const LatticeMonth& month);
    double refresh_step(const LatticePlace& place, int contract_class, int month, int months) const;

    void forward_class(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                       const LatticeMass& before, LatticeMass& after, MonthFlows& flows);
    void forward_row(const LatticePlace& place, int contract_class, int months, const LatticeMonth& month,
                     const LatticeStay& stay, const double* mass, bool due, LatticeMass& after);
    void forward_choice(const LatticePlace& place, int contract_class, int months, const LatticeMonth& month,
                        const LatticeStay& stay, const double* mass, LatticeMass& after);
    void flush_exits(const LatticePlace& place);
    double* sum_of_bin(const LatticePlace& place, int held);
    void post_stay(const LatticePlace& place, const LatticeStay& stay, std::size_t rate, MonthFlows& flows);
    void forward_groups(const LatticePlace& place, int contract_class, const LatticeMonth& month,
                        LatticeMass& after, MonthFlows& flows);
    void deliver_edge(const LatticePlace& place, int contract_class, const LatticeEdge& edge,
                      const LatticeMonth& month, const double* mass, LatticeMass& after, MonthFlows& flows);
    void deliver(const LatticePlace& place, const LatticeEdge& edge, const Delivery& delivery, int month,
                 const double* moved, LatticeMass& after);
    void close(const LatticePlace& place, const LatticeEdge& edge, int month, const double* mass,
               MonthFlows& flows) const;
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
    LatticeValue refreshed_;
    std::vector<std::pair<int, double>> due_;
    std::vector<double> probability_;  // [exit][LTV node] of the row and months at hand
    std::vector<double> staying_;      // [LTV node]
    bool stays_ = true;                // at some LTV node
    int probability_cell_ = -1;
    std::vector<double> groups_;              // [edge or clock][held group][component][LTV node]
    std::vector<std::uint8_t> group_filled_;  // [edge or clock][held group]
    // Sums over the rows of a class: count, claim, instalments paid, claim x upkeep, each by LTV node.
    static constexpr int cash_sum_count = 4;
    std::vector<double> cash_sums_;
    std::vector<double> bin_sums_;                    // [held group][component][LTV node], of a duration bin
    std::vector<std::uint8_t> sum_filled_;            // [held group]
    std::vector<double> moved_, shifted_, weighted_;  // [component][LTV node]
    std::vector<double> chosen_;                      // the part of a row that moves, or that waits
};

}  // namespace recoup
