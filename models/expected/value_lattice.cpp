#include "models/expected/value_lattice.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "models/deterministic_math.hpp"
#include "models/expected/short_terms.hpp"

namespace recoup {

namespace {

/// Node, never defaulted, without collateral, stratum of the noise, taken off the rate so far.
using Key = std::tuple<std::uint16_t, bool, bool, int, double>;

bool row_varies_by_ltv(const HazardTable& table, std::uint16_t row) {
    const auto stride = static_cast<std::size_t>(table.stride);
    const auto buckets = static_cast<std::size_t>(table.buckets);
    const HazardRow& r = table.rows[row];
    const auto varies = [&](const std::vector<double>& odds) {
        for (std::size_t bin = 0; bin < r.duration_edges.size(); ++bin) {
            const double* first = odds.data() + (r.first_cell + bin * buckets) * stride;
            for (std::size_t bucket = 1; bucket < buckets; ++bucket) {
                if (!std::equal(first, first + stride, first + bucket * stride)) {
                    return true;
                }
            }
        }
        return false;
    };
    // Odds past the range of a double differ in their logarithms only.
    return std::ranges::any_of(table.odds, varies) || std::ranges::any_of(table.log_odds, varies);
}

}  // namespace

class LatticeCompiler {
  public:
    LatticeCompiler(const LatticeInput& input, ValueLattice& lattice) : input_(input), lattice_(lattice) {}

    void compile() {
        for (int i = 0; i < state_count; ++i) {
            const std::uint16_t node = input_.graph.start[static_cast<std::size_t>(i)];
            const bool untouched = !is_in_stock(static_cast<State>(i));
            lattice_.start_[static_cast<std::size_t>(i)] =
                node == no_node ? no_place : place_of(node, untouched, !input_.secured, -1, 0.0);
        }
        for (std::size_t next = 0; next < lattice_.places_.size(); ++next) {
            LatticePlace expanded = lattice_.places_[next];
            expand(expanded);
            lattice_.places_[next] = std::move(expanded);
        }
        find_what_matters();
        tell_short_terms_by_months(lattice_.classes_, lattice_.places_);
        lay_out();
    }

  private:
    const Node& node_of(std::uint16_t node) const { return input_.graph.nodes[node]; }

    int place_of(std::uint16_t node, bool untouched, bool bare, int stratum, double rate_cut) {
        const Key key{node, untouched, bare, stratum, rate_cut};
        const auto [found, is_new] = known_.try_emplace(key, static_cast<int>(lattice_.places_.size()));
        if (is_new) {
            LatticePlace place;
            place.node = node;
            place.state = node_of(node).state;
            place.reporting = node_of(node).rules;
            place.row = node_of(node).row;
            place.untouched = untouched;
            place.bare = bare;
            place.stratum = stratum;
            place.rate_cut = rate_cut;
            place.cash = node_of(node).rules.cash;
            place.costs = node_of(node).rules.costs;
            place.commission_share = node_of(node).rules.commission_share;
            place.holiday_months = holiday_on_entry(node);
            lattice_.places_.push_back(std::move(place));
        }
        return found->second;
    }

    int holiday_on_entry(std::uint16_t node) const {
        if (const LinearForm& form = node_of(node).form; form.recuts) {
            return form.recut.holiday_months;
        }
        // What a clock leaves of the holiday of the measure before.
        for (const Node& before : input_.graph.nodes) {
            const Clock timer = before.timer();
            if (before.form.recuts && timer.kind == ClockKind::move && timer.node == node) {
                return std::max(0, before.form.recut.holiday_months - timer.after_months - 1);
            }
        }
        return 0;
    }

