#include "sim/report/study_facts.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>

namespace recoup::sim {

namespace {

std::vector<ClaimSums> claims_of(const Portfolio& portfolio) {
    std::map<std::pair<std::size_t, int>, LoanAmounts> sums;  // states best first
    for (std::size_t row = 0; row < portfolio.loans.size(); ++row) {
        const auto state = static_cast<int>(portfolio.loans.state[row]);
        sums[{portfolio.loans.segment[row], -state}].add(portfolio, row);
    }
    std::vector<ClaimSums> claims;
    for (const auto& [place, amounts] : sums) {
        claims.push_back({place.first, static_cast<State>(-place.second), amounts});
    }
    return claims;
}

std::vector<CollateralSums> collateral_of(const Portfolio& portfolio) {
    const CollateralColumns& collateral = portfolio.collateral;
    std::map<std::pair<std::uint16_t, std::uint16_t>, CollateralSums> sums;
    for (std::size_t c = 0; c < collateral.size(); ++c) {
        CollateralSums& sum = sums[{collateral.collateral_class[c], collateral.index[c]}];
        ++sum.items;
        sum.value += collateral.value[c];
        sum.prior_claims += collateral.prior_claims[c];
    }
    std::vector<CollateralSums> list;
    for (auto& [place, sum] : sums) {
        sum.collateral_class = portfolio.collateral_classes[place.first];
        sum.index = place.second == 0 ? "" : portfolio.price_indices[place.second];
        list.push_back(std::move(sum));
    }
    return list;
}

/// A measure of an option by segment; `takes(row)` says whether it is open to a loan.
void add_measure(std::vector<EligibilitySums>& list, const Study& study, const EligibilitySums& measure,
                 const std::function<bool(std::size_t)>& takes) {
    const LoanColumns& loans = study.portfolio.loans;
    const std::size_t first = list.size();
    for (std::size_t segment = 0; segment < study.segments.size(); ++segment) {
        list.push_back(measure);
        list.back().segment = segment;
    }
    for (std::size_t row = 0; row < loans.size(); ++row) {
        EligibilitySums& facts = list[first + loans.segment[row]];
        const std::int64_t count = loans.count_of(row);
        facts.of_loans += count;
        facts.of_claim += loans.claim[row];
        if (takes(row)) {
            facts.loans += count;
            facts.claim += loans.claim[row];
        }
    }
}

std::vector<EligibilitySums> eligibility_of(const Study& study) {
    std::vector<EligibilitySums> list;
    for (std::size_t o = 0; o < study.options.size(); ++o) {
        const std::vector<MeasureSpec>& measures = study.options[o].measures;
        if (measures.empty()) {
            add_measure(list, study, {.option = o}, [](std::size_t) { return true; });
        }
        for (std::size_t m = 0; m < measures.size(); ++m) {
            add_measure(list, study,
                        {.option = o, .measure = measures[m].name, .when = when_text(measures[m].when)},
                        [&](std::size_t row) { return (study.portfolio.eligible[o][row] >> m & 1U) != 0; });
        }
    }
    return list;
}

}  // namespace

void LoanAmounts::add(const Portfolio& portfolio, std::size_t row) {
    const LoanColumns& columns = portfolio.loans;
    loans += columns.count_of(row);
    claim += columns.claim[row];
    carrying += columns.gross_carrying_amount[row];
    non_performing += is_in_stock(columns.state[row]) ? columns.claim[row] : 0;
    for (std::uint32_t c = portfolio.collateral.first[row]; c < portfolio.collateral.first[row + 1]; ++c) {
        collateral += portfolio.collateral.value[c];
    }
}

LoanAmounts& LoanAmounts::operator+=(const LoanAmounts& other) {
    loans += other.loans;
    claim += other.claim;
    non_performing += other.non_performing;
    carrying += other.carrying;
    collateral += other.collateral;
    return *this;
}

StudyFacts::StudyFacts(const PreparedStudy& prepared)
    : study(prepared.study),
      claims(claims_of(study.portfolio)),
      collateral(collateral_of(study.portfolio)),
      eligibility(eligibility_of(study)),
      balance(balance_by_standing(prepared)),
      parameters(parameters_of(study)) {}

std::string when_text(const Trigger& when) {
    const auto months = [](int count) { return fmt::format("{} month{}", count, count == 1 ? "" : "s"); };
    if (when.kind == TriggerKind::on_redefault) {
        return "on redefault";
    }
    if (when.kind == TriggerKind::best_time) {
        const std::string from = "at the best time from " + months(when.after_months);
        return when.to_months == no_deadline ? from : fmt::format("{} to {}", from, when.to_months);
    }
    if (when.from == Trigger().from) {
        return when.after_months == 0 ? "at default" : months(when.after_months) + " in default";
    }
    std::string states;
    for (const State state : when.from) {
        states += (states.empty() ? "" : " or ") + std::string(name_of(state));
    }
    return when.after_months == 0 ? "on entering " + states : months(when.after_months) + " in " + states;
}

}  // namespace recoup::sim
