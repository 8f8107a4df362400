// Dates and currencies that are legal and hardly right.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/input/plausibility/doubted_rows.hpp"
#include "sim/input/plausibility/plausibility_checks.hpp"
#include "sim/input/tables/row_reader.hpp"

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

namespace {

/// Rows one after the other in one currency.
struct CurrencyBlock {
    std::string currency;
    std::size_t first = 0;
    std::size_t rows = 0;
};

std::vector<CurrencyBlock> currency_blocks(const Column& currencies, const std::string& reporting) {
    std::vector<CurrencyBlock> blocks;
    for (std::size_t row = 0; row < currencies.size(); ++row) {
        const std::string now = currencies.null[row] != 0 ? reporting : currencies.value_text(row);
        if (blocks.empty() || now != blocks.back().currency) {
            blocks.push_back({now, row});
        }
        ++blocks.back().rows;
    }
    return blocks;
}

constexpr std::size_t fewest_rows = 5;  // fewer stand in a currency by chance

/// Each currency in one block, or one that comes back after a block of another. Currencies that take turns
/// are those of a tape of several.
bool is_change(const std::vector<CurrencyBlock>& blocks) {
    std::set<std::string> different;
    for (const CurrencyBlock& block : blocks) {
        different.insert(block.currency);
    }
    const bool comes_back = blocks.size() == 3 && different.size() == 2 && blocks[1].rows >= fewest_rows;
    return blocks.size() >= 2 && (blocks.size() == different.size() || comes_back);
}

}  // namespace

Doubt currency_change(const ReadTape& tape, const Table* table, const char* column) {
    if (!tape.study.plausibility.currency_change || table == nullptr || table->find(column) == nullptr) {
        return std::nullopt;
    }
    const std::vector<CurrencyBlock> blocks = currency_blocks(*table->find(column), tape.study.currency);
    if (table->size() < fewest_rows || !is_change(blocks)) {
        return std::nullopt;
    }
    std::string then;
    for (std::size_t i = 1; i < std::min<std::size_t>(blocks.size(), 3); ++i) {
        then += fmt::format(", then {} in {}", blocks[i].rows, blocks[i].currency);
    }
    return Problem{.severity = Severity::warning,
                   .where = table->where(blocks[1].first),
                   .field = shown_column(*table, column),
                   .value = blocks[1].currency,
                   .problem = fmt::format("the currency changes in the middle: {} rows in {}{}",
                                          blocks[0].rows, blocks[0].currency, then),
                   .why = "amounts are converted from here on at [exchange_rates]",
                   .suggestion =
                       "Check the currency of these rows; if the tape is sorted by it, set "
                       "plausibility.currency_change = false"};
}

}  // namespace recoup::sim
