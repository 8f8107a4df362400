#include "sim/input/identity.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/input/resolved_json.hpp"
#include "sim/input/sha256.hpp"
#include "sim/version.hpp"

namespace recoup::sim {

namespace {

template <class Value>
void add_column(Sha256& hash, const std::vector<Value>& column) {
    const std::uint64_t size = column.size();
    hash.add(&size, sizeof size);
    hash.add(column.data(), column.size() * sizeof(Value));
}

void add_column(Sha256& hash, const std::vector<std::string>& column) {
    const std::uint64_t size = column.size();
    hash.add(&size, sizeof size);
    for (const std::string& text : column) {
        hash.add_framed(text);
    }
}

void add_loans(Sha256& hash, const LoanColumns& loans) {
    add_column(hash, loans.loan_identifier);
    add_column(hash, loans.segment);
    add_column(hash, loans.profile);
    add_column(hash, loans.claim);
    add_column(hash, loans.gross_carrying_amount);
    add_column(hash, loans.annual_rate);
    add_column(hash, loans.effective_rate);
    add_column(hash, loans.months_to_maturity);
    add_column(hash, loans.state);
    add_column(hash, loans.months_in_state);
    add_column(hash, loans.months_since_npe);
    add_column(hash, loans.months_since_concession);
    add_column(hash, loans.restructurings);
    if (loans.has_pools()) {
        add_column(hash, loans.count);
    }
}

void add_collateral(Sha256& hash, const CollateralColumns& collateral) {
    add_column(hash, collateral.first);
    add_column(hash, collateral.entity);
    add_column(hash, collateral.collateral_class);
    add_column(hash, collateral.index);
    add_column(hash, collateral.value);
    add_column(hash, collateral.prior_claims);
    add_column(hash, collateral.valuation_month);
}

}  // namespace

std::string portfolio_hash(const Portfolio& portfolio) {
    Sha256 hash;
    add_loans(hash, portfolio.loans);
    add_collateral(hash, portfolio.collateral);
    add_column(hash, portfolio.segments);
    add_column(hash, portfolio.collateral_classes);
    for (const auto& segment : portfolio.profiles) {
        for (const CovariateProfile& profile : segment) {
            for (const auto& [column, value] : profile.values) {
                hash.add_framed(column);
                hash.add_framed(value);
            }
            hash.add_framed("profile");
        }
        hash.add_framed("segment");
    }
    for (const auto& option : portfolio.eligible) {
        add_column(hash, option);
    }
    return hash.hex();
}

std::string identity_of(const Study& study, const std::vector<InputFile>& referenced) {
    Sha256 hash;
    hash.add_framed("recoup study");
    hash.add_framed(std::to_string(stream_layout_version));
    hash.add_framed(std::to_string(numerics_version));
    hash.add_framed(resolved_json(study, true));
    hash.add_framed(portfolio_hash(study.portfolio));
    std::vector<std::string> contents;
    for (const InputFile& file : referenced) {
        contents.push_back(file.sha256);
    }
    std::sort(contents.begin(), contents.end());  // where a file lies, or is named, changes nothing
    add_column(hash, contents);
    return hash.hex();
}

}  // namespace recoup::sim
