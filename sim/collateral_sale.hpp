// Draws the noise of a collateral sale at its addresses and prices all collateral of a loan.
#pragma once

#include <algorithm>

#include "models/collateral_paths.hpp"
#include "models/entry_actions.hpp"
#include "sim/prepared_study.hpp"
#include "sim/sale_noise.hpp"

namespace recoup::sim {

/// Everything that names a path of a scenario, read-only.
struct PathContext {
    const PreparedStudy& prepared;
    std::uint32_t path = 0;
    int scenario = 0;
    const IndexPaths& indices;
    SaleNoiseMemo* noise = nullptr;  ///< of the thread; without it noise is drawn anew for every sale
};

/// The noise of one collateral, drawn or remembered. Out of line: a study without noise never asks.
SaleNoise sale_noise(const PathContext& context, std::uint32_t collateral, const CollateralSpec& spec,
                     int calendar_month, bool in_auction);

/// The sale of loan `loan`'s collateral at the end of month `month`; noise is the same under every option.
inline Sale collateral_sale(const PathContext& context, std::uint32_t loan, int month, bool in_auction) {
    const LoanRecord* const record = &context.prepared.loan_records[loan];
    const CollateralSpec* const specs = context.prepared.segments[record->segment].collateral.data();
    const int calendar_now = context.prepared.study.calendar_month_at(month);
    Sale sale;
    for (std::uint32_t c = record[0].first_collateral; c < record[1].first_collateral; ++c) {
        const CollateralFacts& facts = context.prepared.collateral[c];
        const CollateralSpec& spec = specs[facts.collateral_class];
        const SaleNoise noise =
            spec.has_noise() ? sale_noise(context, c, spec, calendar_now, in_auction) : SaleNoise{};
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
        sale.appraised += appraised_value(at);
        sale.price += price;
        sale.prior_claims += std::min(at.prior_claims, price);  // of this collateral, not of the others
        sale.sale_cost += price * spec.sale_cost_share;
    }
    return sale;
}

}  // namespace recoup::sim
