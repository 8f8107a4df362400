#include "sim/cli/replay_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;

/// Consecutive months without an event that pay on the same accounts.
struct Stay {
    int first = 0;
    int last = 0;
    const ReplayMonth* like = nullptr;
    std::vector<std::pair<Account, Minor>> cash;
    Minor net_cash = 0;
};

bool same_accounts(const Stay& stay, const ReplayMonth& month) {
    return std::equal(stay.cash.begin(), stay.cash.end(), month.cash.begin(), month.cash.end(),
                      [](const auto& a, const auto& b) { return a.first == b.first; });
}

bool continues(const Stay& stay, const ReplayMonth& month) {
    return stay.like->entered.empty() && month.entered.empty() && stay.like->node == month.node &&
           same_accounts(stay, month);
}

std::vector<Stay> gathered(const std::vector<ReplayMonth>& months, bool one_by_one) {
    std::vector<Stay> stays;
    for (const ReplayMonth& month : months) {
        if (one_by_one || stays.empty() || !continues(stays.back(), month)) {
            stays.push_back({month.month, month.month, &month, month.cash, month.net_cash});
            continue;
        }
        Stay& stay = stays.back();
        stay.last = month.month;
        stay.net_cash += month.net_cash;
        for (std::size_t i = 0; i < stay.cash.size(); ++i) {
            stay.cash[i].second += month.cash[i].second;
        }
    }
    return stays;
}

/// What the borrower pays counts up, costs count down.
Minor signed_amount(const std::pair<Account, Minor>& posted) {
    return is_cash_out(posted.first) ? -posted.second : posted.second;
}

std::string cash_text(const std::vector<std::pair<Account, Minor>>& cash) {
    std::string text;
    for (const auto& posted : cash) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                            account_names[static_cast<std::size_t>(posted.first)],
                            money_text(signed_amount(posted)));
    }
    return text;
}

std::string span(int first, int last, const std::string& first_text, const std::string& last_text) {
    return first == last ? first_text : first_text + ".." + last_text;
}

std::string ltv_text(double ltv) {
    if (std::isnan(ltv)) {
        return "";
    }
    return std::isinf(ltv) ? "none" : share_text(ltv);
}

std::vector<std::string> cells_of(const Stay& stay, const ReplayView& view) {
    const ReplayMonth& month = *stay.like;
    const bool moved = !month.entered.empty();
    const int start = view.cut_off_calendar_month;
    return {span(stay.first, stay.last, std::to_string(stay.first), std::to_string(stay.last)),
            span(stay.first, stay.last, month_text(start + stay.first), month_text(start + stay.last)),
            month.node,
            moved ? fmt::format("{} -> {}", month.cause, month.entered) : "",
            moved ? money_text(month.claim_after) : "",
            moved ? ltv_text(month.ltv) : "",
            stay.net_cash == 0 && stay.cash.empty() ? "" : money_text(stay.net_cash),
            cash_text(stay.cash)};
}

std::string totals_text(const ReplayOption& option, const ReplayView& view) {
    std::map<Account, Minor> totals;
    for (const ReplayMonth& month : option.months) {
        for (const auto& [account, amount] : month.cash) {
            totals[account] += amount;
        }
    }
    TextTable table({{"account", Align::left}, {view.currency}});
    for (const auto& posted : totals) {
        table.row({std::string(account_names[static_cast<std::size_t>(posted.first)]),
                   money_text(signed_amount(posted))});
    }
    table.rule();
    table.row({"net cash", money_text(option.net_cash)});
    table.row({"its value at cut-off, hurdle rate", money_text(option.pv_hurdle)});
    return table.text("  ");
}

}  // namespace

std::string month_text(int calendar_month) {
    return fmt::format("{}-{:02}", calendar_month / months_per_year, calendar_month % months_per_year + 1);
}

std::string replay_table(const ReplayOption& option, const ReplayView& view) {
    TextTable table({{"month"},
                     {"calendar", Align::left},
                     {"in", Align::left},
                     {"what happens", Align::left},
                     {"claim after"},
                     {"LTV"},
                     {"net cash"},
                     {"of which", Align::left}});
    for (const Stay& stay : gathered(option.months, view.all_months)) {
        const bool happens = !stay.like->entered.empty() || !stay.cash.empty();
        if (happens || view.all_months) {
            table.row(cells_of(stay, view));
        }
    }
    const std::string lines = table.empty() ? "  Nothing happens.\n" : table.text("  ");
    return lines + "\n" + totals_text(option, view);
}

}  // namespace recoup::sim::cli
