#include "sim/collateral_sale.hpp"

#include <algorithm>

#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

/// Adds the quarterly increments from the quarter after the valuation to the quarter of the sale.
void draw_walk(const PathContext& context, std::uint64_t entity, int valuation_month, int sale_month,
               double sd_per_year, SaleNoise& noise) {
    const int first = valuation_month - valuation_month % months_per_quarter + months_per_quarter;
    int quarters = 0;
    double sum = 0.0;
    for (int month = first; month <= sale_month; month += months_per_quarter) {
        sum +=
            standard_normal(draw(context.prepared.study.seed, {context.path, entity, Purpose::collateral_walk,
                                                               static_cast<std::uint16_t>(month)}));
        ++quarters;
    }
    noise.walk = sum * sd_per_year / 2.0;  // variance s1^2 / 4 a quarter
    noise.years = quarters / 4.0;
}

SaleNoise draw_noise(const PathContext& context, const CollateralFacts& facts, const CollateralSpec& spec,
                     int calendar_month, bool in_auction) {
    const std::uint64_t seed = context.prepared.study.seed;
    SaleNoise noise;
    if (spec.value_sd_per_year > 0.0) {
        draw_walk(context, facts.entity, facts.valuation_calendar_month, calendar_month,
                  spec.value_sd_per_year, noise);
    }
    if (spec.sale_error_sd > 0.0) {
        noise.sale_error = standard_normal(
            draw(seed, {context.path, facts.entity, Purpose::sale_error, facts.valuation_calendar_month}));
    }
    if (in_auction && spec.round_noise_sd > 0.0) {
        noise.round_noise = standard_normal(draw(seed, {context.path, facts.entity, Purpose::auction_noise,
                                                        static_cast<std::uint16_t>(calendar_month)}));
    }
    return noise;
}

SaleNoise noise_of(const PathContext& context, std::uint32_t collateral, const CollateralSpec& spec,
                   int calendar_month, bool in_auction) {
    if (spec.value_sd_per_year == 0.0 && spec.sale_error_sd == 0.0 && spec.round_noise_sd == 0.0) {
        return {};
    }
    const auto draw = [&] {
        return draw_noise(context, context.prepared.collateral[collateral], spec, calendar_month, in_auction);
    };
    return context.noise == nullptr
               ? draw()
               : context.noise->find(context.path, collateral, calendar_month, in_auction, draw);
}

}  // namespace

Sale collateral_sale(const PathContext& context, std::uint32_t loan, int month, bool in_auction) {
    const Study& study = context.prepared.study;
    const LoanRecord* const record = &context.prepared.loan_records[loan];
    const auto& specs = context.prepared.segments[record->segment].collateral;
    const int calendar_now = study.calendar_month_at(month);
    Sale sale;
    for (std::uint32_t c = record[0].first_collateral; c < record[1].first_collateral; ++c) {
        const CollateralFacts& facts = context.prepared.collateral[c];
        const CollateralSpec& spec = specs[facts.collateral_class];
        const SaleNoise noise = noise_of(context, c, spec, calendar_now, in_auction);
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
