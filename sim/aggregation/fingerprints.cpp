#include "sim/aggregation/fingerprints.hpp"

#include "sim/input/sha256.hpp"

namespace recoup::sim {

namespace {

/// Values with their count first, so that neighbouring columns cannot run into each other.
template <class Element>
void add_column(Sha256& hash, const std::vector<Element>& values) {
    hash.add_framed({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Element)});
}

}  // namespace

std::string portfolio_fingerprint(const Portfolio& portfolio) {
    Sha256 hash;
    const LoanColumns& loans = portfolio.loans;
    for (const std::string& identifier : loans.loan_identifier) {
        hash.add_framed(identifier);
    }
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
    const CollateralColumns& collateral = portfolio.collateral;
    add_column(hash, collateral.first);
    add_column(hash, collateral.entity);
    add_column(hash, collateral.collateral_class);
    add_column(hash, collateral.index);
    add_column(hash, collateral.value);
    add_column(hash, collateral.prior_claims);
    add_column(hash, collateral.valuation_month);
    return hash.hex();
}

std::string scenario_fingerprint(const std::vector<Scenario>& scenarios) {
    Sha256 hash;
    for (const Scenario& scenario : scenarios) {
        hash.add_framed(scenario.name);
        add_column(hash, std::vector<double>{scenario.weight, scenario.credit_index_shift});
        for (const std::vector<double>& period : scenario.path) {
            add_column(hash, period);
        }
    }
    return hash.hex();
}

}  // namespace recoup::sim
