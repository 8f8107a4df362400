// What is computed in vectors against the functions of models/ one by one, to the bit.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "models/deterministic_math.hpp"
#include "models/exit_thresholds.hpp"
#include "models/measures/liquidation.hpp"
#include "sim/books/horizon_sums.hpp"
#include "sim/books/quiet/quiet_book.hpp"
#include "sim/books/quiet/settlement.hpp"
#include "sim/loan_engine/slot_word.hpp"
#include "sim/loan_engine/small_exits.hpp"
#include "sim/loan_engine/threshold_rows.hpp"
#include "tests/models/primitive_outcomes.hpp"
#include "tests/sim/loan_engine/every_vector.hpp"

namespace recoup::sim {
namespace {

Minor present_value(Minor amount, double discount) {
    return round_to_minor(static_cast<double>(amount) * discount);
}

EndColumns random_ends(std::mt19937& dice, std::size_t size) {
    EndColumns ends;
    ends.make_room(size);
    const auto amount = [&] { return static_cast<Minor>(dice() % 20'000'000); };
    for (std::size_t i = 0; i < size; ++i) {
        ends.facts[i] = dice() % 128;
        const bool sold = (ends.facts[i] & EndFact::sells) != 0 && (ends.facts[i] & EndFact::pays) != 0;
        ends.claim[i] = amount();
        ends.carrying[i] = amount();
        ends.effective[i] = 0.99 + 0.00001 * static_cast<double>(dice() % 1000);
        ends.price[i] = sold ? static_cast<double>(amount()) + 0.5 : 0.0;  // rounds to even
        ends.prior_claims[i] = sold && dice() % 3 == 0 ? static_cast<double>(amount()) + 0.25 : 0.0;
        ends.cost[i] = sold ? 0.05 * ends.price[i] : 0.0;
    }
    // What stands behind the last end must not count
    const auto spoil = [size](auto& column, auto value) {
        std::fill(column.begin() + static_cast<std::ptrdiff_t>(size), column.end(), value);
    };
    spoil(ends.facts, 127);
    spoil(ends.claim, 999);
    spoil(ends.carrying, 998);
    spoil(ends.effective, 0.99);
    for (auto* column : {&ends.price, &ends.prior_claims, &ends.cost}) spoil(*column, 12345.0);
    return ends;
}

/// One end as sim/books/event_posting posts it.
void add_one(const EndColumns& ends, std::size_t i, int month, double hurdle, double investor,
             Settlement& s) {
    const auto holds = [&](EndFact::Bit fact) { return (ends.facts[i] & fact) != 0; };
    const Minor claim = ends.claim[i];
    const Minor carrying = ends.carrying[i];
    const double discount = power(ends.effective[i], month);
    SharesOfPrice<Minor> p{};
    if (holds(EndFact::sells) && holds(EndFact::pays)) {
        p = divided(ends.price[i], ends.prior_claims[i], ends.cost[i], claim);
    }
    const Minor cash = !holds(EndFact::pays) ? 0 : holds(EndFact::sells) ? p.claim : claim;
    const Minor net = cash - p.sale_cost;
    s.sale_cash += p.claim;
    s.sale_cost += p.sale_cost;
    s.prior_claims_paid += p.prior_claims;
    s.net_cash += net;
    if (holds(EndFact::of_workout)) {
        const Minor effective = present_value(cash, discount) - present_value(p.sale_cost, discount);
        const Minor at_hurdle = present_value(cash, hurdle) - present_value(p.sale_cost, hurdle);
        const Minor at_investor = present_value(cash, investor) - present_value(p.sale_cost, investor);
        s.pv_effective += effective;
        s.pv_hurdle += at_hurdle;
        s.pv_investor += at_investor;
        s.pv_costs_hurdle += present_value(p.sale_cost, hurdle);
        (holds(EndFact::of_npe_cohort) ? s.net_cash_npe : s.net_cash_inflow) += net;
        s.pv_effective_npe += holds(EndFact::of_npe_cohort) ? effective : 0;
        s.pv_hurdle_npe += holds(EndFact::of_npe_cohort) ? at_hurdle : 0;
        s.pv_investor_npe += holds(EndFact::of_npe_cohort) ? at_investor : 0;
        s.claim_costs_added += p.sale_cost;
        s.claim_cash += cash;
        s.claim_closed += claim + p.sale_cost - cash;
    }
    if (holds(EndFact::by_first_default)) {
        s.claim_inflow += claim;
        s.claim_inflow_discounted += present_value(claim, discount);
    }
    s.inflow += holds(EndFact::by_default) ? carrying : 0;
    if (holds(EndFact::from_stock)) {
        const Minor applied = std::min(net, carrying);
        s.cash_applied += applied;
        s.gain_over_carrying += net - applied;
        s.write_off += carrying - applied;
    }
}

std::vector<Minor> listed(const Settlement& s) {
    return {s.inflow,           s.claim_inflow,      s.claim_inflow_discounted,
            s.sale_cash,        s.sale_cost,         s.prior_claims_paid,
            s.net_cash,         s.net_cash_npe,      s.net_cash_inflow,
            s.pv_effective,     s.pv_hurdle,         s.pv_investor,
            s.pv_effective_npe, s.pv_hurdle_npe,     s.pv_investor_npe,
            s.pv_costs_hurdle,  s.claim_costs_added, s.claim_cash,
            s.claim_closed,     s.cash_applied,      s.gain_over_carrying,
            s.write_off};
}

TEST(VectorTwins, SettlementOfManyEndsIsThatOfEach) {
    std::mt19937 dice(11);
    on_every_kind_of_vector([&](const char* kind) {
        for (std::size_t size = 0; size < 40; ++size) {
            const int month = 1 + static_cast<int>(dice() % 120);
            EndColumns ends = random_ends(dice, size);
            Settlement expected;
            for (std::size_t i = 0; i < size; ++i) add_one(ends, i, month, 0.83, 0.71, expected);
            EXPECT_EQ(listed(settle(ends, size, month, 0.83, 0.71)), listed(expected))
                << kind << ", " << size << " ends";
        }
    });
}

TEST(VectorTwins, DiscountedSumRoundsEachAmount) {
    std::mt19937 dice(12);
    on_every_kind_of_vector([&](const char* kind) {
        for (std::size_t size = 0; size < 40; ++size) {
            std::vector<Minor> claim(size + settlement_slack, 12345);
            std::vector<double> effective(claim.size(), 1e300);  // behind the last: must not count
            const int month = static_cast<int>(dice() % 120);
            Minor expected = 0;
            for (std::size_t i = 0; i < size; ++i) {
                claim[i] = static_cast<Minor>(dice());
                effective[i] = 0.98 + 1e-5 * static_cast<double>(dice() % 2000);
                expected += present_value(claim[i], power(effective[i], month));
            }
            EXPECT_EQ(discounted_sum(claim.data(), effective.data(), size, month), expected)
                << kind << ", " << size << " claims";
        }
    });
}

TEST(VectorTwins, ThresholdsOfARowAreThoseOfEachCell) {
    std::mt19937 dice(13);
    on_every_kind_of_vector([&](const char* kind) {
        for (int round = 0; round < 60; ++round) {
            const std::size_t cells = 1 + dice() % 40, stride = cells + dice() % 9, exits = 1 + dice() % 5;
            std::vector<double> multipliers, odds(exits * stride), staying(cells);
            for (std::size_t j = 0; j < exits; ++j) {
                multipliers.push_back(std::exp(static_cast<double>(dice() % 2000) / 1000.0 - 1.0));
            }
            // Some zeros, some so large that nothing else can happen
            for (double& o : odds)
                o = dice() % 7 == 0 ? 0.0 : std::pow(10.0, static_cast<double>(dice() % 14) - 6.0);
            for (double& s : staying) s = dice() % 5 == 0 ? 0.0 : 1.0;
            for (std::size_t c = 0; c < cells; ++c) odds[c] += 1e-9;  // not all exits impossible
            std::vector<std::uint32_t> thresholds(exits * stride, 7), bounds(cells, 7);
            const std::size_t filled = tabulate_row({.multipliers = multipliers,
                                                     .odds = odds.data(),
                                                     .odds_of_staying = staying.data(),
                                                     .stride = stride,
                                                     .cells = cells,
                                                     .thresholds = thresholds.data(),
                                                     .bounds = bounds.data()});
            ASSERT_LE(filled, cells);
            ASSERT_LT(cells - filled, 8U) << kind;
            for (std::size_t c = 0; c < cells; ++c) {
                std::vector<double> of_cell;
                for (std::size_t j = 0; j < exits; ++j) of_cell.push_back(odds[j * stride + c]);
                std::vector<std::uint32_t> expected(exits, 7);
                std::uint32_t bound = 7;
                if (c < filled) {
                    exit_thresholds(of_cell.data(), multipliers.data(), static_cast<int>(exits), staying[c],
                                    expected.data());
                    bound = (expected.back() >> 16) + 1;
                }
                for (std::size_t j = 0; j < exits; ++j) {
                    ASSERT_EQ(thresholds[j * stride + c], expected[j]) << kind << ", exit " << j;
                }
                ASSERT_EQ(bounds[c], bound) << kind;
            }
        }
    });
}

TEST(VectorTwins, TheHorizonFindsWhatEveryLoanHolds) {
    std::mt19937 dice(14);
    on_every_kind_of_vector([&](const char* kind) {
        for (std::size_t size = 0; size < 40; ++size) {
            std::vector<std::uint8_t> standing(size);
            std::vector<std::int16_t> resolved(size);
            std::vector<Minor> claim(size), carrying(size);
            HorizonSums expected;
            for (std::size_t i = 0; i < size; ++i) {
                standing[i] = static_cast<std::uint8_t>(dice() % 64);
                resolved[i] = static_cast<std::int16_t>(static_cast<int>(dice() % 121) - 1);
                claim[i] = static_cast<Minor>(dice());
                carrying[i] = static_cast<Minor>(dice());
                const auto is = [&](LoanStanding bit) { return (standing[i] & bit) != 0; };
                if (!is(quiet_loan)) continue;
                const bool in_stock = is(stock_loan) && !is(closed_loan);
                if (is(npe_loan)) expected.claim_months += claim[i] * (in_stock ? 120 : resolved[i]);
                if (is(npe_loan) && in_stock) expected.unresolved += claim[i];
                if (in_stock) expected.carrying += carrying[i];
                if (is(closed_loan) || !is(workout_loan)) continue;
                expected.claim_open += claim[i];
                if (!in_stock) expected.claim_performing += claim[i];
            }
            const HorizonSums sums = sum_at_horizon({.standing = standing.data(),
                                                     .resolved = resolved.data(),
                                                     .claim = claim.data(),
                                                     .carrying = carrying.data(),
                                                     .size = size,
                                                     .horizon = 120});
            EXPECT_EQ(sums.claim_months, expected.claim_months) << kind;
            EXPECT_EQ(sums.unresolved, expected.unresolved) << kind;
            EXPECT_EQ(sums.carrying, expected.carrying) << kind;
            EXPECT_EQ(sums.claim_open, expected.claim_open) << kind;
            EXPECT_EQ(sums.claim_performing, expected.claim_performing) << kind;
        }
    });
}

/// Candidates of a scan with tables for them.
struct Candidates {
    std::size_t cells = 0, exits = 0;
    std::vector<std::uint32_t> thresholds;  ///< [exit * cells + cell]
    std::vector<std::uint32_t> first_exit, exit_words;
    std::vector<std::uint32_t> slot, cell_and_draw, rows, slots;
};

Candidates random_candidates(std::mt19937& dice, std::size_t count) {
    Candidates c;
    c.cells = 1 + dice() % 256;
    c.exits = 1 + dice() % 4;
    c.thresholds.resize(c.exits * c.cells);
    for (std::size_t cell = 0; cell < c.cells; ++cell) {
        std::uint32_t threshold = 0;
        for (std::size_t j = 0; j < c.exits; ++j) {
            threshold += static_cast<std::uint32_t>(dice() % 0x3FFFFFFF);
            c.thresholds[j * c.cells + cell] = threshold;
        }
    }
    const std::size_t nodes = 1 + dice() % 15;
    for (std::size_t node = 0; node < nodes; ++node) {
        c.first_exit.push_back(static_cast<std::uint32_t>(node * c.exits));
        for (std::size_t j = 0; j < c.exits; ++j) {
            c.exit_words.push_back(slot_word(static_cast<std::uint16_t>(dice() % nodes),
                                             static_cast<std::uint16_t>(dice()), dice() % 4 != 0));
        }
    }
    const std::size_t slots = 2 * count + 1;
    for (std::size_t s = 0; s < slots; ++s) {
        c.rows.push_back(static_cast<std::uint32_t>(dice()));
        c.slots.push_back(slot_word(static_cast<std::uint16_t>(dice() % nodes),
                                    static_cast<std::uint16_t>(dice()), dice() % 4 != 0));
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t cell = static_cast<std::uint32_t>(dice() % c.cells);
        // Below the last threshold, or on its half-word: what the scan lets through. Every eighth is a tie.
        const std::size_t j = dice() % c.exits;
        const std::uint32_t last = c.thresholds[(c.exits - 1) * c.cells + cell] >> 16;
        const std::uint32_t draw = dice() % 8 == 0 ? c.thresholds[j * c.cells + cell] >> 16
                                                   : static_cast<std::uint32_t>(dice() % (last + 1));
        c.slot.push_back(static_cast<std::uint32_t>(2 * i + dice() % 2));
        c.cell_and_draw.push_back(cell << 16 | draw);
    }
    return c;
}

TEST(VectorTwins, ExitsOfManyCandidatesAreThoseOfEach) {
    std::mt19937 dice(15);
    bool taken_somewhere = false;
    std::size_t moved = 0, others = 0, ties = 0;
    on_every_kind_of_vector([&](const char* kind) {
        for (std::size_t count = 0; count < 140 && can_take_small_exits(); ++count) {
            const Candidates c = random_candidates(dice, count);
            SmallThresholds thresholds;
            SmallExits exits;
            ASSERT_TRUE(thresholds.fill(c.thresholds, c.cells));
            ASSERT_TRUE(exits.fill(c.first_exit, c.exit_words));
            std::vector<std::uint32_t> slot = c.slot, draws = c.cell_and_draw, slots = c.slots;
            slot.resize(count + exit_scan_slack, 0xFFFFFFFF);
            draws.resize(count + exit_scan_slack, 0xFFFFFFFF);
            std::vector<QuietMove> moves(count + exit_scan_slack);
            std::vector<SlotExit> other(count + exit_scan_slack);
            std::vector<std::uint32_t> left(count + exit_scan_slack);
            const ExitsTaken taken = take_small_exits({.slot = slot.data(),
                                                       .cell_and_draw = draws.data(),
                                                       .count = count,
                                                       .thresholds = &thresholds,
                                                       .exits = &exits,
                                                       .rows = c.rows.data(),
                                                       .slots = slots.data(),
                                                       .moves = moves.data(),
                                                       .others = other.data(),
                                                       .left = left.data()});
            taken_somewhere = true;
            ExitsTaken expected;
            std::vector<std::uint32_t> slots_after = c.slots;
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t cell = c.cell_and_draw[i] >> 16, draw = c.cell_and_draw[i] & 0xFFFF;
                std::uint32_t exit = 0;
                bool tie = false;
                for (std::size_t j = 0; j < c.exits; ++j) {
                    const std::uint32_t high = c.thresholds[j * c.cells + cell] >> 16;
                    exit += draw >= high ? 1 : 0;
                    tie = tie || draw == high;
                }
                if (tie) {
                    ASSERT_EQ(left[expected.left++], i) << kind;
                    continue;
                }
                const std::uint32_t now = c.slots[c.slot[i]];
                const std::uint32_t place = c.first_exit[node_of(now)] + exit;
                const std::uint32_t next = c.exit_words[place];
                if ((now & next & quiet_bit) == 0) {
                    ASSERT_EQ(other[expected.others].slot, c.slot[i]) << kind;
                    ASSERT_EQ(other[expected.others++].exit, exit) << kind;
                    continue;
                }
                ASSERT_EQ(moves[expected.moves].loan, c.rows[c.slot[i]]) << kind;
                ASSERT_EQ(moves[expected.moves++].exit, place) << kind;
                slots_after[c.slot[i]] = next;
            }
            ASSERT_EQ(taken.moves, expected.moves) << kind;
            ASSERT_EQ(taken.others, expected.others) << kind;
            ASSERT_EQ(taken.left, expected.left) << kind;
            ASSERT_EQ(slots, slots_after) << kind;
            moved += taken.moves;
            others += taken.others;
            ties += taken.left;
        }
    });
    if (!taken_somewhere) GTEST_SKIP() << "needs AVX-512";
    EXPECT_GT(moved, 1000U);
    EXPECT_GT(others, 1000U);
    EXPECT_GT(ties, 500U);
}

TEST(VectorTwins, SmallExitsRefuseWhatTheyCannotHold) {
    SmallThresholds thresholds;
    EXPECT_TRUE(thresholds.fill(std::vector<std::uint32_t>(4 * 256), 256));
    EXPECT_FALSE(thresholds.fill(std::vector<std::uint32_t>(5 * 256), 256)) << "five exits";
    EXPECT_FALSE(thresholds.fill(std::vector<std::uint32_t>(257), 257));
    EXPECT_FALSE(thresholds.fill({}, 20)) << "thresholds that are evaluated directly";
    SmallExits exits;
    EXPECT_TRUE(exits.fill(std::vector<std::uint32_t>(64), std::vector<std::uint32_t>(64)));
    EXPECT_FALSE(exits.fill(std::vector<std::uint32_t>(65), std::vector<std::uint32_t>(64)));
    EXPECT_FALSE(exits.fill(std::vector<std::uint32_t>(64), std::vector<std::uint32_t>(65)));
}

}  // namespace
}  // namespace recoup::sim
