#include "tests/sim/studies/expected_book.hpp"

#include <algorithm>

#include "sim/random/draw_address.hpp"
#include "tests/sim/studies/random_study.hpp"

namespace recoup::sim::tiny {

Study varied_book(int copies) {
    Study study = empty_study({hold(), restructure(), court()});
    study.scenarios[0].path = {{5.5, 0.01}, {6.0, -0.01}, {7.0, -0.03}, {7.5, -0.02}};
    SegmentParameters p = segment_parameters();
    p.hazards["default"].exits[0].beta = {{"unemployment", 0.2}};
    p.hazards["default"].exits[1].beta = {{"unemployment", -0.15}, {"house_price", 2.0}};
    p.hazards["current"].exits[0].beta = {{"unemployment", 0.25}};
    add_segment(study, "one", p);
    study.recovery_horizon_months = 36;
    const State states[] = {State::defaulted,     State::current,     State::forborne_npe, State::court,
                            State::arrears_31_60, State::enforcement, State::cured};
    int number = 1000;
    for (const State state : states) {
        for (int k = 0; k < copies; ++k) {
            ++number;
            add_loan(study, {.id = "L" + std::to_string(number),
                             .state = state,
                             .claim = 1000.0 + 100.0 * (k % 5),
                             .annual_rate = 0.06,
                             .months_to_maturity = 30 + 12 * (k % 3),
                             .months_in_state = 3 * (k % 4)});
            if (k % 3 != 2) {
                add_collateral(study, {.id = "C" + std::to_string(number),
                                       .value = 700.0 + 130.0 * (k % 7),
                                       .collateral_class = k % 2,
                                       .index = 1 + k % 2,
                                       .prior_claims = k % 4 == 0 ? 100.0 : 0.0,
                                       .valuation_month = -(k % 5)});
            }
        }
    }
    return study;
}

namespace {

template <typename T>
void repeat_each(std::vector<T>& column, std::size_t copies) {
    std::vector<T> repeated;
    for (const T& value : column) {
        repeated.insert(repeated.end(), copies, value);
    }
    column = std::move(repeated);
}

/// Every loan with its one collateral or none, `copies` times.
void repeat_loans(Study& study, std::size_t copies) {
    LoanColumns& loans = study.portfolio.loans;
    for_each_column([&](auto& column) { repeat_each(column, copies); }, loans);
    for (auto& eligible : study.portfolio.eligible) repeat_each(eligible, copies);
    for (std::size_t i = 0; i < loans.size(); ++i) {
        loans.loan_identifier[i] += "/" + std::to_string(i % copies);
        loans.entity[i] = entity_of(loans.loan_identifier[i]);
    }
    CollateralColumns& collateral = study.portfolio.collateral;
    const std::vector<std::uint32_t> first = collateral.first;
    repeat_each(collateral.entity, copies);
    repeat_each(collateral.collateral_class, copies);
    repeat_each(collateral.index, copies);
    repeat_each(collateral.value, copies);
    repeat_each(collateral.prior_claims, copies);
    repeat_each(collateral.valuation_month, copies);
    repeat_each(collateral.valuation_calendar_month, copies);
    collateral.first = {0};
    for (std::size_t i = 0; i + 1 < first.size(); ++i) {
        for (std::size_t copy = 0; copy < copies; ++copy) {
            collateral.first.push_back(collateral.first.back() + first[i + 1] - first[i]);
        }
    }
    for (std::size_t c = 0; c < collateral.entity.size(); ++c) {
        collateral.entity[c] = entity_of("collateral " + std::to_string(c));
    }
}

}  // namespace

Study random_book(std::uint64_t number, int copies) {
    Study study = random_study(number);
    for (SegmentDefinition& segment : study.segments) {
        for (auto& [state, cash] : segment.parameters.cash) {
            cash.share_of_claim_per_month = std::min(cash.share_of_claim_per_month, 0.004);
            cash.interest_accrues = true;  // instalments at no interest would end before the contract
            if (state == State::residual_claim || state == State::written_off) {
                cash.share_of_instalment = 0.0;  // nor may the old one overpay what a sale has left
            }
        }
        segment.parameters.collateral["machine"].sale_cost_share = 0.1;
    }
    LoanColumns& loans = study.portfolio.loans;
    const CollateralColumns given = study.portfolio.collateral;
    CollateralColumns& kept = study.portfolio.collateral = {};
    for (std::size_t i = 0; i < loans.size(); ++i) {
        loans.claim[i] = std::clamp<Minor>(loans.claim[i], 81237, 500000);
        loans.gross_carrying_amount[i] = loans.claim[i];
        loans.effective_rate[i] = loans.annual_rate[i];  // which the lattice takes to go together
        if (const std::uint32_t c = given.first[i]; c < given.first[i + 1]) {
            const Minor value = loans.claim[i] * static_cast<Minor>(4 + 3 * (i % 4)) / 10;
            kept.entity.push_back(given.entity[c]);
            kept.collateral_class.push_back(given.collateral_class[c]);
            kept.index.push_back(given.index[c]);
            kept.value.push_back(value);
            kept.prior_claims.push_back(given.prior_claims[c] > 0 ? value / 5 : 0);
            kept.valuation_month.push_back(given.valuation_month[c]);
            kept.valuation_calendar_month.push_back(given.valuation_calendar_month[c]);
        }
        kept.first.push_back(static_cast<std::uint32_t>(kept.size()));
    }
    repeat_loans(study, static_cast<std::size_t>(copies));
    return study;
}

MacroState macro_of(const PreparedStudy& prepared, std::uint32_t path, int scenario) {
    MacroShocks shocks;
    draw_macro_shocks(prepared, path, shocks);
    MacroState macro;
    const auto& centre = prepared.centre[static_cast<std::size_t>(scenario)];
    macro.x.resize(centre.size());
    macro_path(prepared.study.macro, centre, shocks.variables, macro.x);
    collateral_paths(prepared.study.macro, macro.x, shocks.indices, prepared.months, macro.indices);
    return macro;
}

}  // namespace recoup::sim::tiny
