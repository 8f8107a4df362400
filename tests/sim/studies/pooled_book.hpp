// Books with pools, and the same with every loan of a pool in a row of its own, as a person would write it.
#pragma once

#include <cstdint>

#include "sim/study/study.hpp"

namespace recoup::sim::tiny {

/// Makes a pool of 2 to `most` loans of every row but each third, where a minor unit is owed on each.
void make_pools(Study& study, int most);

/// Rows id#1, id#2 ... in the order of their numbers, with their share of each amount.
Study rows_by_hand(const Study& study);

}  // namespace recoup::sim::tiny
