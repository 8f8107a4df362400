// Draws the noise of a collateral sale at its addresses and prices all collateral of a loan.
#pragma once

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

/// The sale of loan `loan`'s collateral at the end of month `month`; noise is the same under every option.
Sale collateral_sale(const PathContext& context, std::uint32_t loan, int month, bool in_auction);

}  // namespace recoup::sim
