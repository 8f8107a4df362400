#include "sim/replay.hpp"

#include <algorithm>
#include <limits>

#include "models/errors.hpp"
#include "sim/accounting.hpp"
#include "sim/loan_engine.hpp"
#include "sim/macro_draws.hpp"

namespace recoup::sim {

namespace {

std::string cause_name(Cause cause) {
    switch (cause) {
        case Cause::exit:
            return "draw";
        case Cause::clock:
            return "clock";
        case Cause::trigger:
            return "measure";
        case Cause::auction_sold:
            return "auction: sold";
        case Cause::auction_unsold:
            return "auction: not sold";
        case Cause::maturity:
            return "maturity";
    }
    return "";
}

/// The study with one loan only: its draws depend on its id alone, so it does what it does in the whole run.
Study study_of_one(const Study& study, std::size_t row) {
    Study one = study;
    one.engine = EngineChoice::loan;
    one.portfolio.loans.count.clear();
    const LoanColumns& all = study.portfolio.loans;
    const CollateralColumns& collateral = study.portfolio.collateral;
    const auto keep = [row](auto& column, const auto& from) { column = {from[row]}; };
    LoanColumns& loans = one.portfolio.loans;
    keep(loans.loan_identifier, all.loan_identifier);
    keep(loans.entity, all.entity);
    keep(loans.segment, all.segment);
    keep(loans.profile, all.profile);
    keep(loans.claim, all.claim);
    keep(loans.gross_carrying_amount, all.gross_carrying_amount);
    keep(loans.annual_rate, all.annual_rate);
    keep(loans.effective_rate, all.effective_rate);
    keep(loans.months_to_maturity, all.months_to_maturity);
    keep(loans.state, all.state);
    keep(loans.months_in_state, all.months_in_state);
    keep(loans.months_since_npe, all.months_since_npe);
    keep(loans.months_since_concession, all.months_since_concession);
    keep(loans.restructurings, all.restructurings);
    const std::size_t first = collateral.first[row];
    const std::size_t last = collateral.first[row + 1];
    const auto slice = [first, last](auto& column, const auto& from) {
        column.assign(from.begin() + static_cast<std::ptrdiff_t>(first),
                      from.begin() + static_cast<std::ptrdiff_t>(last));
    };
    CollateralColumns& own = one.portfolio.collateral;
    own.first = {0, static_cast<std::uint32_t>(last - first)};
    slice(own.entity, collateral.entity);
    slice(own.collateral_class, collateral.collateral_class);
    slice(own.index, collateral.index);
    slice(own.value, collateral.value);
    slice(own.prior_claims, collateral.prior_claims);
    slice(own.valuation_month, collateral.valuation_month);
    slice(own.valuation_calendar_month, collateral.valuation_calendar_month);
    for (auto& eligible : one.portfolio.eligible) {
        eligible = {eligible[row]};
    }
    return one;
}

ReplayOption explain(const WorkoutGraph& graph, std::uint16_t start, const EventLog& log,
                     const PathLedger& ledger, int segment, int months) {
    ReplayOption result;
    result.option = graph.option;
    std::uint16_t node = start;
    auto event = log.begin();
    for (int month = 1; month <= months; ++month) {
        ReplayMonth line;
        line.month = month;
        line.node = graph.nodes[node].name;
        line.ltv = std::numeric_limits<double>::quiet_NaN();
        line.net_cash = ledger.net_cash(segment, month);
        if (event != log.end() && event->month == month) {
            line.entered = graph.nodes[event->to_node].name;
            line.cause = cause_name(event->cause);
            line.ltv = static_cast<double>(event->ltv);
            line.claim_before = event->claim_before;
            line.claim_after = event->claim_after;
            node = event->to_node;
            ++event;
        }
        for (int a = 0; a < account_count; ++a) {
            const auto account = static_cast<Account>(a);
            if ((is_cash_in(account) || is_cash_out(account)) &&
                ledger.money(segment, month - 1, account) != 0) {
                line.cash.emplace_back(account, ledger.money(segment, month - 1, account));
            }
        }
        result.net_cash += line.net_cash;
        result.pv_hurdle += ledger.money(segment, month - 1, Account::pv_hurdle);
        result.months.push_back(std::move(line));
    }
    return result;
}

}  // namespace

std::vector<ReplayOption> replay(const PreparedStudy& prepared, const std::string& loan_identifier,
                                 std::int64_t path, int scenario) {
    const Study& study = prepared.study;
    const auto& ids = study.portfolio.loans.loan_identifier;
    const auto found = std::lower_bound(ids.begin(), ids.end(), loan_identifier);
    if (found == ids.end() || *found != loan_identifier) {
        throw InputError({.where = "replay",
                          .field = "loan",
                          .value = loan_identifier,
                          .problem = "no such loan",
                          .why = "the tape has " + std::to_string(ids.size()) + " loans after exclusions",
                          .suggestion = "Give a loan_identifier of the tape"});
    }
    if (path < 0 || path >= study.paths) {
        throw InputError({.where = "replay",
                          .field = "path",
                          .value = std::to_string(path),
                          .problem = "no such path",
                          .why = "the study has paths 0 to " + std::to_string(study.paths - 1),
                          .suggestion = "Give a path of the study"});
    }
    const Study one = study_of_one(study, static_cast<std::size_t>(found - ids.begin()));
    const PreparedStudy alone(one);
    MacroShocks shocks;
    MacroState macro;
    draw_macro_shocks(alone, static_cast<std::uint32_t>(path), shocks);
    const auto& centre = alone.centre[static_cast<std::size_t>(scenario)];
    macro.x.resize(centre.size());
    macro_path(one.macro, centre, shocks.variables, macro.x);
    collateral_paths(one.macro, macro.x, shocks.indices, alone.months, macro.indices);
    LoanEngine engine(alone);
    PathEvents events;
    engine.run(static_cast<std::uint32_t>(path), scenario, macro, events);
    const PathContext context{alone, static_cast<std::uint32_t>(path), scenario, macro.indices};
    Accounting accounting(alone);
    std::vector<ReplayOption> result;
    for (std::size_t option = 0; option < one.options.size(); ++option) {
        PathLedger ledger(alone.segment_count(), alone.months, alone.months, 1);
        accounting.post(context, static_cast<int>(option), events.logs[option], ledger);
        const WorkoutGraph& graph = alone.segments[one.portfolio.loans.segment[0]].graphs[option];
        result.push_back(explain(graph, graph.start[static_cast<std::size_t>(one.portfolio.loans.state[0])],
                                 events.logs[option], ledger, one.portfolio.loans.segment[0], alone.months));
    }
    return result;
}

}  // namespace recoup::sim
