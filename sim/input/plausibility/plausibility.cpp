#include "sim/input/plausibility/plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/input/plausibility/plausibility_checks.hpp"
#include "sim/input/tables/column_names.hpp"

namespace recoup::sim {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

std::string percent(double share) {
    return fmt::format("{:.3g} %", 100.0 * share);
}

std::string shown_column(const Table& table, const std::string& name) {
    const Column* column = table.find(name);
    return column == nullptr || column->given_name.empty() ? name : column->given_name;
}

std::string shown_row(const ReadTape& tape, const LoanFacts& facts) {
    return fmt::format("{} ({})", tape.loans.where(facts.loan.row), facts.loan.identifier);
}

void check_plausibility(const ReadTape& tape, Problems& problems) {
    if (tape.facts.empty()) {
        return;
    }
    const Totals totals = rows_of_totals(tape);
    const auto add = [&](const Doubt& doubt) {
        if (doubt) {
            problems.add(*doubt);
        }
    };
    for (const Doubt& doubt :
         {totals_among_loans(tape, totals), small_claims(tape), concentration(tape, totals),
          collateral_beside_claims(tape), no_collateral(tape)}) {
        add(doubt);
    }
    for (const std::string& rate : rate_columns()) {
        add(high_rates(tape, rate));
        add(low_rates(tape, rate));
    }
    for (const Doubt& doubt : {default_before_origination(tape), days_beside_default(tape),
                               old_valuations(tape), currency_change(tape, &tape.loans, "loan_currency"),
                               currency_change(tape, tape.collateral, "collateral_currency")}) {
        add(doubt);
    }
}

}  // namespace recoup::sim
