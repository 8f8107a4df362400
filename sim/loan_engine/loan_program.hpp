// A study compiled for the loan engine, group by group: what is the same on every path and in every thread.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/loan_engine/group_program.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

class WaitingPolicies;

/// Optimal waiting: the policies that the loan engine asks; null where no option leaves a choice.
struct ChoicePolicies {
    const WaitingPolicies* policies = nullptr;
    std::size_t first_row = 0;  ///< of the study's loans in the study that the policies were made for
};

struct LoanProgram {
    /// Throws InputError for an option with more nodes than a slot can name.
    explicit LoanProgram(const PreparedStudy& prepared, ChoicePolicies choices = {});

    const PreparedStudy& prepared;
    ChoicePolicies choices;
    std::vector<GroupProgram> groups;  ///< as PreparedStudy::groups
};

}  // namespace recoup::sim
