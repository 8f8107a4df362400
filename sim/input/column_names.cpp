#include "sim/input/column_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/input/suggest.hpp"

namespace recoup::sim {

namespace {

/// Which of our names a header's column carries, empty = discard.
std::string our_name(const std::string& header, const std::vector<KnownColumn>& known,
                     const ColumnMapping& mapping, const std::set<std::string>& wanted) {
    for (const auto& [ours, entry] : mapping.entries) {
        if (entry.tape_name == header) {
            return ours;
        }
    }
    if (mapping.entries.count(header) != 0) {
        return {};  // the mapping takes this name from another column
    }
    for (const KnownColumn& column : known) {
        const bool alias =
            std::find(column.aliases.begin(), column.aliases.end(), header) != column.aliases.end();
        if (column.name == header || (alias && mapping.entries.count(column.name) == 0)) {
            return column.name;
        }
    }
    return wanted.count(header) != 0 ? header : std::string();
}

void check_doubles(const std::vector<std::string>& header, const std::vector<std::string>& names,
                   const std::string& source, Problems& problems) {
    std::map<std::string, std::string> first;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [at, is_new] = first.emplace(names[i], header[i]);
        if (!names[i].empty() && !is_new) {
            problems.error(source, names[i], "",
                           fmt::format("two columns hold it, '{}' and '{}'", at->second, header[i]), "",
                           "Say which one in the column mapping of the study, and rename the other");
        }
    }
}

void check_mapping(const std::vector<std::string>& header, const std::vector<KnownColumn>& known,
                   const ColumnMapping& mapping, const std::set<std::string>& wanted,
                   const std::string& source, Problems& problems) {
    std::vector<std::string> useful(wanted.begin(), wanted.end());
    for (const KnownColumn& column : known) {
        useful.push_back(column.name);
    }
    for (const auto& [ours, entry] : mapping.entries) {
        if (std::find(useful.begin(), useful.end(), ours) == useful.end()) {
            problems.error(entry.where, entry.field, "", "no such column is read and no rule names it", "",
                           suggest_name(ours, useful));
        }
        if (std::find(header.begin(), header.end(), entry.tape_name) == header.end()) {
            problems.error(entry.where, entry.field, "\"" + entry.tape_name + "\"",
                           source + " has no such column", "", suggest_name(entry.tape_name, header));
        }
    }
}

void check_required(const std::vector<std::string>& header, const std::vector<std::string>& names,
                    const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                    const std::string& source, Problems& problems) {
    for (const KnownColumn& column : known) {
        const bool present = std::find(names.begin(), names.end(), column.name) != names.end();
        if (!column.required || present || mapping.entries.count(column.name) != 0) {
            continue;
        }
        std::string close = did_you_mean(column.name, header);
        if (!close.empty()) {
            close += " Map it";
        }
        problems.error(source, column.name, "", "the column is missing", "every loan needs it",
                       (close.empty() ? "Name it in the column mapping of the study: " : close + ": ") +
                           column.name + " = \"its name in the tape\"");
    }
}

/// A file named by mistake is told by its name alone: its first line may be anything, a password too.
bool looks_like_tape(const std::vector<std::string>& header, const std::vector<KnownColumn>& known,
                     const ColumnMapping& mapping) {
    return std::any_of(header.begin(), header.end(),
                       [&](const std::string& each) { return !our_name(each, known, mapping, {}).empty(); });
}

std::string names_of_required(const std::vector<KnownColumn>& known) {
    std::vector<std::string> names;
    for (const KnownColumn& column : known) {
        if (column.required) {
            names.push_back(column.name);
        }
    }
    return listed(names);
}

}  // namespace

const std::vector<KnownColumn>& loan_columns() {
    static const std::vector<KnownColumn> columns = {
        {"loan_identifier", {"3.01"}, true},
        {"counterparty_identifier", {"2.00"}, true},
        {"principal_balance", {"3.09"}, true},
        {"days_in_pastdue", {"3.13"}, true},
        {"date_of_default", {"3.23"}, true},
        {"current_interest_rate", {"3.14"}, true},
        {"current_maturity_date", {"3.07"}, true},
        {"loan_currency", {"3.08"}},
        {"date_of_origination", {"3.02"}},
        {"legal_balance", {"3.12"}},
        {"gross_carrying_amount", {}},
        {"effective_interest_rate", {}},
        {"workout_state", {}},
        {"months_in_state", {}},
        {"months_since_npe", {}},
        {"months_since_last_concession", {}},
        {"number_of_restructurings", {}},
        {"number_of_loans", {}},
    };
    return columns;
}

const std::vector<KnownColumn>& collateral_columns() {
    static const std::vector<KnownColumn> columns = {
        {"collateral_identifier", {"4.00", "protection_identifier"}, true},
        {"loan_identifier", {"2.01"}, true},
        {"collateral_class", {}, true},
        {"collateral_value", {"4.19", "latest_valuation_amount"}, true},
        {"valuation_date", {"4.20", "date_of_latest_valuation"}, true},
        {"region", {}},
        {"prior_claims", {"4.10", "higher_ranking_loan"}},
        {"collateral_currency", {"4.18", "currency_of_property", "currency_of_collateral"}},
    };
    return columns;
}

ColumnNaming column_naming(const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                           const std::set<std::string>& wanted, const std::string& source,
                           Problems& problems) {
    return [=, &known, &problems](const std::vector<std::string>& header) {
        std::vector<std::string> names;
        if (!looks_like_tape(header, known, mapping)) {
            problems.error(
                source, "", "", "does not look like a tape",
                "its first line names none of the columns that a tape has: " + names_of_required(known),
                "Check the name of the file, or map its columns in [portfolio]");
            return std::vector<std::string>(header.size());
        }
        for (const std::string& each : header) {
            names.push_back(our_name(each, known, mapping, wanted));
        }
        check_doubles(header, names, source, problems);
        check_mapping(header, known, mapping, wanted, source, problems);
        check_required(header, names, known, mapping, source, problems);
        return names;
    };
}

}  // namespace recoup::sim
