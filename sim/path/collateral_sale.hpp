// Draws the noise of a collateral sale at its addresses and prices what is sold of a loan's collateral.
#pragma once

#include <algorithm>

#include "models/collateral_paths.hpp"
#include "models/measures/liquidation.hpp"
#include "models/primitives/outcome.hpp"
#include "sim/path/sale_noise.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

/// Everything that names a path of a scenario, read-only.
struct PathContext {
    const PreparedStudy& prepared;
    std::uint32_t path = 0;
    int scenario = 0;
    const IndexPaths& indices;
    SaleNoiseMemo* noise = nullptr;  ///< of the thread; without it noise is drawn anew for every sale
};

/// The draw of an outcome that has one, such as the offer of a settlement: standard uniform, the same under
/// every option.
double drawn_at(const PathContext& context, std::uint32_t loan, int month);

/// The noise of one collateral, drawn or remembered. Out of line: a study without noise never asks.
SaleNoise sale_noise(const PathContext& context, std::uint32_t collateral, const CollateralSpec& spec,
                     int calendar_month, bool in_auction);

/// Adds one collateral to a sale; noise is the same under every option.
inline void sell(const PathContext& context, std::uint32_t collateral, const CollateralFacts& facts,
                 const CollateralSpec& spec, int month, bool in_auction, Sale& sale) {
    const SaleNoise noise = spec.has_noise()
                                ? sale_noise(context, collateral, spec,
                                             context.prepared.study.calendar_month_at(month), in_auction)
                                : SaleNoise{};
    const CollateralAtSale at{.value = facts.value,
                              .prior_claims = facts.prior_claims,
                              .index_level = context.indices.level_at(month, facts.index),
                              .index_fall = context.indices.fall_at(month, facts.index),
                              .walk = noise.walk,
                              .years = noise.years,
                              .sale_error = noise.sale_error,
                              .round_noise = noise.round_noise,
                              .in_auction = in_auction};
    const double price = realised_price(at, spec);
    const double prior_claims = std::min(at.prior_claims, price);  // of this collateral, not of the others
    const double cost = price * spec.sale_cost_share;
    sale.appraised += appraised_value(at);
    sale.price += price;
    sale.prior_claims += prior_claims;
    sale.sale_cost += context.prepared.study.pool_sale_costs ? cost : std::min(cost, price - prior_claims);
}

/// The sale of `sold`, some or all of a loan's collateral, at the end of month `month`. AmountOutOfRange
/// where an index or a noise has made the price no amount; prior claims and costs are parts of it.
inline Sale collateral_sale(const PathContext& context, const LoanRecord& loan, CollateralSet sold, int month,
                            bool in_auction) {
    const CollateralSpec* const specs = context.prepared.segments[loan.segment].collateral.data();
    Sale sale{.sold = sold};
    if (sold.holds(0)) {
        sell(context, loan.first_collateral, loan.first, specs[loan.first.collateral_class], month,
             in_auction, sale);
    }
    for (unsigned next = 1; next < loan.collaterals; ++next) {
        if (sold.holds(next)) {
            const std::uint32_t c = loan.first_collateral + next;
            const CollateralFacts& facts = context.prepared.collateral[c];
            sell(context, c, facts, specs[facts.collateral_class], month, in_auction, sale);
        }
    }
    if (!fits_minor(sale.price)) [[unlikely]] {
        refuse_amount(sale.price);
    }
    return sale;
}
inline Sale collateral_sale(const PathContext& context, std::uint32_t loan, CollateralSet sold, int month,
                            bool in_auction) {
    return collateral_sale(context, context.prepared.loan_records[loan], sold, month, in_auction);
}

/// What a loan still holds of one class: the part that a sale of, say, all its real estate takes.
inline CollateralSet held_of_class(const PreparedStudy& prepared, const LoanRecord& loan, CollateralSet held,
                                   std::uint16_t collateral_class) {
    CollateralSet found;
    for (unsigned c = 0; c < loan.collaterals; ++c) {
        const bool is = prepared.collateral[loan.first_collateral + c].collateral_class == collateral_class;
        found.bits |= is ? std::uint32_t{1} << c : 0U;
    }
    return {found.bits & held.bits};
}

}  // namespace recoup::sim
