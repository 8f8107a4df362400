// Rows of a tape that are the sum of others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>

#include "sim/input/plausibility/plausibility_checks.hpp"

namespace recoup::sim {

namespace {

RowBalances simulated_balances(const ReadTape& tape) {
    RowBalances balances;
    balances.reserve(tape.facts.size());
    for (const LoanFacts& facts : tape.facts) {
        balances.emplace_back(facts.loan.row, static_cast<double>(facts.loan.principal_balance));
    }
    std::ranges::sort(balances);
    return balances;
}

/// To what the amounts of a tape are rounded, in minor units: the largest power of ten of which all of them
/// are multiples. Lakh with two decimals are thousands of rupees.
class Grain {
  public:
    explicit Grain(const RowBalances& balances) : before_(balances.size() + 1), behind_(balances.size() + 1) {
        const auto amount = [&](std::size_t i) { return static_cast<std::int64_t>(balances[i].second); };
        for (std::size_t i = 0; i < balances.size(); ++i) {
            before_[i + 1] = std::gcd(before_[i], amount(i));
        }
        for (std::size_t i = balances.size(); i-- > 0;) {
            behind_[i] = std::gcd(behind_[i + 1], amount(i));
        }
    }

    /// Of all but one: a total may be written in full beside rounded amounts.
    double without(std::size_t place) const {
        const std::int64_t divisor = std::gcd(before_[place], behind_[place + 1]);
        std::int64_t power = 1;
        while (divisor > 0 && divisor % (10 * power) == 0) {
            power *= 10;
        }
        return static_cast<double>(power);
    }

  private:
    std::vector<std::int64_t> before_;  ///< [i], of the amounts before i
    std::vector<std::int64_t> behind_;  ///< [i], of i and those behind it
};

/// Whether an amount is that of `rows` others. Each of them, and it, may be rounded by half a grain; where
/// the amounts are few and round, a sum is near to one of them by chance.
bool is_sum(double balance, double sum, std::size_t rows, double grain) {
    constexpr double rounding_at_most = 0.01;
    const auto halves = 0.5 * static_cast<double>(rows + 1);
    const double tolerance = std::max({halves, 1e-9 * sum, std::min(halves * grain, rounding_at_most * sum)});
    return std::fabs(balance - sum) <= tolerance;
}

constexpr std::size_t fewest_summands = 4;  // fewer round balances add up by chance

/// Each sum of the rows between it and the sum before, and at the end perhaps that of all sums. Chance does
/// not make two of them that leave hardly a row over.
std::vector<std::size_t> subtotals(const RowBalances& balances, const Grain& grain) {
    constexpr double nearly_all = 0.9;
    std::vector<std::size_t> found;
    double sum = 0.0, of_sums = 0.0;
    std::size_t rows = 0, covered = 0;
    for (std::size_t i = 0; i < balances.size(); ++i) {
        const auto& [row, balance] = balances[i];
        const bool grand =
            rows == 0 && found.size() >= 2 && is_sum(balance, of_sums, covered, grain.without(i));
        if (grand || (rows >= 2 && is_sum(balance, sum, rows, grain.without(i)))) {
            found.push_back(row);
            covered += rows + 1;
            of_sums += grand ? 0.0 : balance;
            sum = 0.0;
            rows = 0;
        } else {
            sum += balance;
            ++rows;
        }
    }
    const bool is_pattern = found.size() >= 2 &&
                            static_cast<double>(covered) >= nearly_all * static_cast<double>(balances.size());
    return is_pattern ? found : std::vector<std::size_t>();
}

std::vector<std::size_t> totals_in(const RowBalances& balances) {
    double sum = 0.0;
    for (const auto& each : balances) {
        sum += each.second;
    }
    const Grain grain(balances);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < balances.size(); ++i) {
        const auto& [row, balance] = balances[i];
        if (balances.size() > fewest_summands &&
            is_sum(balance, sum - balance, balances.size() - 1, grain.without(i))) {
            found.push_back(row);
        }
    }
    return found.empty() ? subtotals(balances, grain) : found;
}

}  // namespace

double total_claim(const ReadTape& tape) {
    double total = 0.0;
    for (const LoanFacts& facts : tape.facts) {
        total += in_units(facts.loan.claim);
    }
    return total;
}

Totals rows_of_totals(const ReadTape& tape) {
    if (!tape.study.plausibility.totals) {
        return {};
    }
    const RowBalances simulated = simulated_balances(tape);
    Totals totals{totals_in(simulated), simulated.size()};
    if (totals.rows.empty() && !tape.excluded.empty()) {
        // Whoever wrote the total did not know which rows would be left out.
        RowBalances all;
        std::ranges::merge(simulated, tape.excluded, std::back_inserter(all));
        totals = {totals_in(all), all.size()};
        std::erase_if(totals.rows, [&](std::size_t row) {
            return std::ranges::binary_search(tape.excluded, row, {}, &RowBalances::value_type::first);
        });
    }
    return totals;
}

Doubt totals_among_loans(const ReadTape& tape, const Totals& totals) {
    if (totals.rows.empty()) {
        return std::nullopt;
    }
    const LoanFacts* last = nullptr;
    double claim = 0.0;
    for (const LoanFacts& facts : tape.facts) {
        if (std::ranges::binary_search(totals.rows, facts.loan.row)) {
            claim += in_units(facts.loan.claim);
            last = facts.loan.row == totals.rows.back() ? &facts : last;
        }
    }
    const bool is_one = totals.rows.size() == 1;
    const char* const among = totals.of_rows > tape.facts.size() ? ", excluded rows among them" : "";
    return Problem{
        .severity = Severity::warning,
        .where = shown_row(tape, *last),
        .field = shown_column(tape.loans, "principal_balance"),
        .value = fmt::format("{:.2f}", in_units(last->loan.principal_balance)),
        .problem =
            is_one
                ? fmt::format("the row looks like a total: it is the sum of the other {}{}, within rounding",
                              totals.of_rows - 1, among)
                : fmt::format("{} rows look like totals: each is the sum of rows above it{}, this is "
                              "the last",
                              totals.rows.size(), among),
        .why = "a total is no loan",
        .suggestion = is_one ? "Leave it out; if it is a loan, set plausibility.totals = false"
                             : "Leave them out; if they are loans, set plausibility.totals = false",
        .consequences = {
            fmt::format("{} of all claims are counted again", percent(claim / total_claim(tape)))}};
}

}  // namespace recoup::sim
