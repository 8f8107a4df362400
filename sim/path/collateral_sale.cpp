#include "sim/path/collateral_sale.hpp"

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

}  // namespace

double drawn_at(const PathContext& context, std::uint32_t loan, int month) {
    const Study& study = context.prepared.study;
    return uniform(
        draw(study.seed, {context.path, study.portfolio.loans.entity[loan], Purpose::settlement_offer,
                          static_cast<std::uint16_t>(study.calendar_month_at(month))}));
}

SaleNoise sale_noise(const PathContext& context, std::uint32_t collateral, const CollateralSpec& spec,
                     int calendar_month, bool in_auction) {
    const auto draw = [&] {
        return draw_noise(context, context.prepared.collateral[collateral], spec, calendar_month, in_auction);
    };
    return context.noise == nullptr
               ? draw()
               : context.noise->find(context.path, collateral, calendar_month, in_auction, draw);
}

}  // namespace recoup::sim
