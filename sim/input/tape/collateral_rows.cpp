#include "sim/input/tape/collateral_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "sim/input/tables/sort_rows.hpp"
#include "sim/input/tape/shared_entities.hpp"
#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

struct CollateralFields {
    explicit CollateralFields(const Table& collateral) : table(collateral) {}

    const Table& table;
    Field collateral_identifier = table.field("collateral_identifier");
    Field loan_identifier = table.field("loan_identifier");
    Field collateral_class = table.field("collateral_class");
    Field region = table.field("region");
    Field collateral_currency = table.field("collateral_currency");
    Field collateral_value = table.field("collateral_value");
    Field prior_claims = table.field("prior_claims");
    Field valuation_date = table.field("valuation_date");
};

CollateralRow read_collateral(const CollateralFields& fields, std::size_t index, const Date& cut_off,
                              const Currencies& currencies, RowIssues& issues) {
    RowReader row(index, issues);
    CollateralRow collateral;
    collateral.row = index;
    if (row.is_stray({fields.collateral_identifier, fields.loan_identifier},
                     {fields.collateral_class, fields.valuation_date})) {
        return collateral;
    }
    collateral.identifier = row.text(fields.collateral_identifier, true).value_or("");
    collateral.entity = entity_of(collateral.identifier);
    collateral.loan_identifier = row.text(fields.loan_identifier, true).value_or("");
    collateral.collateral_class = row.text(fields.collateral_class, true).value_or("");
    collateral.region = row.text(fields.region).value_or("");
    const double rate = exchange_rate(row, fields.collateral_currency, currencies).value_or(1.0);
    collateral.value = money(row, fields.collateral_value, rate, true).value_or(0);
    collateral.prior_claims = money(row, fields.prior_claims, rate).value_or(0);
    collateral.valuation_date = row.past_date(fields.valuation_date, cut_off, true).value_or(cut_off);
    return collateral;
}

auto facts(const CollateralRow& row) {
    return std::tie(row.collateral_class, row.region, row.valuation_date, row.value, row.prior_claims);
}

/// Rows of one collateral, by place, say the same about it and name each loan once. Every row that another
/// one contradicts is an error: which one came first must not matter.
void check_collateral(const Table& table, const std::vector<CollateralRow>& rows,
                      const std::vector<std::size_t>& group, RowIssues& issues) {
    const CollateralRow& earliest = rows[group.front()];
    const CollateralRow* different = nullptr;
    std::map<std::string_view, const CollateralRow*> once, again;  // by loan
    for (const std::size_t place : group) {
        const CollateralRow& row = rows[place];
        if (different == nullptr && facts(earliest) != facts(row)) {
            different = &row;
        }
        if (!once.emplace(row.loan_identifier, &row).second) {
            again.emplace(row.loan_identifier, &row);
        }
    }
    for (const std::size_t place : group) {
        const CollateralRow& row = rows[place];
        if (const auto twice = again.find(row.loan_identifier); twice != again.end()) {
            const CollateralRow* const first = once.at(row.loan_identifier);
            issues.error(row.row, "loan_identifier", row.loan_identifier,
                         "this collateral is given for this loan twice",
                         "also at " + table.where((first == &row ? twice->second : first)->row),
                         "Remove one of the rows");
        } else if (different != nullptr) {
            const CollateralRow& other = facts(earliest) == facts(row) ? *different : earliest;
            issues.error(
                row.row, "collateral_identifier", row.identifier,
                "class, region, value, date or prior claims differ from another row of this collateral",
                fmt::format(
                    "the one at {}; several rows of one collateral describe the same thing, shared by "
                    "several loans",
                    table.where(other.row)),
                "Make the rows agree, or use different identifiers");
        }
    }
}

void check_identifiers(const Table& table, const std::vector<CollateralRow>& rows, RowIssues& issues) {
    std::vector<std::string> identifiers;
    std::vector<std::uint64_t> entities;
    for (const CollateralRow& row : rows) {
        identifiers.push_back(row.identifier);
        entities.push_back(row.entity);
    }
    const std::vector<EntityRows> shared = shared_entities(entities, identifiers);
    for (const EntityRows& entity : shared) {
        for (const std::vector<std::size_t>& group : entity) {
            if (!identifiers[group.front()].empty()) {
                check_collateral(table, rows, group, issues);
            }
        }
    }
    check_collisions(shared, identifiers, table.field("collateral_identifier"), issues);
}

std::string_view without_leading_zeros(std::string_view identifier) {
    return identifier.substr(std::min(identifier.find_first_not_of('0'), identifier.size()));
}

