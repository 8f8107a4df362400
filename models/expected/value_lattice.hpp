// The value lattice: a WorkoutGraph as cells between which expected masses move and values are taken.
//
//   cell = (place, contract class, completed months in the node, LTV node)
//   place = node x (never defaulted or not) x (collateral gone or not) x (noise stratum between auctions)
//   a cell carries P = E[1], M = E[claim], A = E[instalment] of the loans in it: a month is linear in them
//
//   mass after = step(mass before),  value before = step^T (value after) + cash:  one step, two directions
//
// Paying a cell's mean balance would be biased where balances differ inside it; fixed amounts go by P, what
// is proportional to the claim by M. Only what a cell can still come to matters: a place from which LTV (or
// the contract's end) can no longer matter has one LTV node (one class a rate). LTV moves as in the loan
// engine: at events and at quarter ends. Sources: discrete-time semi-Markov occupancy (Howard 1971, Dynamic
// Probabilistic Systems, vol. 2); design section 11. Validity: see lattice_step.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/expected/contract_classes.hpp"
#include "models/expected/cubic_grid.hpp"
#include "models/workout_graph.hpp"

namespace recoup {

inline constexpr int no_place = -1;
/// Growth of a claim that its instalments have all but repaid: far below every LTV that matters.
inline constexpr double nearly_repaid = 1e-6;

/// A way out of a place.
struct LatticeEdge {
    int exit = -1;  ///< of the hazard row; -1 = a clock
    LinearForm form;
    int target = no_place;    ///< none: the claim ends
    int residual = no_place;  ///< where a deficiency goes
    bool posts = true;        ///< false: counted, no cash
    bool first_default = false;
    bool was_in_stock = false;  ///< non-performing before (also for an instant on the way)
};

/// Completed months in a place in which all rows of a class pay, stay, grow and leave alike.
struct LatticeStretch {
    static constexpr int no_hazard = -1, by_clock = -2;

    int first = 0, last = 0;
    int bin = no_hazard;  ///< of the hazard row, or one of these
    bool holiday = false;
};

struct LatticePlace {
    std::uint16_t node = no_node;
    State state = State::current;
    Reporting reporting;
    std::uint16_t row = no_row;
    bool untouched = false;  ///< never non-performing: its cash is no recovery
    bool bare = false;       ///< no collateral (any more)
    int stratum = -1;        ///< of the noise of failed auctions

    double rate_cut = 0.0;  ///< of the measures taken so far, a year
    int holiday_months = 0;
    CashSpec cash;
    CostSpec costs;
    double commission_share = 0.0;  ///< of the cash
    Clock clock;                    ///< kind none where no measure can be taken
    std::vector<LatticeEdge> edges;
    int clock_edge = -1;  ///< into `edges`: move, measure or sold
    int nothing_to_sell_edge = -1;
    int maturity_edge = -1;
    std::vector<int> unsold_edges;  ///< one, or one a stratum

    bool by_ltv = false;       ///< LTV can still matter
    bool by_maturity = false;  ///< the contract's end can still matter
    bool monthly = false;      ///< it is told by months: a short term comes from here or to here
    int width = 1;             ///< LTV nodes
    int durations = 1;
    int classes = 1;
    std::vector<LatticeStretch> stretches;
    std::vector<int> stretch_of;  ///< by months in the place
    bool ageless = false;         ///< nothing goes by the months: all masses are the oldest row
    std::vector<int>
        crossings;  ///< months from which a row leaves its stretch or joins the oldest; oldest first
    bool hazard_by_ltv = false;  ///< LTV matters here and now
    bool entries_apart = false;  ///< and what entered in the running quarter has stretches of its own
    int growth = -1;             ///< law of the claim's growth, where LTV matters
    int first_row = 0;           ///< row = first_row + contract class * durations + months
    std::size_t first_slot = 0;  ///< slot = first_slot + (row - first_row) * width + LTV node

