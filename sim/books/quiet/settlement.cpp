#include "sim/books/quiet/settlement.hpp"

#include <algorithm>

// Highway compiles the part between BEFORE and AFTER once for each kind of vector and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/books/quiet/settlement.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace recoup::sim::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Amounts = hn::CappedTag<std::int64_t, settlement_slack>;
using Reals = hn::RebindToFloat<Amounts>;
using Amount = hn::Vec<Amounts>;
using Real = hn::Vec<Reals>;

struct LeastOf {
    HWY_INLINE Amount operator()(Amount a, Amount b) const { return hn::Min(a, b); }
};

#include "models/primitives/shares.inl"

/// round_to_minor().
HWY_INLINE Amount to_minor(Real amount) {
    return hn::ConvertTo(Amounts(), hn::Round(amount));
}

HWY_INLINE Amount present_value(Amount payment, Real discount) {
    return to_minor(hn::Mul(hn::ConvertTo(Reals(), payment), discount));
}

/// power() of models/deterministic_math.
HWY_INLINE Real power(Real base, int n) {
    Real result = hn::Set(Reals(), 1.0);
    for (; n > 0; n >>= 1) {
        if ((n & 1) != 0) {
            result = hn::Mul(result, base);
        }
        base = hn::Mul(base, base);
    }
    return result;
}

/// One sum a lane, added up at the end.
class Sum {
  public:
    HWY_INLINE Sum() : lanes_(hn::Zero(Amounts())) {}
    HWY_INLINE void add(Amount amounts) { lanes_ = hn::Add(lanes_, amounts); }
    HWY_INLINE Minor total() const { return hn::GetLane(hn::SumOfLanes(Amounts(), lanes_)); }

  private:
    Amount lanes_;
};

