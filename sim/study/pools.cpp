#include "sim/study/pools.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

/// One loan of the portfolio that is made: `number` of the pool in `row`, 0 where the row is one loan.
struct LoanPart {
    std::size_t row = 0;
    std::int64_t number = 0;
    std::string name;
};

std::string name_of_part(const std::string& name, std::int64_t number) {
    return number == 0 ? name : name_in_pool(name, number);
}

void check_rows(const WrittenOutRows& rows) {
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (rows.loans > most || rows.collateral > most) {
        throw InputError(
            {.where = "portfolio",
             .field = "number_of_loans",
             .value = std::to_string(std::max(rows.loans, rows.collateral)),
             .problem = "the pools stand for more loans, or parts of collateral, than can be run",
             .why = "the loan engine runs each by its own draws, at most " + std::to_string(most),
             .suggestion = "Write engine = \"expected\" in the study, which runs a pool as one "
                           "row, or split the tape"});
    }
}

/// By segment, then name, as the rows of a tape are ordered.
std::vector<LoanPart> parts_of(const LoanColumns& loans) {
    std::vector<LoanPart> parts;
    for (std::size_t row = 0; row < loans.size(); ++row) {
        const std::int64_t count = loans.count_of(row);
        for (std::int64_t number = count > 1 ? 1 : 0; number <= (count > 1 ? count : 0); ++number) {
            parts.push_back({row, number, name_of_part(loans.loan_identifier[row], number)});
        }
    }
    std::sort(parts.begin(), parts.end(), [&](const LoanPart& a, const LoanPart& b) {
        return std::tie(loans.segment[a.row], a.name) < std::tie(loans.segment[b.row], b.name);
    });
    return parts;
}

[[noreturn]] void refuse_shared_address(const std::string& field, const std::string& name,
                                        const std::string& other) {
    const bool same = name == other;
    throw InputError({.where = "portfolio",
                      .field = field,
                      .value = name,
                      .problem = same ? "a pool written out has this name, and another row has it, too"
                                      : "the hash of the name equals that of another one",
                      .why = same ? "the loan engine runs a pool as id#1, id#2 ..."
                                  : "'" + other + "' would share its random numbers",
                      .suggestion = "Rename one of the two; where it is of a pool, the pool"});
}

/// Loans have addresses of their own.
void check_addresses(const LoanColumns& loans) {
    std::vector<std::pair<std::uint64_t, std::size_t>> by_entity;
    by_entity.reserve(loans.size());
    for (std::size_t row = 0; row < loans.size(); ++row) {
        by_entity.emplace_back(loans.entity[row], row);
    }
    std::sort(by_entity.begin(), by_entity.end());
    for (std::size_t i = 1; i < by_entity.size(); ++i) {
        if (by_entity[i].first == by_entity[i - 1].first) {
            refuse_shared_address("loan_identifier", loans.loan_identifier[by_entity[i].second],
                                  loans.loan_identifier[by_entity[i - 1].second]);
        }
    }
}

/// So have collaterals, of which one may stand in several rows.
void check_addresses(const CollateralColumns& collateral) {
    std::vector<std::pair<std::uint64_t, std::string_view>> by_entity;
    by_entity.reserve(collateral.size());
    for (std::size_t row = 0; row < collateral.size(); ++row) {
        by_entity.emplace_back(collateral.entity[row], collateral.identifier[row]);
    }
    std::sort(by_entity.begin(), by_entity.end());
    for (std::size_t i = 1; i < by_entity.size(); ++i) {
        if (by_entity[i].first == by_entity[i - 1].first && by_entity[i].second != by_entity[i - 1].second) {
            refuse_shared_address("collateral_identifier", std::string(by_entity[i].second),
                                  std::string(by_entity[i - 1].second));
        }
    }
}