    // The same of masses (lattice_mass.hpp), which places that differ in the stratum alone share.
    int first_ring_row = 0;  ///< one row more a class
    std::size_t first_ring_slot = 0;
    int first_class = 0, first_stretch = 0, first_noise = 0;
    std::size_t first_sum_slot = 0;
    bool carries() const { return stratum <= 0; }
    int stretch_count() const { return static_cast<int>(stretches.size()); }
    const LatticeStretch& stretch_at(int months) const {
        return stretches[static_cast<std::size_t>(stretch_of[static_cast<std::size_t>(months)])];
    }

    // Slots of the rows in which a choice is open (choice_gain.hpp): months from the clock's on.
    std::size_t first_choice = 0;
    bool has_choice() const { return clock.kind == ClockKind::choice; }
    /// Month of the running quarter, 1 or 2, in which a row entered that has `months` completed when `month`
    /// starts; 0 where it has been here since before or stands as if it had.
    int entered_in_quarter(int month, int months) const {
        const int since = (month - 1) % months_per_quarter;
        return entries_apart && months < since ? since - months : 0;
    }
    int choice_rows() const { return has_choice() ? durations - clock.after_months : 0; }  ///< of a class
    std::size_t choice_slot(int contract_class, int months) const {
        return first_choice + static_cast<std::size_t>(
                                  (contract_class * choice_rows() + months - clock.after_months) * width);
    }
};

/// What a stay of one month does to a claim.
struct LatticeStay {
    double accrual = 1.0;        ///< 1 + interest of the month
    double growth = 1.0;         ///< g
    double share_paid = 0.0;     ///< q, outside a holiday
    double cash_by_claim = 0.0;  ///< (1+i) s
};

struct LatticeInput {
    const WorkoutGraph& graph;
    const HazardTable& table;
    std::uint32_t eligible = 0;  ///< bit m: measure m may be taken
    bool secured = true;
    double reference_claim = 0.0;  ///< minor units: what a fixed cost is compared with when it moves the LTV
    CubicGrid log_ltv;
    ContractClasses classes;
    int noise_strata = 16;
};

class ValueLattice {
  public:
    explicit ValueLattice(const LatticeInput& input);

    const WorkoutGraph& graph() const { return *graph_; }
    const HazardTable& table() const { return *table_; }
    const CubicGrid& log_ltv() const { return log_ltv_; }
    const ContractClasses& classes() const { return classes_; }
    const std::vector<LatticePlace>& places() const { return places_; }
    double reference_claim() const { return reference_claim_; }
    std::vector<double> reserves() const;  ///< of all auctions

    int rows() const { return rows_; }
    std::size_t slots() const { return slots_; }
    std::size_t choice_slots() const { return choice_slots_; }  ///< 0 = nothing to choose
    int ring_rows() const { return ring_rows_; }
    std::size_t ring_slots() const { return ring_slots_; }
    std::size_t sum_slots() const { return sum_slots_; }
    int stretch_rows() const { return stretch_rows_; }
    int noise_laws() const { return noise_laws_; }
    /// Place of a loan that the tape puts in a state; no_place where the graph has none.
    int start_place(State state) const { return start_[static_cast<std::size_t>(state)]; }
    /// Where the LTV axis of a class stands at the end of a month: node j at log_ltv().node(j) + this.
    double axis(const LatticePlace& place, int contract_class, int month) const {
        return moves_axis(place) ? axis_at(place, contract_class, month).offset : 0.0;
    }
    /// By how much the rows of a class with `months` completed move along their axis at a quarter's end.
    double step_on_axis(const LatticePlace& place, int contract_class, int month, int months) const {
        return moves_axis(place) ? axis_at(place, contract_class, month).nodes * log_ltv_.spacing()
                                 : growth_so_far(place, contract_class, month, months - 1);
    }
    int rate_of(const LatticePlace& place, int contract_class) const {
        return place.by_maturity ? contract_class / static_cast<int>(maturities_of(place).size())
                                 : contract_class;
    }
    const std::vector<int>& maturities_of(const LatticePlace& place) const {
        return place.untouched ? classes_.maturities
               : place.monthly ? classes_.monthly_maturities
                               : classes_.workout_maturities;
    }
    /// Month in which the contract ends; of a place that tells maturities apart.
    int maturity_of(const LatticePlace& place, int contract_class) const {
        const std::vector<int>& nodes = maturities_of(place);
        return nodes[static_cast<std::size_t>(contract_class) % nodes.size()];
    }
    /// The first node of a place's maturities from `maturity` on, or the last.
    int maturity_node(const LatticePlace& place, int maturity) const;
    int class_of(const LatticePlace& place, int rate, int maturity) const {
        return place.by_maturity ? rate * static_cast<int>(maturities_of(place).size()) + maturity : rate;
    }
    /// Value at cut-off level over claim at an LTV node.
    double value_over_claim(int node) const { return value_over_claim_[static_cast<std::size_t>(node)]; }
    double claim_over_value(int node) const { return claim_over_value_[static_cast<std::size_t>(node)]; }
    const std::vector<double>& values_over_claim() const { return value_over_claim_; }
    double annual_rate(const LatticePlace& place, int rate) const;

