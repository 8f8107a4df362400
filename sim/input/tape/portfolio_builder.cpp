#include "sim/input/tape/portfolio_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "sim/input/tape/profiles.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

void append_loan(const LoanFacts& facts, LoanColumns& loans) {
    const LoanRow& loan = facts.loan;
    loans.loan_identifier.push_back(loan.identifier);
    loans.entity.push_back(loan.entity);
    loans.segment.push_back(static_cast<std::uint16_t>(facts.segment));
    loans.profile.push_back(0);
    loans.claim.push_back(loan.claim);
    loans.accrued_interest.push_back(loan.accrued_interest);
    loans.fees.push_back(loan.fees);
    loans.gross_carrying_amount.push_back(loan.gross_carrying_amount);
    loans.annual_rate.push_back(loan.annual_rate);
    loans.effective_rate.push_back(loan.effective_rate);
    loans.months_to_maturity.push_back(loan.months_to_maturity);
    loans.state.push_back(loan.state);
    loans.months_in_state.push_back(loan.months_in_state);
    loans.months_since_npe.push_back(loan.months_since_npe);
    loans.months_since_concession.push_back(loan.months_since_concession);
    loans.restructurings.push_back(loan.restructurings);
    loans.count.push_back(loan.number_of_loans);
}

/// Index that moves a class in a region: that of the region first, then one for all regions; 0 = constant.
std::uint16_t price_index(const MacroModel& macro, const std::string& collateral_class,
                          const std::string& region) {
    std::uint16_t found = 0;
    for (std::size_t i = 0; i < macro.indices.size(); ++i) {
        const PriceIndex& index = macro.indices[i];
        const bool serves =
            std::find(index.classes.begin(), index.classes.end(), collateral_class) != index.classes.end();
        const auto place = static_cast<std::uint16_t>(i + 1);
        if (serves && !index.region.empty() && index.region == region) {
            return place;
        }
        if (serves && index.region.empty()) {
            found = place;
        }
    }
    return found;
}

void warn_about_constant(const std::string& collateral_class, const std::string& region, Problems& problems) {
    problems.warning("collateral", collateral_class, region,
                     "no price index serves this class, its value is constant", "",
                     "Add [[index]] to the macro model, or accept it");
}

void build_collateral(const PortfolioParts& parts, Study& study, Problems& problems) {
    Portfolio& portfolio = study.portfolio;
    std::set<std::string> classes;
    std::map<std::pair<std::string_view, std::string_view>, std::uint16_t> index_of;  // class, region
    for (const LoanFacts& loan : parts.loans) {
        for (const CollateralRow& row : collateral_of(loan, parts.collateral)) {
            classes.insert(row.collateral_class);
        }
    }
    portfolio.collateral_classes.assign(classes.begin(), classes.end());
    portfolio.price_indices = {"constant"};
    for (const PriceIndex& index : study.macro.indices) {
        portfolio.price_indices.push_back(index.name);
    }
    CollateralColumns& columns = portfolio.collateral;
    const bool has_pools = portfolio.loans.has_pools();
    const int cut_off_month = calendar_month(study.cut_off_year, study.cut_off_month);
    for (const LoanFacts& loan : parts.loans) {
        for (const CollateralRow& row : collateral_of(loan, parts.collateral)) {
            const auto [known, is_new] = index_of.try_emplace({row.collateral_class, row.region});
            if (is_new) {
                known->second = price_index(study.macro, row.collateral_class, row.region);
            }
            const std::uint16_t index = known->second;
            if (is_new && index == 0) {
                warn_about_constant(row.collateral_class, row.region, problems);
            }
            const int month = calendar_month(row.valuation_date.year, row.valuation_date.month);
            const auto place = std::distance(classes.begin(), classes.find(row.collateral_class));
            if (has_pools) {
                columns.identifier.push_back(row.identifier);
            }
            columns.entity.push_back(row.entity);
            columns.collateral_class.push_back(static_cast<std::uint16_t>(place));
            columns.index.push_back(index);
            columns.value.push_back(row.value);
            columns.prior_claims.push_back(row.prior_claims);
            columns.valuation_month.push_back(month - cut_off_month);
            columns.valuation_calendar_month.push_back(month);
        }
        columns.first.push_back(static_cast<std::uint32_t>(columns.size()));
    }
}

