// A *quiet* loan on a path: its claim stands still in nodes that cost and pay nothing, so that all its books
// need is where it stands.
#pragma once

#include <cstdint>

#include "models/workout_graph.hpp"

namespace recoup::sim {

enum LoanStanding : std::uint8_t {
    quiet_loan = 1,    ///< so far on this path, or closed from there; else its account posts it
    workout_loan = 2,  ///< is or was non-performing
    closed_loan = 4,
    posted_loan = 8,  ///< elsewhere: in the trunk, or not in it
    npe_loan = 16,    ///< non-performing at cut-off
};

struct QuietBook {
    std::uint16_t node = no_node;
    std::int16_t resolved = -1;  ///< month in which the loan last left the stock of NPE
    std::uint32_t standing = 0;  ///< bits of LoanStanding
};

}  // namespace recoup::sim
