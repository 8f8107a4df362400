#include "sim/collateral_sale.hpp"

#include <algorithm>

#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

/// Sum of the quarterly increments from the quarter after the valuation to the quarter of the sale.
void add_walk(const PathContext& context, std::uint64_t entity, int valuation_month, int sale_month,
              double sd_per_year, CollateralAtSale& at) {
    const int first = valuation_month - valuation_month % months_per_quarter + months_per_quarter;
    int quarters = 0;
    double sum = 0.0;
    for (int month = first; month <= sale_month; month += months_per_quarter) {
        sum +=
            standard_normal(draw(context.prepared.study.seed, {context.path, entity, Purpose::collateral_walk,
                                                               static_cast<std::uint16_t>(month)}));
        ++quarters;
    }
    at.walk = sum * sd_per_year / 2.0;  // variance s1^2 / 4 a quarter
    at.years = quarters / 4.0;
}

}  // namespace

Sale collateral_sale(const PathContext& context, std::uint32_t loan, int month, bool in_auction) {
    const Study& study = context.prepared.study;
    const LoanFacts* const facts_of_loan = &context.prepared.loan_facts[loan];
    const auto& specs = context.prepared.segments[facts_of_loan->segment].collateral;
    const int calendar_now = study.calendar_month_at(month);
    Sale sale;
    for (std::uint32_t c = facts_of_loan[0].first_collateral; c < facts_of_loan[1].first_collateral; ++c) {
        const CollateralFacts& facts = context.prepared.collateral[c];
        const CollateralSpec& spec = specs[facts.collateral_class];
        CollateralAtSale at{.value = facts.value,
                            .prior_claims = facts.prior_claims,
                            .index_level = context.indices.level_at(month, facts.index),
                            .index_fall = context.indices.fall_at(month, facts.index),
                            .in_auction = in_auction};
        const std::uint64_t entity = facts.entity;
        if (spec.value_sd_per_year > 0.0) {
            add_walk(context, entity, facts.valuation_calendar_month, calendar_now, spec.value_sd_per_year,
                     at);
        }
        if (spec.sale_error_sd > 0.0) {
            at.sale_error = standard_normal(draw(
                study.seed, {context.path, entity, Purpose::sale_error, facts.valuation_calendar_month}));
        }
        if (in_auction && spec.round_noise_sd > 0.0) {
            at.round_noise = standard_normal(draw(study.seed, {context.path, entity, Purpose::auction_noise,
                                                               static_cast<std::uint16_t>(calendar_now)}));
        }
        const double price = realised_price(at, spec);
        sale.appraised += appraised_value(at);
        sale.price += price;
        sale.prior_claims += std::min(at.prior_claims, price);  // of this collateral, not of the others
        sale.sale_cost += price * spec.sale_cost_share;
    }
    return sale;
}

}  // namespace recoup::sim