/// A class without parameters would be sold at full value, at once and for free.
void check_classes(const PortfolioParts& parts, const Study& study, Problems& problems) {
    for (const LoanFacts& loan : parts.loans) {
        const SegmentDefinition& segment = study.segments[loan.segment];
        for (const CollateralRow& row : collateral_of(loan, parts.collateral)) {
            if (segment.parameters.collateral.count(row.collateral_class) != 0) {
                continue;
            }
            std::vector<std::string> known;
            for (const auto& each : segment.parameters.collateral) {
                known.push_back(each.first);
            }
            problems.error(
                segment.parameters.file, "collateral." + row.collateral_class, "",
                fmt::format("the class has no parameters, but secures loans of segment '{}'", segment.name),
                "its sale needs a discount, costs and an error", did_you_mean(row.collateral_class, known));
        }
    }
}

void build_profiles(const PortfolioParts& parts, Study& study, Problems& problems) {
    for (std::size_t s = 0; s < study.segments.size(); ++s) {
        std::vector<const LoanFacts*> of_segment;
        std::vector<std::size_t> place;
        for (std::size_t i = 0; i < parts.loans.size(); ++i) {
            if (parts.loans[i].segment == s) {
                of_segment.push_back(&parts.loans[i]);
                place.push_back(i);
            }
        }
        if (of_segment.empty()) {
            problems.warning("segment", study.segments[s].name, "", "no loan of the tape belongs to it");
        }
        SegmentProfiles found =
            find_profiles(parts.table, of_segment, study.segments[s].parameters, problems);
        for (std::size_t i = 0; i < found.of_loan.size(); ++i) {
            study.portfolio.loans.profile[place[i]] = found.of_loan[i];
        }
        study.portfolio.profiles.push_back(std::move(found.profiles));
    }
}

void evaluate_measure(const PortfolioParts& parts, const Rule* rule, std::uint32_t bit,
                      std::vector<std::uint32_t>& eligible, Problems& problems) {
    std::size_t unknown = 0;
    for (std::size_t i = 0; i < parts.loans.size(); ++i) {
        const auto row = [&](int slot) { return parts.columns.value(slot, parts.loans[i]); };
        const Truth truth = rule != nullptr ? evaluate(rule->expression, row) : Truth::yes;
        eligible[i] |= truth == Truth::yes ? bit : 0U;
        unknown += truth == Truth::unknown ? 1 : 0;
    }
    if (unknown > 0) {
        problems.warning(rule->where, rule->field, "",
                         fmt::format("{} of {} loans are not eligible because a value is empty", unknown,
                                     parts.loans.size()),
                         rule->text);
    }
}

void build_eligibility(const PortfolioParts& parts, Study& study, Problems& problems) {
    for (const auto& measures : parts.request.who) {
        std::vector<std::uint32_t> eligible(parts.loans.size(), 0);
        for (std::size_t m = 0; m < measures.size(); ++m) {
            evaluate_measure(parts, measures[m] ? &*measures[m] : nullptr, 1U << m, eligible, problems);
        }
        study.portfolio.eligible.push_back(std::move(eligible));
    }
}

}  // namespace

void build_portfolio(const PortfolioParts& parts, Study& study, Problems& problems) {
    study.portfolio = Portfolio();
    for (const SegmentDefinition& segment : study.segments) {
        study.portfolio.segments.push_back(segment.name);
    }
    for (const LoanFacts& facts : parts.loans) {
        append_loan(facts, study.portfolio.loans);
    }
    check_classes(parts, study, problems);
    build_collateral(parts, study, problems);
    build_profiles(parts, study, problems);
    build_eligibility(parts, study, problems);
}

}  // namespace recoup::sim
