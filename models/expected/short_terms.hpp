// Contracts that a measure or a cure cuts to less than a step of the lattice's maturities.
//
// A contract between two nodes is split over them; one that ends before the next node, with the last one
// past, has nothing to be split with, and would end with that next node instead, up to a step too late. A
// node inside the payment holiday of the contract is as good as past: nothing is due before it. Where such a
// term can arise the contract is told by months, and so is it on the way there and from there.
#pragma once

#include <vector>

#include "models/expected/value_lattice.hpp"

namespace recoup {

/// Sets `monthly` of the places that tell maturities apart.
void tell_short_terms_by_months(const ContractClasses& classes, std::vector<LatticePlace>& places);

}  // namespace recoup
