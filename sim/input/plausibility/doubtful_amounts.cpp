// Claims, balances and collateral that are legal and hardly right.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/node_rules.hpp"
#include "sim/input/plausibility/plausibility_checks.hpp"
#include "sim/input/tape/portfolio_builder.hpp"
#include "sim/input/tape/rule_amounts.hpp"

namespace recoup::sim {

namespace {

/// Units of the reporting currency; of one loan, also where the row is a pool.
double claim_of(const LoanFacts& facts) {
    return facts.loan.of_one_loan(facts.loan.claim);
}

double median_claim(const ReadTape& tape) {
    std::vector<double> claims;
    claims.reserve(tape.facts.size());
    for (const LoanFacts& facts : tape.facts) {
        claims.push_back(claim_of(facts));
    }
    return median(std::move(claims));
}

std::string claim_column(const ReadTape& tape) {
    return shown_column(tape.loans,
                        tape.loans.find("legal_balance") != nullptr ? "legal_balance" : "principal_balance");
}

/// Median of value over claim of the loans that have collateral; none without any.
std::optional<double> median_collateral_to_claim(const ReadTape& tape) {
    std::vector<double> ratios;
    for (const LoanFacts& facts : tape.facts) {
        if (facts.ltv_indexed) {
            ratios.push_back(1.0 / *facts.ltv_indexed);
        }
    }
    return ratios.empty() ? std::nullopt : std::optional<double>(median(std::move(ratios)));
}

std::string measure_text(const Study& study, std::size_t option, std::size_t measure) {
    return fmt::format("measure '{}' of option '{}'", study.options[option].measures[measure].name,
                       study.options[option].name);
}

/// Median claim of the loans that may take the measure; none where nobody may.
std::optional<double> median_eligible_claim(const ReadTape& tape, std::size_t option, std::size_t measure) {
    const auto& eligible = tape.study.portfolio.eligible[option];
    std::vector<double> claims;
    for (std::size_t i = 0; i < tape.facts.size(); ++i) {
        if ((eligible[i] >> measure & 1U) != 0) {
            claims.push_back(claim_of(tape.facts[i]));
        }
    }
    return claims.empty() ? std::nullopt : std::optional<double>(median(std::move(claims)));
}

void add_cost(const ReadTape& tape, std::size_t option, std::size_t measure, double limit,
              std::vector<std::string>& found) {
    const double fixed = tape.study.options[option].measures[measure].costs.fixed;
    const auto claim = fixed > 0.0 ? median_eligible_claim(tape, option, measure) : std::nullopt;
    if (claim && fixed > limit * *claim) {
        found.push_back(
            fmt::format("{} costs {:.2f}, above the median claim of those who may take it, {:.2f}",
                        measure_text(tape.study, option, measure), fixed, *claim));
    }
}

void add_thresholds(const ReadTape& tape, std::size_t option, std::size_t measure, double limit, double claim,
                    std::vector<std::string>& found) {
    constexpr double hardly_any = 0.05;  // of the loans; a larger part is whom the measure is meant for
    const std::optional<Rule>& rule = tape.request.who[option][measure];
    if (!rule) {
        return;
    }
    for (const AmountThreshold& least : least_amounts(rule->expression)) {
        const auto reach = static_cast<std::size_t>(std::ranges::count_if(
            tape.facts, [&](const LoanFacts& facts) { return claim_of(facts) >= least.amount; }));
        const bool is_rare = static_cast<double>(reach) < hardly_any * static_cast<double>(tape.facts.size());
        if (is_rare && least.amount > limit * claim) {
            found.push_back(fmt::format("{} of {} loans reach the {} of {:.12g} that {} asks for", reach,
                                        tape.facts.size(), least.column, least.amount,
                                        measure_text(tape.study, option, measure)));
        }
    }
}

double yearly_workout_cost(const ReadTape& tape, const LoanFacts& facts) {
    const State state = is_in_stock(facts.loan.state) ? facts.loan.state : State::defaulted;
    const auto& costs = tape.study.segments[facts.segment].parameters.costs;
    const auto found = costs.find(state);
    return found == costs.end() ? 0.0
                                : months_per_year * (found->second.servicing_per_month +
                                                     found->second.internal_workout_per_month);
}

void add_workout(const ReadTape& tape, double limit, std::vector<std::string>& found) {
    std::vector<double> ratios;
    ratios.reserve(tape.facts.size());
    for (const LoanFacts& facts : tape.facts) {
        ratios.push_back(yearly_workout_cost(tape, facts) / claim_of(facts));
    }
    const auto above =
        std::count_if(ratios.begin(), ratios.end(), [&](double ratio) { return ratio > limit; });
    const double ratio = median(std::move(ratios));
    if (ratio > limit) {
        found.push_back(
            fmt::format("a year of servicing and workout costs more than the claim of {} of {} loans, "
                        "in the median {:.3g} times the claim",
                        above, tape.facts.size(), ratio));
    }
}

std::vector<std::string> costs_above_claims(const ReadTape& tape, double limit, double claim) {
    std::vector<std::string> found;
    for (std::size_t o = 0; o < tape.study.options.size(); ++o) {
        for (std::size_t m = 0; m < tape.study.options[o].measures.size(); ++m) {
            add_cost(tape, o, m, limit, found);
            add_thresholds(tape, o, m, limit, claim, found);
        }
    }
    add_workout(tape, limit, found);
    return found;
}

std::string multiples(const std::string& currency) {
    return fmt::format(
        "Write amounts in whole units of {}: times 1,000 where they are in thousands, 100,000 in "
        "lakh, 1,000,000 in millions, 10,000,000 in crore",
        currency);
}

}  // namespace

Doubt small_claims(const ReadTape& tape) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    if (!settings.cost_to_claim) {
        return std::nullopt;
    }
    const double claim = median_claim(tape);
    std::vector<std::string> found = costs_above_claims(tape, *settings.cost_to_claim, claim);
    if (found.empty()) {
        return std::nullopt;
    }
    const auto ratio = median_collateral_to_claim(tape);
    if (ratio && settings.most_collateral_to_claim && *ratio > *settings.most_collateral_to_claim) {
        found.push_back(
            fmt::format("collateral is worth {:.3g} times the claim that it secures, in the median", *ratio));
    }
    return Problem{
        .severity = Severity::warning,
        .where = tape.loans.source,
        .field = claim_column(tape),
        .value = fmt::format("{:.2f}", claim),
        .problem = fmt::format("the median claim of {} loans looks too small for the costs of the study",
                               tape.facts.size()),
        .why = fmt::format("all amounts are in units of {}", tape.study.currency),
        .suggestion = multiples(tape.study.currency) +
                      "; check the `currency` of the option and parameter files; if it is right, set "
                      "plausibility.cost_to_claim = false",
        .consequences = std::move(found)};
}

