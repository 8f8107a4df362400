#include "sim/books/horizon_sums.hpp"

#include "sim/books/quiet/quiet_book.hpp"

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/books/horizon_sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Adds the first loans, as many as make whole vectors, and returns their number.
std::size_t add_vectors(const QuietLoansAtHorizon& loans, HorizonSums& sums) {
    const hn::ScalableTag<std::int64_t> amounts;
    const hn::Rebind<std::uint8_t, decltype(amounts)> bytes;
    const hn::Rebind<std::int32_t, decltype(amounts)> words;
    const hn::Rebind<std::int16_t, decltype(amounts)> halves;
    const auto horizon = hn::Set(amounts, loans.horizon);
    auto claim_months = hn::Zero(amounts);
    auto unresolved = hn::Zero(amounts);
    auto carrying = hn::Zero(amounts);
    auto open = hn::Zero(amounts);
    auto performing = hn::Zero(amounts);
    std::size_t i = 0;
    for (; i + hn::Lanes(amounts) <= loans.size; i += hn::Lanes(amounts)) {
        const auto standing =
            hn::PromoteTo(amounts, hn::PromoteTo(words, hn::LoadU(bytes, loans.standing + i)));
        const auto resolved =
            hn::PromoteTo(amounts, hn::PromoteTo(words, hn::LoadU(halves, loans.resolved + i)));
        const auto claim = hn::LoadU(amounts, loans.claim + i);
        const auto has = [&](int bits) HWY_ATTR {  // all of them
            const auto asked = hn::Set(amounts, bits);
            return hn::Eq(hn::And(standing, asked), asked);
        };
        const auto in_stock = hn::AndNot(has(closed_loan), has(quiet_loan | stock_loan));
        const auto still_open = hn::AndNot(has(closed_loan), has(quiet_loan | workout_loan));
        const auto cohort = has(quiet_loan | npe_loan);
        const auto months = hn::IfThenElse(in_stock, horizon, resolved);
        claim_months = hn::Add(claim_months, hn::IfThenElseZero(cohort, hn::Mul(claim, months)));
        unresolved = hn::Add(unresolved, hn::IfThenElseZero(hn::And(cohort, in_stock), claim));
        carrying = hn::Add(carrying, hn::IfThenElseZero(in_stock, hn::LoadU(amounts, loans.carrying + i)));
        open = hn::Add(open, hn::IfThenElseZero(still_open, claim));
        performing = hn::Add(performing, hn::IfThenElseZero(hn::AndNot(in_stock, still_open), claim));
    }
    const auto total = [&](auto lanes) HWY_ATTR { return hn::GetLane(hn::SumOfLanes(amounts, lanes)); };
    sums.claim_months += total(claim_months);
    sums.unresolved += total(unresolved);
    sums.carrying += total(carrying);
    sums.claim_open += total(open);
    sums.claim_performing += total(performing);
    return i;
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(add_vectors);

HorizonSums sum_at_horizon(const QuietLoansAtHorizon& loans) {
    HorizonSums sums;
    for (std::size_t i = HWY_DYNAMIC_DISPATCH(add_vectors)(loans, sums); i < loans.size; ++i) {
        const unsigned standing = loans.standing[i];
        if ((standing & quiet_loan) == 0) {
            continue;
        }
        const bool open = (standing & closed_loan) == 0;
        const bool in_stock = open && (standing & stock_loan) != 0;
        const bool workout = open && (standing & workout_loan) != 0;
        const bool cohort = (standing & npe_loan) != 0;
        const Minor claim = loans.claim[i];
        sums.claim_months += cohort ? claim * (in_stock ? loans.horizon : loans.resolved[i]) : 0;
        sums.unresolved += cohort && in_stock ? claim : 0;
        sums.carrying += in_stock ? loans.carrying[i] : 0;
        sums.claim_open += workout ? claim : 0;
        sums.claim_performing += workout && !in_stock ? claim : 0;
    }
    return sums;
}

}  // namespace recoup::sim
#endif
