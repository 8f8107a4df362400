// The accounts of a results file: what they mean and how they count.
#include <algorithm>
#include <utility>
#include <vector>

#include "models/account_glossary.hpp"
#include "sim/cli/results_report.hpp"
#include "sim/cli/study_report.hpp"
#include "sim/cli/text_table.hpp"

namespace recoup::sim::cli {

namespace {

using Align = TextTable::Align;

/// In the order of the file; sign, sum and meaning as it states them, else as this version knows them.
struct Glossary {
    explicit Glossary(const hdf5::Reader& file) : names(file.strings("ledger/account")) {
        if (file.exists("ledger/account_meaning")) {
            sums = file.strings("ledger/account_sum");
            signs = file.integers("ledger/account_sign");
            meanings = file.strings("ledger/account_meaning");
            return;
        }
        for (const std::string& name : names) {
            const auto found = std::ranges::find(account_names, name);
            const bool known = found != account_names.end();
            const AccountMeaning meaning =
                known ? account_meanings[static_cast<std::size_t>(found - account_names.begin())]
                      : AccountMeaning{of_nothing, 0, "not known to this version"};
            sums.emplace_back(meaning.sum);
            signs.push_back(meaning.sign);
            meanings.emplace_back(meaning.meaning);
        }
    }
    std::vector<std::string> names, sums, meanings;
    std::vector<std::int64_t> signs;
};

/// Whether anything was posted to the account, by account.
std::vector<bool> accounts_used(const hdf5::Reader& file, std::size_t accounts) {
    const std::vector<double> amounts = file.doubles("ledger/money_mean");
    std::vector<bool> used(accounts, false);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        used[i % accounts] = used[i % accounts] || amounts[i] != 0.0;
    }
    return used;
}

constexpr std::pair<std::string_view, std::string_view> sums_of_accounts[] = {
    {of_net_cash, "Net cash: costs are positive amounts, the sign says how an account counts."},
    {of_exposure, "Gross carrying amount of non-performing loans: it moves from opening to closing."},
    {of_claim,
     "Claim of loans that are or were non-performing: it moves from claim_opening to claim_closing."},
    {of_nothing, "Others, which repeat or explain the accounts above."},
};

}  // namespace

std::string glossary_section(const hdf5::Reader& file) {
    if (!file.exists("ledger/account")) {
        return section("Accounts", "  none: the expected engine keeps no ledger\n");
    }
    const Glossary glossary(file);
    const std::vector<bool> used = accounts_used(file, glossary.names.size());
    std::string lines;
    for (const auto& [sum, heading] : sums_of_accounts) {
        TextTable table({{"", Align::left}, {"account", Align::left}, {"meaning", Align::left}});
        for (std::size_t i = 0; i < glossary.names.size(); ++i) {
            if (used[i] && glossary.sums[i] == sum) {
                const std::int64_t sign = glossary.signs[i];
                const bool is_sum = sum != of_nothing && sign == 0;
                table.row({is_sum     ? "="
                           : sign > 0 ? "+"
                           : sign < 0 ? "-"
                                      : "",
                           glossary.names[i], glossary.meanings[i]});
            }
        }
        if (!table.empty()) {
            lines += wrapped(std::string(heading), 2) + table.text("    ") + "\n";
        }
    }
    std::string unused;
    for (std::size_t i = 0; i < glossary.names.size(); ++i) {
        unused += used[i] ? "" : (unused.empty() ? "" : ", ") + glossary.names[i];
    }
    lines += unused.empty() ? "" : wrapped("Nothing was posted to " + unused + ".", 2);
    return section("Accounts of /ledger", lines);
}

}  // namespace recoup::sim::cli