    LatticeEdge edge_to(const LatticePlace& from, std::uint16_t target, int exit) {
        const Node& to = node_of(target);
        LatticeEdge edge;
        edge.exit = exit;
        edge.form = to.form;
        const bool on_the_way = defaults_on_the_way(node_of(from.node).rules, to);
        edge.was_in_stock = from.reporting.in_stock() || on_the_way;
        edge.first_default = from.untouched && (on_the_way || to.rules.in_stock());
        const bool untouched = from.untouched && !edge.first_default;
        const bool bare = from.bare || to.form.sells;
        if (to.residual_node != no_node) {
            edge.residual = place_of(to.residual_node, false, true, -1, from.rate_cut);
        }
        const double rate_cut = from.rate_cut + to.form.recut.rate_cut;
        edge.target = to.rules.closed() ? no_place : place_of(target, untouched, bare, -1, rate_cut);
        if (exit >= 0) {
            edge.posts = input_.table.rows[from.row].exits[static_cast<std::size_t>(exit)].accounts;
        }
        return edge;
    }

    int add_edge(LatticePlace& place, LatticeEdge edge) {
        place.edges.push_back(edge);
        return static_cast<int>(place.edges.size()) - 1;
    }

    void expand(LatticePlace& place) {
        const Node& node = node_of(place.node);
        for (std::size_t exit = 0; exit < node.exits.size(); ++exit) {
            add_edge(place, edge_to(place, node.exits[exit], static_cast<int>(exit)));
        }
        if (const std::uint16_t end = node.maturity_node(); end != no_node) {
            place.maturity_edge = add_edge(place, edge_to(place, end, -1));
        }
        place.clock = node.timer();
        switch (place.clock.kind) {
            case ClockKind::none:
            case ClockKind::maturity:
                break;
            case ClockKind::move:
                place.clock_edge = add_edge(place, edge_to(place, place.clock.node, -1));
                break;
            case ClockKind::measure:
            case ClockKind::choice:
                expand_measure(place);
                break;
            case ClockKind::auction:
                expand_auction(place);
                break;
        }
    }

    void expand_measure(LatticePlace& place) {
        for (const std::uint8_t m : place.clock.measures) {
            if ((input_.eligible >> m & 1U) != 0) {
                place.clock_edge = add_edge(place, edge_to(place, input_.graph.measure_entry[m], -1));
                return;
            }
        }
        place.clock.kind = ClockKind::none;
    }

    void expand_auction(LatticePlace& place) {
        if (place.bare) {
            place.nothing_to_sell_edge =
                add_edge(place, edge_to(place, place.clock.nothing_to_sell_node, -1));
            return;
        }
        place.clock_edge = add_edge(place, edge_to(place, place.clock.node, -1));
        const std::uint16_t unsold = place.clock.unsold_node;
        const bool again = node_of(unsold).clock_of(ClockKind::auction) != nullptr;
        for (int s = 0; s < (again ? input_.noise_strata : 1); ++s) {
            LatticeEdge edge = edge_to(place, unsold, -1);
            if (again) {
                edge.target =
                    place_of(unsold, edge.first_default ? false : place.untouched, false, s, place.rate_cut);
            }
            place.unsold_edges.push_back(add_edge(place, edge));
        }
    }

    bool ltv_matters_here(const LatticePlace& place) const {
        if (place.bare) {
            return false;
        }
        bool sells = place.clock.kind == ClockKind::auction;
        for (const LatticeEdge& edge : place.edges) {
            sells = sells || edge.form.sells;
        }
        return sells || place.costs.upkeep_share_of_value_per_year > 0.0 ||
               (place.row != no_row && row_varies_by_ltv(input_.table, place.row));
    }

    bool maturity_matters_here(const LatticePlace& place) const {
        bool matters = place.cash.share_of_instalment > 0.0 || place.maturity_edge >= 0;
        for (const LatticeEdge& edge : place.edges) {
            matters = matters || edge.form.recuts;
        }
        return matters;
    }