Doubt concentration(const ReadTape& tape, const Totals& totals) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    if (!settings.largest_claim_share ||
        tape.facts.size() < static_cast<std::size_t>(settings.concentration_from_loans)) {
        return std::nullopt;
    }
    const LoanFacts& largest =
        *std::max_element(tape.facts.begin(), tape.facts.end(),
                          [](const LoanFacts& a, const LoanFacts& b) { return claim_of(a) < claim_of(b); });
    const double share = claim_of(largest) / total_claim(tape);
    const bool is_total = std::ranges::binary_search(totals.rows, largest.loan.row);
    if (share <= *settings.largest_claim_share || is_total) {
        return std::nullopt;
    }
    return Problem{
        .severity = Severity::warning,
        .where = shown_row(tape, largest),
        .field = claim_column(tape),
        .value = fmt::format("{:.2f}", claim_of(largest)),
        .problem = fmt::format("one of {} loans holds {} of all claims, {:.3g} times the median claim",
                               tape.facts.size(), percent(share), claim_of(largest) / median_claim(tape)),
        .why = "every figure of the portfolio is that of this loan",
        .suggestion =
            "Check the unit and the currency of the row; if it is right, set "
            "plausibility.largest_claim_share = false"};
}

Doubt collateral_beside_claims(const ReadTape& tape) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    const auto ratio = median_collateral_to_claim(tape);
    if (!ratio) {
        return std::nullopt;
    }
    const bool small = settings.least_collateral_to_claim && *ratio < *settings.least_collateral_to_claim;
    const bool large = settings.most_collateral_to_claim && *ratio > *settings.most_collateral_to_claim;
    // Claims in another unit than the study's are named already, with this among what follows.
    if (!(small || large) || (large && small_claims(tape))) {
        return std::nullopt;
    }
    return Problem{.severity = Severity::warning,
                   .where = tape.collateral->source,
                   .field = shown_column(*tape.collateral, "collateral_value"),
                   .problem = fmt::format(
                       "collateral is worth {:.3g} times the claim that it secures, in the median", *ratio),
                   .why = small ? fmt::format("below {:.3g}", *settings.least_collateral_to_claim)
                                : fmt::format("above {:.3g}", *settings.most_collateral_to_claim),
                   .suggestion = fmt::format("Give both tables in one unit. {}; if they are, set "
                                             "plausibility.{}_collateral_to_claim = false",
                                             multiples(tape.study.currency), small ? "least" : "most")};
}

Doubt no_collateral(const ReadTape& tape) {
    if (!tape.study.plausibility.no_collateral || median_collateral_to_claim(tape)) {
        return std::nullopt;
    }
    for (const OptionSpec& option : tape.study.options) {
        for (const MeasureSpec& measure : option.measures) {
            if (Measures::visit(measure.terms,
                                [](auto kind, const auto&) { return kind.sells_collateral; })) {
                return Problem{
                    .severity = Severity::warning,
                    .where = tape.collateral != nullptr ? tape.collateral->source : tape.loans.source,
                    .problem = fmt::format(
                        "no loan has collateral, and measure '{}' of option '{}' ends in its sale",
                        measure.name, option.name),
                    .suggestion =
                        "Name the table in [portfolio] collateral, and check that its loan_identifier is "
                        "that of the loans; if the book is unsecured, set plausibility.no_collateral = "
                        "false"};
            }
        }
    }
    return std::nullopt;
}

}  // namespace recoup::sim
