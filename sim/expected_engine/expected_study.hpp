// A study made ready for the expected engine: lattices, and the loans put on them as expected masses.
//
//   block = loans of a segment and option that share a lattice: profile, eligibility, kind of collateral,
//           performing or not at cut-off (and, where a fixed cost goes to the claim, the size of the claim)
//
// The number of blocks and cells follows from the parameters and from how varied the tape is, not from the
// number of loans: a loan or pool between the nodes of rate, maturity and LTV is split over them
// (models/expected).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/expected/lattice_step.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// The masses of a block that start in one row.
struct StartRow {
    int place = 0;
    int contract_class = 0;
    int months = 0;
    std::vector<double> mass;  ///< [component][LTV node of the place]
};

struct ExpectedBlock {
    int segment = 0;
    int option = 0;
    int lattice = 0;  ///< into ExpectedStudy::lattices
    int profile = 0;
    int kind = -1;  ///< into ExpectedSegment::kinds; -1 = no collateral
    bool npe_at_cut_off = false;
    std::vector<StartRow> start;
};

/// What the blocks of a segment share.
struct ExpectedSegment {
    CubicGrid log_ltv;
    std::vector<ContractClasses> classes;  ///< [option]: from the tape and the option alone
    std::vector<CollateralKind> kinds;
    std::vector<double> reserves;  ///< of all auctions of all options
    std::vector<int> profiles;     ///< that some block has
};

class WaitingPolicies;

struct ExpectedStudy {
    /// Throws InputError for a loan whose collateral one sale cannot stand for.
    ExpectedStudy(const PreparedStudy& prepared, const ExpectedSettings& settings);
    ~ExpectedStudy();

    const PreparedStudy& prepared;
    ExpectedSettings settings;
    std::vector<ExpectedSegment> segments;
    std::vector<std::unique_ptr<ValueLattice>> lattices;
    std::vector<ExpectedBlock> blocks;  ///< by option, segment, then the order of their keys

    // Optimal waiting: null, and no option's blocks by loan, where no option leaves a choice.
    std::vector<std::vector<int>> block_of;  ///< [option][loan], of the options with a choice
    std::unique_ptr<const WaitingPolicies> waiting;

    MassRoom mass_room() const;  ///< for any of the lattices
};

/// The masses of a block at cut-off; what was in `mass` is forgotten.
void put_start(const ExpectedBlock& block, const ValueLattice& lattice, LatticeMass& mass);

}  // namespace recoup::sim