LoanColumns loans_of(const LoanColumns& given, const std::vector<LoanPart>& parts) {
    LoanColumns loans;
    // Every column of amounts is of the row as a whole, whichever amounts there are.
    const auto take = [&]<class Value>(std::vector<Value>& column, const std::vector<Value>& from) {
        column.reserve(from.empty() ? 0 : parts.size());
        for (std::size_t i = 0; i < parts.size() && !from.empty(); ++i) {
            const auto& [row, number, name] = parts[i];
            if constexpr (std::is_same_v<Value, Minor>) {
                const bool shared = number > 0 && &from != &given.count;
                column.push_back(shared ? part_in_pool(from[row], given.count_of(row), number) : from[row]);
            } else {
                column.push_back(from[row]);
            }
        }
    };
    for_each_column(take, loans, given);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& [row, number, name] = parts[i];
        if (number == 0) {
            continue;
        }
        loans.loan_identifier[i] = name;
        loans.entity[i] = entity_of(name);
        loans.count[i] = 1;
        if (!given.accrued_interest.empty()) {
            // What fees and interest are together is shared out, so that no principal falls below nothing.
            const std::int64_t count = given.count_of(row);
            const Minor fees = given.fees.empty() ? 0 : given.fees[row];
            loans.accrued_interest[i] = part_in_pool(fees + given.accrued_interest[row], count, number) -
                                        part_in_pool(fees, count, number);
        }
    }
    return loans;
}

/// The collateral of one loan, ordered by name, in which what a pool adds has a part.
void add_collateral(const Portfolio& given, const LoanPart& part, CollateralColumns& collateral) {
    const CollateralColumns& from = given.collateral;
    std::vector<std::pair<std::string, std::size_t>> rows;
    for (std::size_t c = from.first[part.row]; c < from.first[part.row + 1]; ++c) {
        rows.emplace_back(name_of_part(from.identifier[c], part.number), c);
    }
    std::sort(rows.begin(), rows.end());
    for (auto& [name, c] : rows) {
        for_each_column([row = c](auto& column, const auto& of) { column.push_back(of[row]); }, collateral,
                        from);
        if (part.number > 0) {
            const std::int64_t count = given.loans.count_of(part.row);
            collateral.entity.back() = entity_of(name);
            collateral.value.back() = part_in_pool(from.value[c], count, part.number);
            collateral.prior_claims.back() = part_in_pool(from.prior_claims[c], count, part.number);
        }
        collateral.identifier.push_back(std::move(name));
    }
    collateral.first.push_back(static_cast<std::uint32_t>(collateral.size()));
}

}  // namespace

std::string name_in_pool(std::string_view pool, std::int64_t number) {
    return std::string(pool) + "#" + std::to_string(number);
}

std::optional<NameInPool> told_by(std::string_view name) {
    const std::size_t sign = name.rfind('#');
    if (sign == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view digits = name.substr(sign + 1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_number = error == std::errc() && end == digits.data() + digits.size();
    if (!is_number || number < 1 || digits.front() == '0') {
        return std::nullopt;
    }
    return NameInPool{name.substr(0, sign), number};
}

Minor part_in_pool(Minor amount, std::int64_t loans, std::int64_t number) {
    return amount / loans + (number <= amount % loans ? 1 : 0);
}

WrittenOutRows written_out_rows(const Portfolio& portfolio) {
    WrittenOutRows rows;
    for (std::size_t row = 0; row < portfolio.loans.size(); ++row) {
        const std::int64_t count = portfolio.loans.count_of(row);
        rows.loans += count;
        rows.collateral +=
            count * (portfolio.collateral.first[row + 1] - std::int64_t{portfolio.collateral.first[row]});
    }
    return rows;
}

Portfolio written_out(const Portfolio& portfolio) {
    check_rows(written_out_rows(portfolio));
    const std::vector<LoanPart> parts = parts_of(portfolio.loans);
    Portfolio made;
    made.segments = portfolio.segments;
    made.collateral_classes = portfolio.collateral_classes;
    made.price_indices = portfolio.price_indices;
    made.profiles = portfolio.profiles;
    made.loans = loans_of(portfolio.loans, parts);
    for (const LoanPart& part : parts) {
        add_collateral(portfolio, part, made.collateral);
    }
    for (const std::vector<std::uint32_t>& option : portfolio.eligible) {
        std::vector<std::uint32_t>& eligible = made.eligible.emplace_back();
        eligible.reserve(parts.size());
        for (const LoanPart& part : parts) {
            eligible.push_back(option[part.row]);
        }
    }
    check_addresses(made.loans);
    check_addresses(made.collateral);
    return made;
}

}  // namespace recoup::sim
