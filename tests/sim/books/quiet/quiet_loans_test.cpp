// Loans that ask for nothing move in bulk. They must do what they do one by one, on every path, whatever
// their neighbours and the paths before did.
#include <gtest/gtest.h>

#include <cmath>

#include "models/errors.hpp"
#include "sim/pipeline.hpp"
#include "sim/replay.hpp"
#include "tests/models/parameter_builders.hpp"
#include "tests/sim/loan_engine/every_vector.hpp"
#include "tests/sim/studies/random_study.hpp"
#include "tests/sim/studies/same_totals.hpp"
#include "tests/sim/studies/tiny_study.hpp"

namespace recoup::sim {
namespace {

PathTotals totals_of(const Study& study, std::int64_t first = 0, std::int64_t count = 8) {
    const PreparedRun ready(study);
    return Pipeline(ready).run_batch(first, count);
}

void make_all_loans_calm(Study& study) {
    for (SegmentDefinition& segment : study.segments) {
        segment.parameters.contract.repayment = Repayment::bullet;
    }
    for (double& rate : study.portfolio.loans.annual_rate) rate = 0.0;
    for (auto& months : study.portfolio.loans.months_to_maturity) months = 600;
}

void add_loans(Study& study, int count, double claim, State state = State::defaulted) {
    for (int i = 0; i < count; ++i) {
        const std::string id = "L" + std::to_string(100 + i);
        tiny::add_loan(study, {.id = id, .state = state, .claim = claim});
        tiny::add_collateral(study, {.id = id + "h", .value = 1000.0, .index = 1});
    }
}

/// Nodes that cost and pay nothing and have no clock.
SegmentParameters quiet_parameters() {
    SegmentParameters parameters = tiny::segment_parameters();
    parameters.cash.clear();
    parameters.costs.clear();
    parameters.clocks.clear();
    parameters.hazards.erase("residual_claim");
    return parameters;
}

void set_row(SegmentParameters& parameters, State from, std::vector<ExitSpec> exits) {
    parameters.hazards[std::string(name_of(from))] = testing_models::row_from(from, std::move(exits));
}

/// Loans that default at once, are sold or cured, and default again.
SegmentParameters restless_parameters() {
    using testing_models::exit_with;
    SegmentParameters parameters = quiet_parameters();
    set_row(parameters, State::current, {exit_with(State::defaulted, {0.9})});
    set_row(parameters, State::defaulted,
            {exit_with(State::liquidated, {0.3}), exit_with(State::cured, {0.6})});
    set_row(parameters, State::cured, {exit_with(State::defaulted, {0.9})});
    return parameters;
}

/// Every path alone, in small groups, one by one, and all in one run.
void expect_paths_apart(Study study, std::uint64_t number) {
    const PathTotals run = totals_of(study);
    const std::size_t width = run.totals.size() / 8;
    std::vector<std::int64_t> ineligible(run.ineligible.size());
    for (std::int64_t path = 0; path < 8; ++path) {
        const PathTotals alone = totals_of(study, path, 1);
        const auto first = run.totals.begin() + path * static_cast<std::ptrdiff_t>(width);
        ASSERT_TRUE(std::equal(alone.totals.begin(), alone.totals.end(), first))
            << number << ", path " << path;
        for (std::size_t i = 0; i < ineligible.size(); ++i) ineligible[i] += alone.ineligible[i];
    }
    ASSERT_EQ(ineligible, run.ineligible) << number;
    study.most_loans_in_group = 3;
    expect_same(run, totals_of(study), std::to_string(number) + ", small groups");
    study.plain_twins = true;
    expect_same(run, totals_of(study), std::to_string(number));
}

TEST(QuietLoans, AllCalmInBulkAndOneByOneGiveTheSameBits) {
    for (std::uint64_t number = 401; number <= 460; ++number) {
        Study study = tiny::random_study(number);
        make_all_loans_calm(study);
        expect_paths_apart(study, number);
    }
}

// All that the end of a quiet loan can post: sales with costs and prior claims, below and above a carrying
// amount that is not the claim, of loans non-performing at cut-off, later, or never before; and ends of all
// kinds that are counted, not posted.
TEST(QuietLoans, EveryKindOfEndPostsTheSameInBulkAndOneByOne) {
    using testing_models::exit_with;
    SegmentParameters parameters = quiet_parameters();
    const auto row = [&](State from, std::vector<ExitSpec> exits) {
        set_row(parameters, from, std::move(exits));
    };
    const auto counted_only = [](State to, double probability) {
        ExitSpec exit = exit_with(to, {probability});
        exit.accounts = false;
        return exit;
    };
    row(State::current, {exit_with(State::abandoned, {0.01}), exit_with(State::defaulted, {0.05}),
                         exit_with(State::liquidated, {0.02}), exit_with(State::repaid, {0.03})});
    row(State::defaulted, {exit_with(State::abandoned, {0.02}), exit_with(State::liquidated, {0.06}),
                           exit_with(State::cured, {0.05}), exit_with(State::repaid, {0.02})});
    row(State::cured, {exit_with(State::defaulted, {0.05}), exit_with(State::liquidated, {0.03}),
                       exit_with(State::repaid, {0.02})});
    Study study = tiny::empty_study({tiny::hold()});
    tiny::add_segment(study, "s", parameters);
    row(State::current, {counted_only(State::abandoned, 0.02), exit_with(State::defaulted, {0.06}),
                         counted_only(State::liquidated, 0.03), counted_only(State::repaid, 0.03)});
    row(State::defaulted, {counted_only(State::abandoned, 0.02), counted_only(State::liquidated, 0.06),
                           exit_with(State::cured, {0.06}), counted_only(State::repaid, 0.02)});
    row(State::cured, {exit_with(State::defaulted, {0.05}), counted_only(State::liquidated, 0.03),
                       counted_only(State::repaid, 0.02)});
    tiny::add_segment(study, "ends that are counted only", parameters);
    row(State::current, {exit_with(State::defaulted, {0.05}), exit_with(State::repaid, {0.03})});
    row(State::defaulted, {exit_with(State::written_off, {0.02}), exit_with(State::cured, {0.05})});
    row(State::cured, {exit_with(State::defaulted, {0.05})});
    row(State::residual_claim, {exit_with(State::abandoned, {0.02}), exit_with(State::repaid, {0.05})});
    tiny::add_segment(study, "residual claims that are paid", parameters);
    for (int i = 0; i < 360; ++i) {
        const std::string id = "L" + std::to_string(100 + i);
        const State last = i < 240 ? State::cured : State::residual_claim;
        const State state = i % 3 == 0 ? State::current : i % 3 == 1 ? State::defaulted : last;
        tiny::add_loan(study,
                       {.id = id, .state = state, .claim = 1000.0 + 7.77 * (i % 120), .segment = i / 120});
        Minor& carrying = study.portfolio.loans.gross_carrying_amount.back();
        carrying = i % 7 == 0 ? carrying + carrying / 10 : carrying / (1 + i % 4);
        tiny::add_collateral(study, {.id = id + "h",
                                     .value = 400.0 + 15.0 * (i % 120),
                                     .collateral_class = i % 2,
                                     .index = 1,
                                     .prior_claims = i % 5 == 0 ? 333.0 : 0.0});
    }
    make_all_loans_calm(study);
    const PreparedStudy prepared(study);
    tiny::PathResult path = tiny::Runner(prepared).run(0);
    const auto posted = [&](Account account) { return path.ledgers[0].total(0, account); };
    for (const Account account :
         {Account::inflow, Account::cure, Account::cash_applied, Account::write_off, Account::claim_inflow,
          Account::claim_costs_added, Account::claim_closed, Account::performing, Account::borrower,
          Account::collateral, Account::sale_cost, Account::gain_over_carrying, Account::prior_claims_paid,
          Account::pv_costs_hurdle, Account::net_cash_npe, Account::net_cash_inflow}) {
        EXPECT_NE(posted(account), 0) << account_names[static_cast<std::size_t>(account)];
    }
    EXPECT_NE(path.ledgers[0].total(2, Account::estate), 0);
    tiny::expect_continuous(prepared, path);
    expect_paths_apart(study, 0);
}

TEST(QuietLoans, AShareOfTheClaimMovesLtvAndNoOtherPath) {
    Study study = tiny::empty_study({tiny::hold()});
    SegmentParameters parameters = tiny::segment_parameters();
    parameters.cash.clear();
    parameters.costs.clear();
    parameters.clocks.clear();
    parameters.cash[State::defaulted] = {.share_of_claim_per_month = 0.05};
    tiny::add_segment(study, "s", parameters);
    add_loans(study, 40, 1300.0);
    make_all_loans_calm(study);
    expect_paths_apart(study, 0);
}

TEST(QuietLoans, AClockThatFindsNoMeasureFiresOnEveryPath) {
    Study study = tiny::empty_study({tiny::restructure()});
    tiny::add_segment(study, "s", tiny::segment_parameters());
    add_loans(study, 40, 1300.0);
    for (auto& eligible : study.portfolio.eligible[0]) eligible = 0;
    make_all_loans_calm(study);
    const PathTotals run = totals_of(study);
    EXPECT_GT(run.ineligible[0], 0);
    expect_paths_apart(study, 0);
}

TEST(QuietLoans, ReplayKnowsThatTheCollateralIsSold) {
    Study study = tiny::empty_study({tiny::court()});
    SegmentParameters parameters = tiny::segment_parameters();
    parameters.cash[State::residual_claim] = {.interest_accrues = false};
    parameters.costs.clear();
    tiny::add_segment(study, "s", parameters);
    add_loans(study, 20, 2300.0);
    make_all_loans_calm(study);
    const PreparedRun ready(study);
    int after_sale = 0;
    for (int loan = 0; loan < 20; ++loan) {
        for (const ReplayOption& option : replay(ready, "L" + std::to_string(100 + loan), loan % 4, 0)) {
            bool sold = false;
            for (const ReplayMonth& month : option.months) {
                if (month.entered.empty()) continue;
                if (sold) {
                    ++after_sale;
                    EXPECT_TRUE(std::isinf(month.ltv)) << month.node << " > " << month.entered;
                }
                sold = sold || month.cause == "auction: sold";
            }
        }
    }
    EXPECT_GT(after_sale, 0);
}

TEST(QuietLoans, ADisagreementNamesItsLoan) {
    Study study = tiny::empty_study({tiny::hold()});
    SegmentParameters parameters = tiny::segment_parameters();
    parameters.cash.clear();
    parameters.costs.clear();
    parameters.clocks.clear();
    tiny::add_segment(study, "s", parameters);
    add_loans(study, 5, 100.0, State::current);
    make_all_loans_calm(study);
    const PreparedStudy prepared(study);
    const tiny::PathResult path = tiny::Runner(prepared).run(0);
    PathEvents spoiled;
    spoiled.logs.resize(1);
    std::uint32_t victim = 0;
    for (Event event : path.events.logs[0].records()) {
        if (victim == 0 && spoiled.logs[0].event_count() == 1) {
            victim = event.loan + 1;
            event.from_node = event.to_node;
        }
        spoiled.logs[0].push_back(event);
        spoiled.logs[0].end_run(0, event.month);
    }
    ASSERT_NE(victim, 0U) << "two loans moved";
    Accounting accounting(prepared);
    PathLedger ledger(1, 12, prepared.months);
    const PathContext context{prepared, 0, 0, path.macro.indices};
    accounting.post_trunk(context, spoiled, ledger);
    try {
        accounting.post(context, 0, spoiled, ledger);
        FAIL() << "engine and books disagree";
    } catch (const ContractViolation& violation) {
        const std::string id = "loan L" + std::to_string(100 + victim - 1);
        EXPECT_NE(std::string(violation.what()).find(id), std::string::npos) << violation.what();
    }
}

// A loan that was cured in bulk and then needs an account, for a node that costs, keeps the month in which it
// left the stock.
TEST(QuietLoans, ALoanThatGetsAnAccountTakesItsBooksAlong) {
    using testing_models::exit_with;
    SegmentParameters parameters = restless_parameters();
    parameters.hazards["cured"] = testing_models::row_from(
        State::cured, {exit_with(State::defaulted, {0.02}), exit_with(State::current, {0.1})});
    set_row(parameters, State::current, {exit_with(State::defaulted, {0.01})});
    parameters.costs[State::current] = {.servicing_per_month = 1.0};
    Study study = tiny::empty_study({tiny::hold()});
    tiny::add_segment(study, "s", parameters);
    add_loans(study, 60, 1234.56);
    make_all_loans_calm(study);
    EXPECT_NE(totals_of(study).totals[static_cast<std::size_t>(Total::claim_months_to_resolution)], 0.0);
    expect_paths_apart(study, 0);
}

// The books know whether a quiet loan is open and in the stock of NPE: what contradicts them is refused.
TEST(QuietLoans, WhatContradictsTheBooksNamesItsLoan) {
    using testing_models::exit_with;
    Study study = tiny::empty_study({tiny::hold()});
    SegmentParameters parameters = restless_parameters();
    set_row(parameters, State::current,
            {exit_with(State::defaulted, {0.9}), exit_with(State::repaid, {0.01})});
    set_row(parameters, State::court, {exit_with(State::liquidated, {0.1})});
    set_row(parameters, State::defaulted,
            {exit_with(State::liquidated, {0.3}), exit_with(State::court, {0.01}),
             exit_with(State::enforcement, {0.01}), exit_with(State::cured, {0.5})});
    parameters.costs[State::court] = {.servicing_per_month = 1.0};
    tiny::add_segment(study, "s", parameters);
    add_loans(study, 3, 100.0, State::current);
    make_all_loans_calm(study);
    const PreparedStudy prepared(study);
    const WorkoutGraph& graph = prepared.segments[0].graphs[0];
    const auto exit_to = [&](State from, State to) {
        const std::vector<GraphExit>& exits = prepared.segments[0].exits[0];
        for (std::uint32_t exit = 0; exit < exits.size(); ++exit) {
            if (graph.nodes[exits[exit].from].state == from && graph.nodes[exits[exit].to].state == to) {
                return exit;
            }
        }
        throw std::logic_error("the graph has no such exit");
    };
    const std::uint32_t inflow = exit_to(State::current, State::defaulted);
    const std::uint32_t repaid = exit_to(State::current, State::repaid);
    const std::uint32_t cure = exit_to(State::defaulted, State::cured);
    const std::uint32_t end = exit_to(State::defaulted, State::liquidated);
    const std::uint32_t to_account = exit_to(State::defaulted, State::court);  // which costs: an account
    const std::uint32_t to_neighbour = exit_to(State::defaulted, State::enforcement);  // posts nothing
    const tiny::PathResult path = tiny::Runner(prepared).run(0);
    const PathContext context{prepared, 0, 0, path.macro.indices};
    const auto post = [&](const std::vector<std::uint32_t>& exits, bool last_in_a_record) {
        PathEvents events;
        events.logs.resize(1);
        EventLog& log = events.logs[0];
        for (std::size_t i = 0; i < exits.size(); ++i) {
            const int month = static_cast<int>(i) + 1;
            const QuietMove move{.loan = 1, .exit = exits[i]};
            if (last_in_a_record && i + 1 == exits.size()) {
                log.push_back(event_of(prepared.segments[0].exits[0], move, month));
            } else {
                log.moves().push_back(move);
            }
            log.end_run(0, month);
        }
        Accounting accounting(prepared);
        PathLedger ledger(1, 12, prepared.months);
        accounting.post_trunk(context, events, ledger);
        accounting.post(context, 0, events, ledger);
    };
    for (const bool in_a_record : {false, true}) {
        EXPECT_NO_THROW(post({inflow, cure}, in_a_record));
        EXPECT_NO_THROW(post({inflow, end}, in_a_record));
        EXPECT_NO_THROW(post({inflow, to_neighbour}, in_a_record));
        EXPECT_NO_THROW(post({inflow, to_account}, in_a_record));
        for (const std::vector<std::uint32_t>& exits :
             std::vector<std::vector<std::uint32_t>>{{inflow, inflow},
                                                     {cure},
                                                     {inflow, cure, cure},
                                                     {end},
                                                     {inflow, end, end},
                                                     {inflow, end, cure},
                                                     {inflow, repaid},
                                                     {repaid, repaid},
                                                     {repaid, inflow},
                                                     {to_neighbour},
                                                     {inflow, end, to_neighbour},
                                                     {to_account},
                                                     {inflow, end, to_account}}) {
            try {
                post(exits, in_a_record);
                ADD_FAILURE() << "engine and books disagree";
            } catch (const ContractViolation& violation) {
                const std::string message = violation.what();
                EXPECT_NE(message.find("loan L101"), std::string::npos) << message;
                EXPECT_NE(message.find("month " + std::to_string(exits.size())), std::string::npos)
                    << message;
            }
        }
    }
}

// More moves in a month than the packed lengths of the lists can count at once.
TEST(QuietLoans, ThousandsOfMovesInAMonthPostTheSameInBulkAndOneByOne) {
    Study study = tiny::empty_study({tiny::hold()});
    tiny::add_segment(study, "s", restless_parameters());
    add_loans(study, 2500, 1234.56, State::current);
    make_all_loans_calm(study);
    const PreparedStudy prepared(study);
    const tiny::PathResult path = tiny::Runner(prepared).run(0);
    EXPECT_GT(path.events.logs[0].event_count(), 5 * study.portfolio.loans.size());
    tiny::expect_continuous(prepared, path);
    const PathTotals run = totals_of(study, 0, 2);
    study.plain_twins = true;
    expect_same(run, totals_of(study, 0, 2), "2,500 loans");
}

TEST(QuietLoans, EveryKindOfVectorGivesAStudyTheSameTotals) {
    Study study = tiny::empty_study({tiny::hold()});
    tiny::add_segment(study, "s", restless_parameters());
    add_loans(study, 200, 1234.56, State::current);
    make_all_loans_calm(study);
    const PathTotals widest = totals_of(study);
    int kinds = 0;
    on_every_kind_of_vector([&](const char* kind) {
        expect_same(widest, totals_of(study), kind);
        ++kinds;
    });
    EXPECT_GT(kinds, 1);
}

TEST(PreparedStudy, ALoanWithTooManyCollateralsIsNamed) {
    Study study = tiny::empty_study({tiny::hold()});
    tiny::add_segment(study, "s", tiny::segment_parameters());
    tiny::add_loan(study, {.id = "crowded"});
    for (std::uint32_t c = 0; c < CollateralSet::most; ++c) {
        tiny::add_collateral(study, {.id = std::to_string(c), .value = 1.0, .index = 1});
    }
    EXPECT_NO_THROW(PreparedStudy{study});
    tiny::add_collateral(study, {.id = "one more", .value = 1.0, .index = 1});
    try {
        const PreparedStudy prepared(study);
        FAIL() << "a set of collaterals has no bit for it";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("crowded"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("33 collaterals"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace recoup::sim
