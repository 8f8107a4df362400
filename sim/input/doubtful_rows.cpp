// Dates and currencies that are legal and hardly right.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/input/doubted_rows.hpp"
#include "sim/input/plausibility_checks.hpp"
#include "sim/input/row_reader.hpp"

namespace recoup::sim {

Doubt default_before_origination(const ReadTape& tape) {
    const Field defaulted = tape.loans.field("date_of_default");
    const Field origination = tape.loans.field("date_of_origination");
    if (!tape.study.plausibility.default_before_origination || defaulted.column == nullptr ||
        origination.column == nullptr) {
        return std::nullopt;
    }
    RowIssues known_already(tape.loans, "");
    const auto dates = [&](const LoanFacts& facts) {
        RowReader row(facts.loan.row, known_already);
        return std::pair{row.date(defaulted), row.date(origination)};
    };
    DoubtedRows found;
    for (const LoanFacts& facts : tape.facts) {
        const auto [default_date, first_date] = dates(facts);
        if (default_date && first_date && *default_date < *first_date) {
            found.add(facts);
        }
    }
    if (found.count == 0) {
        return std::nullopt;
    }
    Problem doubt = doubt_of_row(tape, *found.first, "date_of_default");
    doubt.value = dates(*found.first).first->text();
    doubt.problem = fmt::format("{} of {} loans defaulted before they began, here on {}", found.count,
                                tape.facts.size(), dates(*found.first).second->text());
    doubt.why = "the date of default is taken, and the months in default with it";
    doubt.suggestion = "Give the date of the last default, or the first date of origination; " +
                       switched_off_by("default_before_origination");
    return doubt;
}

Doubt days_beside_default(const ReadTape& tape) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    const Field defaulted = tape.loans.field("date_of_default");
    const Field state = tape.loans.field("workout_state");
    if (!settings.days_beside_default || defaulted.column == nullptr) {
        return std::nullopt;
    }
    RowIssues known_already(tape.loans, "");
    DoubtedRows found;
    std::size_t by_date = 0;  // in default because the date says so and nothing else is stated
    for (const LoanFacts& facts : tape.facts) {
        const RowReader row(facts.loan.row, known_already);
        if (!row.has(defaulted) || row.has(state)) {
            continue;
        }
        ++by_date;
        if (facts.loan.days_in_pastdue == 0) {
            found.add(facts);
        }
    }
    if (!found.is_share_of(by_date, settings.share_of_rows)) {
        return std::nullopt;
    }
    Problem doubt = doubt_of_row(tape, *found.first, "days_in_pastdue");
    doubt.value = "0";
    doubt.problem =
        fmt::format("{} of {} loans with a date of default are 0 days past due", found.count, by_date);
    doubt.why = "they are taken to be in default since that date";
    doubt.suggestion = "Empty the date where the loan has cured, or state workout_state; " +
                       switched_off_by("days_beside_default");
    return doubt;
}

Doubt old_valuations(const ReadTape& tape) {
    const PlausibilitySettings& settings = tape.study.plausibility;
    if (!settings.oldest_valuation_years || tape.collateral == nullptr || tape.secured.empty()) {
        return std::nullopt;
    }
    const CollateralRow* oldest = nullptr;
    std::size_t count = 0;
    for (const CollateralRow& row : tape.secured) {
        const int months = months_between(row.valuation_date, tape.request.cut_off);
        if (static_cast<double>(months) > 12.0 * *settings.oldest_valuation_years) {
            ++count;
            oldest = oldest == nullptr || row.valuation_date < oldest->valuation_date ||
                             (!(oldest->valuation_date < row.valuation_date) && row.row < oldest->row)
                         ? &row
                         : oldest;
        }
    }
    if (count == 0 ||
        static_cast<double>(count) < settings.share_of_rows * static_cast<double>(tape.secured.size())) {
        return std::nullopt;
    }
    return Problem{
        .severity = Severity::warning,
        .where = fmt::format("{} ({})", tape.collateral->where(oldest->row), oldest->identifier),
        .field = shown_column(*tape.collateral, "valuation_date"),
        .value = oldest->valuation_date.text(),
        .problem =
            fmt::format("{} of {} valuations are more than {} years old at the cut-off; this is the oldest",
                        count, tape.secured.size(), *settings.oldest_valuation_years),
        .why = "values move by their index from the cut-off on; the error of an appraisal grows with its age",
        .suggestion = "Give the date of the latest valuation; " + switched_off_by("oldest_valuation_years")};
}

Doubt currency_change(const ReadTape& tape, const Table* table, const char* column) {
    if (!tape.study.plausibility.currency_change || table == nullptr || table->find(column) == nullptr) {
        return std::nullopt;
    }
    const Column& currencies = *table->find(column);
    const auto currency = [&](std::size_t row) {
        return currencies.null[row] != 0 ? tape.study.currency : currencies.value_text(row);
    };
    std::vector<std::size_t> changes;
    std::set<std::string> different;
    std::string before;
    for (std::size_t row = 0; row < table->size(); ++row) {
        const std::string now = currency(row);
        if (row == 0 || now != before) {
            different.insert(now);
            changes.push_back(row);
            if (changes.size() > different.size()) {
                return std::nullopt;  // currencies take turns: a tape of several
            }
        }
        before = now;
    }
    constexpr std::size_t fewest_rows = 5;
    if (changes.size() < 2 || table->size() < fewest_rows) {
        return std::nullopt;
    }
    const std::size_t at = changes[1];
    const std::size_t end = changes.size() > 2 ? changes[2] : table->size();
    return Problem{.severity = Severity::warning,
                   .where = table->where(at),
                   .field = shown_column(*table, column),
                   .value = currency(at),
                   .problem = fmt::format("the currency changes in the middle: {} rows in {}, then {} in {}",
                                          at, currency(0), end - at, currency(at)),
                   .why = "amounts are converted from here on at [exchange_rates]",
                   .suggestion =
                       "Check the currency of these rows; if the tape is sorted by it, set "
                       "plausibility.currency_change = false"};
}

}  // namespace recoup::sim
