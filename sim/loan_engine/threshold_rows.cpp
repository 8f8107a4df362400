#include "sim/loan_engine/threshold_rows.hpp"

#include "models/exit_thresholds.hpp"

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/loan_engine/threshold_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::size_t tabulate(const ThresholdRow& row) {
    const hn::ScalableTag<double> reals;
    const hn::Rebind<std::int32_t, decltype(reals)> halves;
    const hn::RebindToUnsigned<decltype(halves)> words;
    const std::size_t exits = row.multipliers.size();
    const double* const multipliers = row.multipliers.data();
    const auto zero = hn::Zero(reals);
    const auto two_to_the_31 = hn::Set(reals, 2147483648.0);
    const auto highest = hn::Set(reals, 4294967295.0);
    const auto sign = hn::Set(words, 0x80000000U);
    std::size_t cell = 0;
    for (; cell + hn::Lanes(reals) <= row.cells; cell += hn::Lanes(reals)) {
        const double* const odds = row.odds + cell;
        const auto staying = hn::LoadU(reals, row.odds_of_staying + cell);
        auto total = staying;
        for (std::size_t j = 0; j < exits; ++j) {
            total = hn::Add(total,
                            hn::Mul(hn::LoadU(reals, odds + j * row.stride), hn::Set(reals, multipliers[j])));
        }
        const auto scale = hn::Div(hn::Set(reals, two_to_the_32), total);
        auto cumulative = zero;
        auto threshold = hn::Zero(words);
        for (std::size_t j = 0; j < exits; ++j) {
            cumulative = hn::Add(
                cumulative, hn::Mul(hn::LoadU(reals, odds + j * row.stride), hn::Set(reals, multipliers[j])));
            auto real = hn::Min(hn::Mul(cumulative, scale), highest);
            if (j + 1 == exits) {
                real = hn::IfThenElse(hn::Eq(staying, zero), highest, real);
            }
            // To an integer through a signed one: few vectors know unsigned ones.
            const auto shifted = hn::DemoteTo(halves, hn::Sub(hn::Floor(real), two_to_the_31));
            threshold = hn::Xor(hn::BitCast(words, shifted), sign);
            hn::StoreU(threshold, words, row.thresholds + j * row.stride + cell);
        }
        const auto bound = hn::Add(hn::ShiftRight<16>(threshold), hn::Set(words, 1U));
        hn::StoreU(bound, words, row.bounds + cell);
    }
    return cell;
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(tabulate);

std::size_t tabulate_row(const ThresholdRow& row) {
    return HWY_DYNAMIC_DISPATCH(tabulate)(row);
}

}  // namespace recoup::sim
#endif
