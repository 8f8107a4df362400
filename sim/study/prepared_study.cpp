#include "sim/study/prepared_study.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "models/deterministic_math.hpp"
#include "models/regulation/held_back_exits.hpp"
#include "models/stationary_law.hpp"
#include "sim/random/sobol.hpp"
#include "sim/study/pools.hpp"

namespace recoup::sim {

namespace {

constexpr int stationary_points = 4096;

std::vector<double> discount_factors(double annual_rate, int months) {
    std::vector<double> factors;
    for (int month = 0; month <= months; ++month) {
        factors.push_back(pow_ieee(1.0 + annual_rate, -static_cast<double>(month) / months_per_year));
    }
    return factors;
}

bool needs_stationary_law(const SegmentParameters& parameters) {
    return std::any_of(parameters.hazards.begin(), parameters.hazards.end(),
                       [](const auto& row) { return row.second.given_as == GivenAs::long_run_average; });
}

std::vector<State> states_on_tape(const Portfolio& portfolio, int segment) {
    std::set<State> states;
    for (std::size_t i = 0; i < portfolio.loans.size(); ++i) {
        if (portfolio.loans.segment[i] == segment) {
            states.insert(portfolio.loans.state[i]);
        }
    }
    return {states.begin(), states.end()};
}

PreparedSegment prepare_segment(const Study& study, int segment, const std::vector<double>& points,
                                const Portfolio& tape) {
    const auto s = static_cast<std::size_t>(segment);
    const SegmentParameters parameters = with_clocks_of(study.rules, study.segments[s].parameters);
    std::vector<std::string> variables;
    for (const MacroVariable& variable : study.macro.variables) {
        variables.push_back(variable.name);
    }
    const std::vector<CovariateProfile> profiles =
        s < study.portfolio.profiles.size() ? study.portfolio.profiles[s] : std::vector<CovariateProfile>{};
    HazardTableBuilder rows(parameters, profiles, variables, points);
    PreparedSegment prepared;
    const std::vector<State> states = states_on_tape(tape, segment);
    for (const OptionSpec& option : study.options) {
        prepared.graphs.push_back(compile(option, parameters, rows, states));
    }
    prepared.table = rows.table();
    for (const HazardRow& row : prepared.table.rows) {
        prepared.credit_indices.push_back(
            row.copula ? std::make_unique<CreditIndex>(study.macro, row.copula->weights) : nullptr);
    }
    for (const std::string& name : study.portfolio.collateral_classes) {
        const auto found = parameters.collateral.find(name);
        prepared.collateral.push_back(found == parameters.collateral.end() ? CollateralSpec{}
                                                                           : found->second);
    }
    for (const WorkoutGraph& graph : prepared.graphs) {
        prepared.exits.push_back(list_exits(graph));
    }
    prepared.trunk = trunk_of(prepared.graphs);
    if (study.plain_twins) {
        for (auto& nodes : prepared.trunk.node_in) {
            std::fill(nodes.begin(), nodes.end(), no_node);
        }
    }
    prepared.contract = parameters.contract;
    return prepared;
}

/// By segment and profile, in groups that fit into the caches. Results are the same however loans are
/// grouped.
std::vector<LoanGroup> loan_groups(const LoanColumns& loans, const std::vector<std::int32_t>& price_index,
                                   std::size_t most_loans) {
    std::map<std::pair<int, int>, LoanGroup> groups;
    for (std::size_t i = 0; i < loans.size(); ++i) {
        LoanGroup& group = groups[{loans.segment[i], loans.profile[i]}];
        group.segment = loans.segment[i];
        group.profile = loans.profile[i];
        group.rows.push_back(static_cast<std::uint32_t>(i));
    }
    std::vector<LoanGroup> result;
    for (auto& [key, all] : groups) {
        std::stable_sort(all.rows.begin(), all.rows.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return price_index[a] < price_index[b]; });
        const std::size_t parts = (all.rows.size() + most_loans - 1) / most_loans;
        for (std::size_t part = 0; part < parts; ++part) {
            LoanGroup& group = result.emplace_back();
            group.segment = all.segment;
            group.profile = all.profile;
            for (std::size_t i = part * all.rows.size() / parts; i < (part + 1) * all.rows.size() / parts;
                 ++i) {
                const std::uint32_t row = all.rows[i];
                group.rows.push_back(row);
                group.entity_low.push_back(static_cast<std::uint32_t>(loans.entity[row]));
                group.entity_high.push_back(static_cast<std::uint32_t>(loans.entity[row] >> 32));
            }
        }
    }
    return result;
}

/// The amounts of one path are 64-bit integers of minor units, and their sums are not looked at: refuses a
/// tape that could overflow them. A claim may grow at its rate to the horizon, by costs too, generously, and
/// it is multiplied by months to resolution.
void check_amounts_fit(const Study& study) {
    const LoanColumns& loans = study.portfolio.loans;
    const double least_growth = std::max(8.0, static_cast<double>(study.recovery_horizon_months));
    double most = 0.0;
    for (std::size_t i = 0; i < loans.size(); ++i) {
        const double interest =
            pow_ieee(1.0 + loans.annual_rate[i] / months_per_year, study.recovery_horizon_months);
        const Minor amount = std::max(loans.claim[i], loans.gross_carrying_amount[i]);
        const double grown = static_cast<double>(amount) * std::max(least_growth, interest);
        if (!fits_minor(grown)) {
            throw InputError({.where = "loan " + loans.loan_identifier[i],
                              .field = "principal_balance",
                              .problem =
                                  "the claim, with interest to the recovery horizon, does not fit into a "
                                  "64-bit integer",
                              .why = "amounts are kept in hundredths of " + study.currency,
                              .suggestion = "See whether balance and interest rate are right; else state the "
                                            "amounts in a larger unit"});
        }
        most += grown;
    }
    if (!fits_minor(most)) {
        throw InputError(
            {.where = "portfolio",
             .field = "principal_balance",
             .problem = "the claims of all loans together, with interest to the recovery horizon, do not "
                        "fit into 64-bit integers",
             .why = "amounts are kept in hundredths of " + study.currency,
             .suggestion = "State the amounts in a larger unit, or split the tape"});
    }
}

LoanRecord loan_record(const PreparedStudy& prepared, std::size_t loan) {
    const LoanColumns& loans = prepared.study.portfolio.loans;
    const std::vector<std::uint32_t>& first = prepared.study.portfolio.collateral.first;
    const std::uint32_t collaterals = first[loan + 1] - first[loan];
    if (collaterals > CollateralSet::most) {
        throw InputError({.where = "loan " + loans.loan_identifier[loan],
                          .field = "collateral_identifier",
                          .value = std::to_string(collaterals) + " collaterals",
                          .problem = "the loan has too many collaterals",
                          .why = std::to_string(CollateralSet::most) + " at most",
                          .suggestion = "Add up those of one class and place"});
    }
    return {.claim = loans.claim[loan],
            .carrying = loans.gross_carrying_amount[loan],
            .effective = pow_ieee(1.0 + loans.effective_rate[loan], -1.0 / months_per_year),
            .first_collateral = first[loan],
            .collaterals = static_cast<std::uint16_t>(collaterals),
            .segment = loans.segment[loan],
            .first = collaterals > 0 ? prepared.collateral[first[loan]] : CollateralFacts{}};
}

std::unique_ptr<const Study> with_pools_written_out(const Study& given) {
    auto study = std::make_unique<Study>(given);
    study->portfolio = written_out(given.portfolio);
    return study;
}

}  // namespace

