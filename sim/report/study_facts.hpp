// What a study was read as: claims by segment and state, who may take which option, what the numbers rest on.
// Computed once; `recoup check` prints it, its JSON and recoup.check() of Python hand the same on.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/aggregation/balance_by_standing.hpp"
#include "sim/aggregation/parameter_list.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// Sums over loans at cut-off, in minor units of the reporting currency. A pool counts all its loans.
struct LoanAmounts {
    std::int64_t loans = 0;
    Minor claim = 0;
    Minor non_performing = 0;  ///< part of the claim
    Minor carrying = 0;
    Minor collateral = 0;

    void add(const Portfolio& portfolio, std::size_t row);
    LoanAmounts& operator+=(const LoanAmounts& other);
};

struct ClaimSums {
    std::size_t segment = 0;
    State state{};
    LoanAmounts amounts;
};

struct CollateralSums {
    std::string collateral_class;
    std::string index;  ///< that moves its value; empty = constant
    std::int64_t items = 0;
    Minor value = 0;
    Minor prior_claims = 0;
};

/// The loans of a segment that a measure takes where its time comes; an option without measures takes all.
struct EligibilitySums {
    std::size_t option = 0;
    std::string measure = {};  ///< empty = the option has none
    std::string when = {};
    std::size_t segment = 0;
    std::int64_t loans = 0, of_loans = 0;
    Minor claim = 0, of_claim = 0;
};

struct StudyFacts {
    explicit StudyFacts(const PreparedStudy& prepared);

    const Study& study;
    std::vector<ClaimSums> claims;  ///< by segment, states from best to worst, those that have loans
    std::vector<CollateralSums> collateral;
    std::vector<EligibilitySums> eligibility;  ///< by option, measure, segment
    BalanceByStanding balance;
    std::vector<ParameterEntry> parameters;
};

/// "at default", "6 months in default", "on redefault" ...
std::string when_text(const Trigger& when);

}  // namespace recoup::sim
