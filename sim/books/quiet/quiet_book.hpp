// The books of *quiet* loans on a path, whose claim stands still in nodes that cost and pay nothing: all that
// postings ask of such a loan is where it stands.
#pragma once

#include <cstdint>
#include <vector>

namespace recoup::sim {

enum LoanStanding : std::uint8_t {
    quiet_loan = 1,    ///< so far on this path, or closed from there; else its account posts it
    workout_loan = 2,  ///< is or was non-performing
    closed_loan = 4,
    posted_loan = 8,  ///< elsewhere: in the trunk, or not in it
    npe_loan = 16,    ///< non-performing at cut-off
    stock_loan = 32,  ///< in the stock of non-performing exposures
};

inline constexpr unsigned loan_standings = 64;  ///< all sets of LoanStanding

/// Whether a quiet loan that stands so can leave a node: it is open, and in the stock if the node is.
constexpr bool can_leave(unsigned standing, bool node_in_stock) {
    return (standing & (closed_loan | posted_loan)) == 0 && ((standing & stock_loan) != 0) == node_in_stock;
}

/// By row of the portfolio.
struct QuietBooks {
    std::vector<std::uint8_t> standing;  ///< bits of LoanStanding
    std::vector<std::int16_t> resolved;  ///< month in which the loan last left the stock of NPE, or -1
};

}  // namespace recoup::sim