    LatticeStay stay(const LatticePlace& place, int contract_class) const;
    bool pays(const LatticePlace& place, int contract_class, int month, int months_at_start) const;
    /// Log growth of a claim of the class from the last quarter's end to the end of `month`, at the nominal
    /// instalment; all of it on holiday or none.
    double growth_in_quarter(const LatticePlace& place, int contract_class, int month,
                             bool on_holiday) const {
        return place.growth < 0
                   ? 0.0
                   : growths_[static_cast<std::size_t>(place.growth)][on_holiday ? 1 : 0]
                             [static_cast<std::size_t>(contract_class * (classes_.horizon + 1) + month)];
    }
    /// The same of a claim with `months` completed in the place when `month` starts.
    double growth_so_far(const LatticePlace& place, int contract_class, int month, int months) const;
    /// By which a row that enters in `month` stands back on its axis: the quarter's end moves all rows alike.
    double stands_back(const LatticePlace& place, int contract_class, int month) const {
        return month % months_per_quarter == 0
                   ? 0.0
                   : growth_in_quarter(place, contract_class, month, place.holiday_months > 0);
    }

  private:
    friend class LatticeCompiler;
    /// An axis at a month's end and the nodes by which it let the rows go past it then.
    struct Axis {
        double offset = 0.0;
        int nodes = 0;
    };
    /// Rows of a class grow alike, but where some are on holiday.
    bool moves_axis(const LatticePlace& place) const {
        return place.growth >= 0 && place.holiday_months == 0 && log_ltv_.spacing() > 0.0;
    }
    const Axis& axis_at(const LatticePlace& place, int contract_class, int month) const {
        return axes_[static_cast<std::size_t>(place.growth)]
                    [static_cast<std::size_t>(contract_class * (classes_.horizon + 1) + month)];
    }
    void find_growths();
    void find_axes(const LatticePlace& place);
    double log_growth(const LatticePlace& place, int contract_class, int month, int months,
                      int months_at_start) const;

    /// By law: paying and on holiday; [class * (horizon + 1) + month].
    std::vector<std::array<std::vector<double>, 2>> growths_;
    std::vector<std::vector<Axis>> axes_;
    const WorkoutGraph* graph_;
    const HazardTable* table_;
    CubicGrid log_ltv_;
    std::vector<double> value_over_claim_, claim_over_value_;
    ContractClasses classes_;
    double reference_claim_ = 0.0;
    std::vector<LatticePlace> places_;
    std::array<int, state_count> start_{};
    int rows_ = 0;
    std::size_t slots_ = 0, choice_slots_ = 0;
    int ring_rows_ = 0, mass_classes_ = 0, stretch_rows_ = 0, noise_laws_ = 0;
    std::size_t ring_slots_ = 0, sum_slots_ = 0;
};

}  // namespace recoup
