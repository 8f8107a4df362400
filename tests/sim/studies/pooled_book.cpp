#include "tests/sim/studies/pooled_book.hpp"

#include <string>
#include <vector>

#include "sim/random/draw_address.hpp"

namespace recoup::sim::tiny {

namespace {

/// Shares out an amount unit by unit, as cards are dealt.
std::vector<Minor> dealt(Minor amount, std::int64_t loans) {
    std::vector<Minor> shares(static_cast<std::size_t>(loans), amount / loans);
    for (Minor left = amount - loans * (amount / loans), i = 0; i < left; ++i) {
        ++shares[static_cast<std::size_t>(i)];
    }
    return shares;
}

}  // namespace

void make_pools(Study& study, int most) {
    LoanColumns& loans = study.portfolio.loans;
    loans.count.assign(loans.size(), 1);
    for (std::size_t row = 0; row < loans.size(); ++row) {
        const std::int64_t count = 2 + static_cast<std::int64_t>(row) % (most - 1);
        if (row % 3 != 1 && loans.claim[row] >= count) loans.count[row] = count;
    }
}

Study rows_by_hand(const Study& study) {
    Study rows = study;
    const LoanColumns& loans = study.portfolio.loans;
    const CollateralColumns& collateral = study.portfolio.collateral;
    rows.portfolio.loans = {};
    rows.portfolio.collateral = {};
    for (auto& eligible : rows.portfolio.eligible) eligible.clear();
    LoanColumns& to = rows.portfolio.loans;
    CollateralColumns& parts = rows.portfolio.collateral;
    for (std::size_t row = 0; row < loans.size(); ++row) {
        const std::int64_t count = loans.count[row];
        for (std::int64_t k = 0; k < count; ++k) {
            const auto at = static_cast<std::size_t>(k);
            const std::string number = count == 1 ? "" : "#" + std::to_string(k + 1);
            const auto take = [&](auto& column, const auto& from) {
                if (!from.empty()) column.push_back(from[row]);
            };
            for_each_column(take, to, loans);
            to.loan_identifier.back() += number;
            to.entity.back() = entity_of(to.loan_identifier.back());
            to.claim.back() = dealt(loans.claim[row], count)[at];
            to.gross_carrying_amount.back() = dealt(loans.gross_carrying_amount[row], count)[at];
            to.count.back() = 1;
            for (std::size_t option = 0; option < rows.portfolio.eligible.size(); ++option) {
                rows.portfolio.eligible[option].push_back(study.portfolio.eligible[option][row]);
            }
            for (std::size_t c = collateral.first[row]; c < collateral.first[row + 1]; ++c) {
                for_each_column([&](auto& column, const auto& from) { column.push_back(from[c]); }, parts,
                                collateral);
                parts.identifier.push_back(collateral.identifier[c] + number);
                parts.entity.back() = entity_of(parts.identifier.back());
                parts.value.back() = dealt(collateral.value[c], count)[at];
                parts.prior_claims.back() = dealt(collateral.prior_claims[c], count)[at];
            }
            parts.first.push_back(static_cast<std::uint32_t>(parts.size()));
        }
    }
    return rows;
}

}  // namespace recoup::sim::tiny
