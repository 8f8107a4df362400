// The loans at cut-off as columns, ordered by segment, then loan_identifier, and their collateral.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "models/claim_components.hpp"
#include "models/units.hpp"
#include "models/workout_states.hpp"

namespace recoup {

/// One entry a loan. Months are relative to cut-off; "since" columns count completed months at cut-off.
struct LoanColumns {
    std::vector<std::string> loan_identifier;
    std::vector<std::uint64_t> entity;   ///< address of the loan's draws
    std::vector<std::uint16_t> segment;  ///< index into the study's segments
    std::vector<std::uint16_t> profile;  ///< index of the covariate profile inside the segment, 0 = reference
    std::vector<Minor> claim;            ///< what the borrower legally owes, minor units
    std::vector<Minor> accrued_interest;           ///< of the claim; empty = none in every row
    std::vector<Minor> fees;                       ///< of the claim; empty = none in every row
    std::vector<Minor> gross_carrying_amount;      ///< minor units
    std::vector<double> annual_rate;               ///< contractual, fraction a year
    std::vector<double> effective_rate;            ///< effective interest rate, fraction a year
    std::vector<std::int32_t> months_to_maturity;  ///< >= 1; contract months left at cut-off
    std::vector<State> state;
    std::vector<std::int32_t> months_in_state;
    std::vector<std::int32_t> months_since_npe;         ///< -1 = performing
    std::vector<std::int32_t> months_since_concession;  ///< -1 = none
    std::vector<std::int32_t> restructurings;
    std::vector<std::int64_t> count;  ///< loans in the row; empty = one in every row (no pools)

    std::size_t size() const { return claim.size(); }
    /// The claim at cut-off by part: what is neither interest nor fees is principal.
    ClaimComponents components(std::size_t row) const {
        ClaimComponents parts{.interest = accrued_interest.empty() ? 0 : accrued_interest[row],
                              .fees = fees.empty() ? 0 : fees[row]};
        parts.principal = claim[row] - parts.interest - parts.fees;
        return parts;
    }
    /// Row of a loan; size() where there is no such loan.
    std::size_t row_of(const std::string& identifier) const {
        return static_cast<std::size_t>(
            std::find(loan_identifier.begin(), loan_identifier.end(), identifier) - loan_identifier.begin());
    }
    std::int64_t count_of(std::size_t row) const { return count.empty() ? 1 : count[row]; }
    double number_of_loans(std::size_t row) const { return static_cast<double>(count_of(row)); }
    bool has_pools() const {
        return std::any_of(count.begin(), count.end(), [](std::int64_t loans) { return loans > 1; });
    }
};

/// Calls `visit` with every column of one or several LoanColumns: visit(a.claim), or visit(a.claim, b.claim).
/// The one list of them, so that none is forgotten where loans are hashed or copied.
template <class Visit, class... Loans>
requires(std::same_as<std::remove_const_t<Loans>, LoanColumns>&&...) void for_each_column(Visit visit,
                                                                                          Loans&... loans) {
    static_assert(sizeof(LoanColumns) == 17 * sizeof(std::vector<Minor>), "list a new column below");
    visit(loans.loan_identifier...);
    visit(loans.entity...);
    visit(loans.segment...);
    visit(loans.profile...);
    visit(loans.claim...);
    visit(loans.accrued_interest...);
    visit(loans.fees...);
    visit(loans.gross_carrying_amount...);
    visit(loans.annual_rate...);
    visit(loans.effective_rate...);
    visit(loans.months_to_maturity...);
    visit(loans.state...);
    visit(loans.months_in_state...);
    visit(loans.months_since_npe...);
    visit(loans.months_since_concession...);
    visit(loans.restructurings...);
    visit(loans.count...);
}

/// One entry a (collateral, loan) pair, grouped by loan: those of loan i are first[i] .. first[i+1]-1.
struct CollateralColumns {
    std::vector<std::uint32_t> first = {0};
    std::vector<std::string> identifier;          ///< empty where no row is a pool: nobody else asks for it
    std::vector<std::uint64_t> entity;            ///< address of the collateral's draws
    std::vector<std::uint16_t> collateral_class;  ///< index into Portfolio::collateral_classes
    std::vector<std::uint16_t> index;             ///< price index that moves it; 0 = constant
    std::vector<Minor> value;                     ///< at valuation, this loan's share, minor units
    std::vector<Minor> prior_claims;              ///< this loan's share
    std::vector<std::int32_t> valuation_month;    ///< relative to cut-off, <= 0
    std::vector<std::int32_t> valuation_calendar_month;

    std::size_t size() const { return value.size(); }
};

/// The same for collateral, without `first`, which counts loans, and `identifier`, for which `entity` stands.
template <class Visit, class... Collateral>
requires(std::same_as<std::remove_const_t<Collateral>, CollateralColumns>&&...) void for_each_column(
    Visit visit, Collateral&... collateral) {
    static_assert(sizeof(CollateralColumns) == 9 * sizeof(std::vector<Minor>), "list a new column below");
    visit(collateral.entity...);
    visit(collateral.collateral_class...);
    visit(collateral.index...);
    visit(collateral.value...);
    visit(collateral.prior_claims...);
    visit(collateral.valuation_month...);
    visit(collateral.valuation_calendar_month...);
}

/// Log-odds by exit that a profile's covariates add: delta[row name][exit].
struct CovariateProfile {
    std::vector<std::pair<std::string, std::string>> values;  ///< (column, value), the ones that matter
};

struct Portfolio {
    LoanColumns loans;
    CollateralColumns collateral;
    std::vector<std::string> segments;
    std::vector<std::string> collateral_classes;
    std::vector<std::string> price_indices;               ///< [0] = "constant"
    std::vector<std::vector<CovariateProfile>> profiles;  ///< [segment][profile]
    std::vector<std::vector<std::uint32_t>> eligible;     ///< [option][loan]: bit m = measure m may be taken
};

}  // namespace recoup