    void find_what_matters() {
        auto& places = lattice_.places_;
        for (LatticePlace& place : places) {
            place.by_ltv = ltv_matters_here(place);
            place.by_maturity = maturity_matters_here(place);
        }
        for (bool changed = true; changed;) {
            changed = false;
            for (LatticePlace& place : places) {
                for (const LatticeEdge& edge : place.edges) {
                    for (const int target : {edge.target, edge.residual}) {
                        if (target == no_place) {
                            continue;
                        }
                        const LatticePlace& next = places[static_cast<std::size_t>(target)];
                        const bool by_ltv = place.by_ltv || (!place.bare && next.by_ltv);
                        const bool by_maturity = place.by_maturity || next.by_maturity;
                        changed = changed || by_ltv != place.by_ltv || by_maturity != place.by_maturity;
                        place.by_ltv = by_ltv;
                        place.by_maturity = by_maturity;
                    }
                }
            }
        }
    }

    /// Completed months from which on nothing changes with time in the place.
    int last_duration(const LatticePlace& place) const {
        int last = place.holiday_months > 0 ? place.holiday_months + months_per_quarter : 1;
        last = std::max(last, place.entries_apart ? months_per_quarter - 1 : 0);
        if (place.has_choice() && place.clock.to_months != no_deadline) {
            return std::max(last, place.clock.to_months + months_per_quarter - 1);  // nobody stays longer
        }
        const int in_row = place.row == no_row ? 0 : input_.table.rows[place.row].last_duration();
        const int of_clock = place.clock.kind == ClockKind::none ? 0 : place.clock.after_months;
        return std::max({last, in_row, of_clock});
    }

    /// An instalment can be a large part of a claim, so what entered in the quarter asks its hazard apart.
    bool keeps_entries_apart(const LatticePlace& place) const {
        return place.hazard_by_ltv && place.cash.share_of_instalment > 0.0 &&
               lattice_.log_ltv_.spacing() > 0.0;
    }

    /// What rows with so many months completed do alike.
    LatticeStretch stretch_at(const LatticePlace& place, int months) const {
        LatticeStretch stretch{.first = months, .last = months, .holiday = months < place.holiday_months};
        const bool by_itself = place.clock.kind != ClockKind::none && place.clock.kind != ClockKind::choice;
        if (by_itself && months >= place.clock.after_months) {
            stretch.bin = LatticeStretch::by_clock;
        } else if (place.row != no_row) {
            const std::vector<int>& edges = input_.table.rows[place.row].duration_edges;
            const auto above = std::upper_bound(edges.begin(), edges.end(), months);
            stretch.bin = static_cast<int>(above - edges.begin()) - 1;
        }
        return stretch;
    }

    void add_stretches(LatticePlace& place) const {
        for (int months = 0; months < place.durations; ++months) {
            const LatticeStretch own = stretch_at(place, months);
            // A cohort stands alone that knows its own noise, or whose quarter has its entry or a holiday's
            // end inside.
            const int since_holiday = months - place.holiday_months;
            const bool alone =
                place.stratum >= 0 || (place.entries_apart && months < months_per_quarter) ||
                (place.holiday_months > 0 && since_holiday >= 0 && since_holiday < months_per_quarter);
            if (months > 0 && !alone && place.stretches.back().bin == own.bin &&
                place.stretches.back().holiday == own.holiday) {
                place.stretches.back().last = months;
            } else {
                place.stretches.push_back(own);
            }
            place.stretch_of.push_back(place.stretch_count() - 1);
        }
        place.ageless = place.stretch_count() == 1 && !place.has_choice() &&
                        place.costs.upkeep_share_of_value_per_year == 0.0;
        for (int months = place.durations - 2; months >= 0; --months) {
            const auto m = static_cast<std::size_t>(months);
            if (months == place.durations - 2 || place.stretch_of[m] != place.stretch_of[m + 1]) {
                place.crossings.push_back(months);
            }
        }
    }