PreparedStudy::PreparedStudy(const Study& given)
    : PreparedStudy(given, given.runs_loan_engine() ? Pools::written_out : Pools::as_rows) {}

PreparedStudy::PreparedStudy(const Study& given, Pools pools, const Portfolio* tape)
    : asked(given),
      pools_written_out(pools == Pools::written_out && given.portfolio.loans.has_pools()
                            ? with_pools_written_out(given)
                            : nullptr),
      study(pools_written_out ? *pools_written_out : given),
      months(given.recovery_horizon_months) {
    check_amounts_fit(study);
    const int step = months_per_period(study.macro.frequency);
    const int years = (months + months_per_year - 1) / months_per_year;
    periods = years * months_per_year / step;
    std::vector<double> points;
    if (std::any_of(study.segments.begin(), study.segments.end(), [](const SegmentDefinition& segment) {
            return needs_stationary_law(segment.parameters);
        })) {
        const int dimension = static_cast<int>(study.macro.variables.size());
        points = stationary_deviations(study.macro, centred_sobol_points(dimension, stationary_points));
    }
    for (int segment = 0; segment < static_cast<int>(study.segments.size()); ++segment) {
        segments.push_back(
            prepare_segment(study, segment, points, tape == nullptr ? study.portfolio : *tape));
        const std::vector<std::uint16_t>& trunk = segments.back().trunk.node_in[0];
        has_trunk = has_trunk || std::any_of(trunk.begin(), trunk.end(),
                                             [](std::uint16_t node) { return node != no_node; });
    }
    for (const Scenario& scenario : study.scenarios) {
        centre.push_back(central_path(study.macro, scenario, periods));
    }
    discount_hurdle = discount_factors(study.hurdle_rate, months);
    discount_investor = discount_factors(study.investor_rate, months);
    const LoanColumns& loans = study.portfolio.loans;
    if (study.macro.student_t_degrees_of_freedom > 0.0) {
        student = std::make_unique<StudentRadius>(study.macro.student_t_degrees_of_freedom,
                                                  static_cast<int>(study.macro.variables.size()));
    }
    const CollateralColumns& collateral_columns = study.portfolio.collateral;
    for (std::size_t c = 0; c < collateral_columns.value.size(); ++c) {
        collateral.push_back(
            {.value = static_cast<double>(collateral_columns.value[c]),
             .prior_claims = static_cast<double>(collateral_columns.prior_claims[c]),
             .entity = collateral_columns.entity[c],
             .collateral_class = static_cast<std::uint16_t>(collateral_columns.collateral_class[c]),
             .index = static_cast<std::uint16_t>(collateral_columns.index[c]),
             .valuation_calendar_month =
                 static_cast<std::uint16_t>(collateral_columns.valuation_calendar_month[c])});
    }
    for (std::size_t i = 0; i < loans.size(); ++i) {
        Contract contract;
        contract.annual_rate = loans.annual_rate[i];
        contract.maturity = loans.months_to_maturity[i];
        contract.repayment = segments[loans.segment[i]].contract.repayment;
        set_instalment(contract, static_cast<double>(loans.claim[i]), 0);
        start_contracts.push_back(contract);
        double value = 0.0;
        std::int32_t index = 0;
        for (std::uint32_t c = collateral_columns.first[i]; c < collateral_columns.first[i + 1]; ++c) {
            value += static_cast<double>(collateral_columns.value[c]);
            const auto own = static_cast<std::int32_t>(collateral_columns.index[c]);
            index = c == collateral_columns.first[i] || index == own ? own : -1;
        }
        collateral_value.push_back(value);
        collateral_index.push_back(index);
        loan_records.push_back(loan_record(*this, i));
    }
    groups = loan_groups(loans, collateral_index, study.most_loans_in_group);
}

}  // namespace recoup::sim
