#include "models/expected/short_terms.hpp"

#include <algorithm>

namespace recoup {

namespace {

/// The shortest time of paying that the edge can cut a contract to is below a step of the nodes.
bool cuts_short(const ContractClasses& classes, const LinearForm& form) {
    const int shortest = form.minimum_term_months > 0
                             ? form.minimum_term_months
                             : std::max(form.recut.extend_months - form.recut.holiday_months, 1);
    return form.recuts && shortest < classes.short_term;
}

/// What is told by months at one end of an edge comes from, or goes on to, months at the other. True where a
/// place changed.
bool spread(bool short_term, LatticePlace& from, LatticePlace& to) {
    if (!to.by_maturity || !(short_term || from.monthly || to.monthly)) {
        return false;
    }
    bool changed = false;
    for (LatticePlace* place : {&from, &to}) {
        if (!place->untouched && !place->monthly) {
            place->monthly = changed = true;
        }
    }
    return changed;
}

}  // namespace

void tell_short_terms_by_months(const ContractClasses& classes, std::vector<LatticePlace>& places) {
    for (bool changed = true; changed;) {
        changed = false;
        for (LatticePlace& place : places) {
            for (const LatticeEdge& edge : place.edges) {
                for (const int target : {edge.target, edge.residual}) {
                    if (target != no_place) {
                        LatticePlace& next = places[static_cast<std::size_t>(target)];
                        changed = spread(cuts_short(classes, edge.form), place, next) || changed;
                    }
                }
            }
        }
    }
}

}  // namespace recoup
