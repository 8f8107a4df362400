#include "sim/replay.hpp"

#include <cmath>
#include <limits>

#include "models/errors.hpp"
#include "sim/books/accounting.hpp"
#include "sim/loan_engine/loan_engine.hpp"
#include "sim/path/macro_draws.hpp"
#include "sim/study/pools.hpp"

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
    const auto keep = [row](auto& column, const auto& from) {
        if (!from.empty()) {
            column = {from[row]};
        }
    };
    for_each_column(keep, one.portfolio.loans, study.portfolio.loans);
    const CollateralColumns& collateral = study.portfolio.collateral;
    const std::size_t first = collateral.first[row];
    const std::size_t last = collateral.first[row + 1];
    const auto slice = [first, last](auto& column, const auto& from) {
        column.assign(from.begin() + static_cast<std::ptrdiff_t>(first),
                      from.begin() + static_cast<std::ptrdiff_t>(last));
    };
    for_each_column(slice, one.portfolio.collateral, collateral);
    one.portfolio.collateral.identifier.clear();
    one.portfolio.collateral.first = {0, static_cast<std::uint32_t>(last - first)};
    for (auto& eligible : one.portfolio.eligible) {
        eligible = {eligible[row]};
    }
    return one;
}

/// A pool has no path of its own: its loans have, where the loan engine runs. `identifier` may be the pool's
/// or that of a loan in it.
void refuse_pool(const PreparedStudy& prepared, const std::string& identifier) {
    const LoanColumns& loans = prepared.asked.portfolio.loans;
    const auto told = told_by(identifier);
    std::size_t row = loans.row_of(identifier);
    if (row == loans.size() && told) {
        row = loans.row_of(std::string(told->pool));
    }
    if (row == loans.size() || loans.count_of(row) == 1) {
        return;
    }
    const std::string& pool = loans.loan_identifier[row];
    const std::string names = name_in_pool(pool, 1) + " to " + name_in_pool(pool, loans.count[row]);
    const bool is_drawn = prepared.study.runs_loan_engine();
    throw InputError(
        {.where = "loan " + identifier,
         .field = "number_of_loans",
         .value = std::to_string(loans.count[row]),
         .problem = identifier == pool ? "a pool has no path of its own to replay"
                                       : "the pool has no path of this loan to replay",
         .why = is_drawn ? "each of its loans has one"
                         : "the expected engine moves shares of the pool given the macro path, "
                           "none of its loans is drawn",
         .suggestion = is_drawn ? "Give one of " + names
                                : "Set engine = \"loan\", which draws them, and give one of " + names});
}

std::size_t row_of_loan(const PreparedStudy& prepared, const std::string& identifier) {
    const LoanColumns& loans = prepared.study.portfolio.loans;
    const std::size_t row = loans.row_of(identifier);
    if (row < loans.size() && loans.count_of(row) == 1) {
        return row;
    }
    refuse_pool(prepared, identifier);
    throw InputError({.where = "replay",
                      .field = "loan",
                      .value = identifier,
                      .problem = "no such loan",
                      .why = "the tape has " + std::to_string(loans.size()) + " loans after exclusions",
                      .suggestion = "Give a loan_identifier of the tape"});
}

/// LTV of the one loan of a study at the index levels of a month; infinity without collateral.
double ltv_at(const Study& one, const IndexPaths& indices, int month, Minor claim) {
    const CollateralColumns& collateral = one.portfolio.collateral;
    double value = 0.0;
    for (std::size_t c = 0; c < collateral.value.size(); ++c) {
        value += static_cast<double>(collateral.value[c]) * indices.level_at(month, collateral.index[c]);
    }
    return value > 0.0 ? static_cast<double>(claim) / value : std::numeric_limits<double>::infinity();
}

ReplayOption explain(const Study& one, const WorkoutGraph& graph, const IndexPaths& indices,
                     const EventLog& log, const PathLedger& ledger, int months) {
    const int segment = one.portfolio.loans.segment[0];
    ReplayOption result;
    result.option = graph.option;
    std::uint16_t node = graph.start[static_cast<std::size_t>(one.portfolio.loans.state[0])];
    Minor claim = one.portfolio.loans.claim[0];
    bool sold = false;  // no collateral is left
    auto event = log.records().begin();
    for (int month = 1; month <= months; ++month) {
        ReplayMonth line;
        line.month = month;
        line.node = graph.nodes[node].name;
        line.ltv = std::numeric_limits<double>::quiet_NaN();
        line.net_cash = ledger.net_cash(segment, month);
        if (event != log.records().end() && event->month == month) {
            line.entered = graph.nodes[event->to_node].name;
            line.cause = cause_name(event->cause);
            const EventAmounts* amounts = log.amounts(*event);
            sold = sold || (amounts != nullptr && std::isinf(amounts->ltv));
            const bool closed = graph.nodes[event->to_node].rules.closed();
            line.claim_before = amounts == nullptr ? claim : amounts->claim_before;
            line.claim_after = amounts == nullptr ? (closed ? 0 : claim) : amounts->claim_after;
            line.ltv = amounts != nullptr ? static_cast<double>(amounts->ltv)
                       : sold             ? std::numeric_limits<double>::infinity()
                                          : ltv_at(one, indices, month, claim);
            claim = line.claim_after;
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

std::vector<ReplayOption> replay(const PreparedRun& whole, const std::string& loan_identifier,
                                 std::int64_t path, int scenario) {
    const Study& study = whole.prepared.study;
    const std::size_t row = row_of_loan(whole.prepared, loan_identifier);
    if (path < 0 || path >= study.paths) {
        throw InputError({.where = "replay",
                          .field = "path",
                          .value = std::to_string(path),
                          .problem = "no such path",
                          .why = "the study has paths 0 to " + std::to_string(study.paths - 1),
                          .suggestion = "Give a path of the study"});
    }
    const Study one = study_of_one(study, row);
    const PreparedRun run(one, whole, row);
    const PreparedStudy& alone = run.prepared;
    MacroShocks shocks;
    MacroState macro;
    draw_macro_shocks(alone, static_cast<std::uint32_t>(path), shocks);
    const auto& centre = alone.centre[static_cast<std::size_t>(scenario)];
    macro.x.resize(centre.size());
    macro_path(one.macro, centre, shocks.variables, macro.x);
    collateral_paths(one.macro, macro.x, shocks.indices, alone.months, macro.indices);
    LoanEngine engine(*run.loans);
    PathEvents events;
    engine.run(static_cast<std::uint32_t>(path), scenario, macro, events);
    const PathContext context{alone, static_cast<std::uint32_t>(path), scenario, macro.indices};
    Accounting accounting(alone);
    PathLedger trunk(alone.segment_count(), alone.months, alone.months, 1);
    accounting.post_trunk(context, events, trunk);
    std::vector<ReplayOption> result;
    for (std::size_t option = 0; option < one.options.size(); ++option) {
        PathLedger ledger = trunk;
        accounting.post(context, static_cast<int>(option), events, ledger);
        const EventLog log = whole_log(alone, events, static_cast<int>(option));
        const WorkoutGraph& graph = alone.segments[one.portfolio.loans.segment[0]].graphs[option];
        result.push_back(explain(one, graph, macro.indices, log, ledger, alone.months));
    }
    return result;
}

}  // namespace recoup::sim