    void lay_out() {
        const ContractClasses& classes = lattice_.classes_;
        for (LatticePlace& place : lattice_.places_) {
            place.width = place.by_ltv ? lattice_.log_ltv_.size() : 1;
            place.hazard_by_ltv =
                place.width > 1 && place.row != no_row && row_varies_by_ltv(input_.table, place.row);
            place.entries_apart = keeps_entries_apart(place);
            place.durations = last_duration(place) + 1;
            add_stretches(place);
            const auto maturities = static_cast<int>(lattice_.maturities_of(place).size());
            place.classes = classes.rate_count() * (place.by_maturity ? maturities : 1);
            place.first_row = lattice_.rows_;
            place.first_slot = lattice_.slots_;
            const int rows = place.classes * place.durations;
            lattice_.rows_ += rows;
            lattice_.slots_ += static_cast<std::size_t>(rows) * static_cast<std::size_t>(place.width);
            place.first_choice = lattice_.choice_slots_;
            lattice_.choice_slots_ +=
                static_cast<std::size_t>(place.classes * place.choice_rows() * place.width);
            lay_out_masses(place);
        }
    }

    void lay_out_masses(LatticePlace& place) {
        if (!place.carries()) {
            const LatticePlace& carrier = lattice_.places_[static_cast<std::size_t>(
                known_.at({place.node, place.untouched, place.bare, 0, place.rate_cut}))];
            place.first_ring_row = carrier.first_ring_row;
            place.first_ring_slot = carrier.first_ring_slot;
            place.first_class = carrier.first_class;
            place.first_stretch = carrier.first_stretch;
            place.first_noise = carrier.first_noise;
            place.first_sum_slot = carrier.first_sum_slot;
            return;
        }
        const auto width = static_cast<std::size_t>(place.width);
        place.first_ring_row = lattice_.ring_rows_;
        place.first_ring_slot = lattice_.ring_slots_;
        const int ring_rows = place.classes * (place.durations + 1);
        lattice_.ring_rows_ += ring_rows;
        lattice_.ring_slots_ += static_cast<std::size_t>(ring_rows) * width;
        place.first_class = lattice_.mass_classes_;
        lattice_.mass_classes_ += place.classes;
        place.first_stretch = lattice_.stretch_rows_;
        place.first_sum_slot = lattice_.sum_slots_;
        lattice_.stretch_rows_ += place.classes * place.stretch_count();
        lattice_.sum_slots_ += static_cast<std::size_t>(place.classes * place.stretch_count()) * width;
        place.first_noise = lattice_.noise_laws_;
        lattice_.noise_laws_ += place.stratum < 0 ? 0 : lattice_.classes_.horizon + 2;
    }

    const LatticeInput& input_;
    ValueLattice& lattice_;
    std::map<Key, int> known_;
};

ValueLattice::ValueLattice(const LatticeInput& input)
    : graph_(&input.graph),
      table_(&input.table),
      log_ltv_(input.log_ltv),
      classes_(input.classes),
      reference_claim_(input.reference_claim) {
    for (int j = 0; j < log_ltv_.size(); ++j) {
        value_over_claim_.push_back(exp_ieee(-log_ltv_.node(j)));
        claim_over_value_.push_back(exp_ieee(log_ltv_.node(j)));
    }
    LatticeCompiler(input, *this).compile();
    find_growths();
}

std::vector<double> ValueLattice::reserves() const {
    std::set<double> all;
    for (const LatticePlace& place : places_) {
        if (place.clock.kind == ClockKind::auction) {
            all.insert(place.clock.reserve);
        }
    }
    return {all.begin(), all.end()};
}

int ValueLattice::maturity_node(const LatticePlace& place, int maturity) const {
    const std::vector<int>& nodes = maturities_of(place);
    const auto found = std::lower_bound(nodes.begin(), nodes.end(), maturity);
    return std::min(static_cast<int>(found - nodes.begin()), static_cast<int>(nodes.size()) - 1);
}

double ValueLattice::annual_rate(const LatticePlace& place, int rate) const {
    return std::max(0.0, classes_.rates.node(rate) - place.rate_cut);
}

}  // namespace recoup