Settlement settle_ends(const EndColumns& ends, std::size_t size, int month, double hurdle_factor,
                       double investor_factor) {
    const Amounts amounts;
    const Reals reals;
    const Real hurdle = hn::Set(reals, hurdle_factor);
    const Real investor = hn::Set(reals, investor_factor);
    Sum inflow, claim_inflow, claim_inflow_discounted, sale_cash, sale_cost, prior_paid, all_net, net_npe;
    Sum net_inflow, effective_all, hurdle_all, investor_all, effective_npe, hurdle_npe, investor_npe;
    Sum costs_hurdle, costs_added, claim_cash, claim_closed, applied_all, gain, write_off;
    for (std::size_t i = 0; i < size; i += hn::Lanes(amounts)) {
        const Amount facts = hn::LoadU(amounts, ends.facts.data() + i);
        const auto holds = [&](EndFact::Bit fact) HWY_ATTR {
            return hn::TestBit(facts, hn::Set(amounts, static_cast<std::int64_t>(fact)));
        };
        const auto where = [&](EndFact::Bit fact, Amount amount)
                               HWY_ATTR { return hn::IfThenElseZero(holds(fact), amount); };
        const Amount claim = hn::LoadU(amounts, ends.claim.data() + i);
        const Amount carrying = hn::LoadU(amounts, ends.carrying.data() + i);
        const Real discount = power(hn::LoadU(reals, ends.effective.data() + i), month);

        // All zero where nothing is sold.
        const SharesOfPrice<Amount> price =
            shares_of_price(to_minor(hn::LoadU(reals, ends.price.data() + i)),
                            to_minor(hn::LoadU(reals, ends.prior_claims.data() + i)),
                            to_minor(hn::LoadU(reals, ends.cost.data() + i)), claim, LeastOf());
        const Amount cost = price.sale_cost;
        const Amount cash = where(EndFact::pays, hn::IfThenElse(holds(EndFact::sells), price.claim, claim));
        const Amount net = hn::Sub(cash, cost);
        sale_cash.add(where(EndFact::sells, cash));
        sale_cost.add(cost);
        prior_paid.add(price.prior_claims);
        all_net.add(net);

        // Cash of workout loans: present values and cohort
        const Amount cash_in = where(EndFact::of_workout, cash);
        const Amount cost_out = where(EndFact::of_workout, cost);
        const Amount cost_hurdle = present_value(cost_out, hurdle);
        const Amount pv_effective =
            hn::Sub(present_value(cash_in, discount), present_value(cost_out, discount));
        const Amount pv_hurdle = hn::Sub(present_value(cash_in, hurdle), cost_hurdle);
        const Amount pv_investor =
            hn::Sub(present_value(cash_in, investor), present_value(cost_out, investor));
        const Amount net_of_workout = hn::Sub(cash_in, cost_out);
        const Amount net_of_npe = where(EndFact::of_npe_cohort, net_of_workout);
        net_npe.add(net_of_npe);
        net_inflow.add(hn::Sub(net_of_workout, net_of_npe));
        effective_all.add(pv_effective);
        hurdle_all.add(pv_hurdle);
        investor_all.add(pv_investor);
        effective_npe.add(where(EndFact::of_npe_cohort, pv_effective));
        hurdle_npe.add(where(EndFact::of_npe_cohort, pv_hurdle));
        investor_npe.add(where(EndFact::of_npe_cohort, pv_investor));
        costs_hurdle.add(cost_hurdle);

        // The claim, tracked from the first default on
        const Amount first_claim = where(EndFact::by_first_default, claim);
        claim_inflow.add(first_claim);
        claim_inflow_discounted.add(present_value(first_claim, discount));
        costs_added.add(cost_out);
        claim_cash.add(cash_in);
        claim_closed.add(where(EndFact::of_workout, hn::Sub(claim, net)));

        // The carrying amount
        const SharesOfCash<Amount> set = shares_of_cash(net, carrying, LeastOf());
        inflow.add(where(EndFact::by_default, carrying));
        applied_all.add(where(EndFact::from_stock, set.carrying));
        gain.add(where(EndFact::from_stock, set.gain));
        write_off.add(where(EndFact::from_stock, hn::Sub(carrying, set.carrying)));
    }
    return {.inflow = inflow.total(),
            .claim_inflow = claim_inflow.total(),
            .claim_inflow_discounted = claim_inflow_discounted.total(),
            .sale_cash = sale_cash.total(),
            .sale_cost = sale_cost.total(),
            .prior_claims_paid = prior_paid.total(),
            .net_cash = all_net.total(),
            .net_cash_npe = net_npe.total(),
            .net_cash_inflow = net_inflow.total(),
            .pv_effective = effective_all.total(),
            .pv_hurdle = hurdle_all.total(),
            .pv_investor = investor_all.total(),
            .pv_effective_npe = effective_npe.total(),
            .pv_hurdle_npe = hurdle_npe.total(),
            .pv_investor_npe = investor_npe.total(),
            .pv_costs_hurdle = costs_hurdle.total(),
            .claim_costs_added = costs_added.total(),
            .claim_cash = claim_cash.total(),
            .claim_closed = claim_closed.total(),
            .cash_applied = applied_all.total(),
            .gain_over_carrying = gain.total(),
            .write_off = write_off.total()};
}

Minor sum_discounted(const Minor* claim, const double* effective, std::size_t size, int month) {
    const Amounts amounts;
    const Reals reals;
    Sum sum;
    for (std::size_t i = 0; i < size; i += hn::Lanes(amounts)) {
        const Amount here = hn::IfThenElseZero(hn::FirstN(amounts, size - i), hn::LoadU(amounts, claim + i));
        const Real factor = hn::IfThenElseZero(hn::FirstN(reals, size - i), hn::LoadU(reals, effective + i));
        sum.add(present_value(here, power(factor, month)));
    }
    return sum.total();
}

}  // namespace recoup::sim::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace recoup::sim {

HWY_EXPORT(settle_ends);
HWY_EXPORT(sum_discounted);

void EndColumns::make_room(std::size_t size) {
    if (facts.size() < size + settlement_slack) {
        const auto resize = [&](auto&... columns) { (columns.resize(size + settlement_slack), ...); };
        resize(facts, claim, carrying, effective, price, prior_claims, cost);
    }
}

Settlement settle(EndColumns& ends, std::size_t size, int month, double hurdle, double investor) {
    const auto clear = [&](auto&... columns) {
        (std::fill_n(columns.data() + size, settlement_slack, 0), ...);
    };
    clear(ends.facts, ends.claim, ends.carrying, ends.effective, ends.price, ends.prior_claims, ends.cost);
    return HWY_DYNAMIC_DISPATCH(settle_ends)(ends, size, month, hurdle, investor);
}

Minor discounted_sum(const Minor* claim, const double* effective, std::size_t size, int month) {
    return HWY_DYNAMIC_DISPATCH(sum_discounted)(claim, effective, size, month);
}

}  // namespace recoup::sim
#endif