/// Rows of loans that are not in the tape, told apart from those that a spreadsheet has taken the zeros off.
void check_loans(const std::vector<CollateralRow>& rows, const Claims& loans, RowIssues& issues) {
    std::unordered_map<std::string_view, std::string_view> without_zeros;  // empty where several are alike
    for (const CollateralRow& row : rows) {
        if (row.loan_identifier.empty() || loans.contains(row.loan_identifier)) {
            continue;
        }
        if (without_zeros.empty()) {
            for (const auto& loan : loans) {
                if (loan.first.empty()) {
                    continue;
                }
                const auto [at, is_new] =
                    without_zeros.emplace(without_leading_zeros(loan.first), loan.first);
                at->second = is_new ? at->second : "";
            }
        }
        const auto like = without_zeros.find(without_leading_zeros(row.loan_identifier));
        if (like != without_zeros.end()) {
            issues.error(row.row, "loan_identifier", row.loan_identifier,
                         "no loan has this identifier, but for its leading zeros",
                         "spreadsheets drop them where a column is not a text",
                         like->second.empty()
                             ? "Write it as its loan does"
                             : fmt::format("Write it alike in both tables: the loans have {}", like->second));
        } else {
            issues.error(row.row, "loan_identifier", row.loan_identifier, "no loan has this identifier", "",
                         "Remove the row, or add the loan");
        }
    }
}

/// Cumulative rounding: the last share takes what the earlier ones left.
Minor share_of(Minor whole, double claims_before, double claims_with, double all_claims) {
    const auto part = [&](double claims) {
        return all_claims > 0.0 ? round_to_minor(static_cast<double>(whole) * (claims / all_claims)) : 0;
    };
    return part(claims_with) - part(claims_before);
}

}  // namespace

std::vector<CollateralRow> read_collateral_rows(const Table& table, const Date& cut_off,
                                                const Currencies& currencies, RowIssues& issues) {
    const CollateralFields fields(table);
    std::vector<CollateralRow> rows;
    rows.reserve(table.size());
    for (std::size_t row = 0; row < table.size(); ++row) {
        rows.push_back(read_collateral(fields, row, cut_off, currencies, issues));
    }
    return rows;
}

void check_collateral_rows(const Table& table, const std::vector<CollateralRow>& rows, const Claims* loans,
                           RowIssues& issues) {
    if (loans != nullptr) {
        check_loans(rows, *loans, issues);
    }
    check_identifiers(table, rows, issues);
}

void leave_out_broken(std::vector<CollateralRow>& rows, const Claims& claims, RowIssues& issues) {
    std::unordered_set<std::string_view> broken;
    for (const CollateralRow& row : rows) {
        const auto claim = claims.find(row.loan_identifier);
        if (issues.is_bad(row.row) || claim == claims.end() || claim->second == 0) {
            broken.insert(row.identifier);
        }
    }
    for (const CollateralRow& row : rows) {
        if (broken.count(row.identifier) != 0 && !issues.is_bad(row.row)) {
            issues.error(
                row.row, "collateral_identifier", row.identifier, "what this loan's share is cannot be told",
                "another row of the collateral has an error, or the claim of its loan cannot be read",
                "Mend that row");
        }
    }
    std::erase_if(rows, [&](const CollateralRow& row) { return issues.is_bad(row.row); });
}

std::vector<CollateralRow> shared_out(const std::vector<CollateralRow>& rows, const Claims& claims) {
    struct Share {
        const CollateralRow* row;
        Minor claim;
        Minor value = 0;
        Minor prior_claims = 0;
    };
    std::vector<Share> shares;
    shares.reserve(rows.size());
    for (const CollateralRow& row : rows) {
        if (const auto claim = claims.find(row.loan_identifier); claim != claims.end()) {
            shares.push_back({&row, claim->second});
        }
    }
    const auto by = [](auto key) {
        return [key](const Share& a, const Share& b) { return key(*a.row) < key(*b.row); };
    };
    sort_rows(shares,
              by([](const CollateralRow& row) { return std::tie(row.identifier, row.loan_identifier); }));
    for (auto begin = shares.begin(); begin != shares.end();) {
        const auto end = std::find_if(begin, shares.end(), [&](const Share& share) {
            return share.row->identifier != begin->row->identifier;
        });
        double all = 0.0;
        std::for_each(begin, end, [&](const Share& share) { all += static_cast<double>(share.claim); });
        double before = 0.0;
        for (; begin != end; ++begin) {
            const double with = before + static_cast<double>(begin->claim);
            begin->value = share_of(begin->row->value, before, with, all);
            begin->prior_claims = share_of(begin->row->prior_claims, before, with, all);
            before = with;
        }
    }
    sort_rows(shares,
              by([](const CollateralRow& row) { return std::tie(row.loan_identifier, row.identifier); }));
    std::vector<CollateralRow> result;
    result.reserve(shares.size());
    for (const Share& share : shares) {
        CollateralRow& row = result.emplace_back(*share.row);
        row.value = share.value;
        row.prior_claims = share.prior_claims;
    }
    return result;
}

}  // namespace recoup::sim
