// Parameters of a segment as the bank states them: hazard rows, cash, costs, collateral and clocks, each with
// its pedigree. Plain data; `models/workout_graph` compiles them into numbers.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/claim_parts.hpp"
#include "models/workout_states.hpp"

namespace recoup {

/// Where a number comes from. Every table of parameters has one (its own or its file's).
struct Pedigree {
    std::string source;
    std::string as_of;   ///< ISO date
    std::string window;  ///< sample period, may be empty
    std::optional<double> n;
    std::optional<double> standard_error;
    std::string status;  ///< estimated | borrowed | expert | illustrative

    bool operator==(const Pedigree&) const = default;
};

enum class GivenAs { at_mean, long_run_average };

/// How the level of an exit is written: monthly probabilities or log-odds against staying.
enum class LevelScale { probability, log_odds };

/// One exit of a hazard row as given. `level` is [duration][bucket], one bucket when given by duration only.
struct ExitSpec {
    State to = State::current;
    LevelScale scale = LevelScale::probability;
    std::vector<std::vector<double>> level;
    std::vector<double> ltv_log_odds;    ///< by bucket relative to the reference; empty = 0
    std::map<std::string, double> beta;  ///< log-odds per unit of (x - xbar)
    std::map<std::string, std::map<std::string, double>> delta;  ///< column -> value -> log-odds
    double shift = 0.0;                                          ///< log-odds
    int earliest = 0;                                            ///< months; structural zero before
    bool accounts = true;                                        ///< false: counted, not posted
};

/// Default exit of a row driven by a one-factor Gaussian copula (models/credit_index).
struct CopulaSpec {
    State exit = State::defaulted;
    double pd_annual = 0.0;
    double rho = 0.0;
    std::map<std::string, double> weights;  ///< of the credit index by macro variable; high is good
};

struct HazardRowSpec {
    std::string name;
    State from = State::current;
    GivenAs given_as = GivenAs::at_mean;
    std::vector<int> duration_edges = {0};  ///< months, closed left
    std::vector<double> ltv_edges;          ///< an edge belongs to the higher bucket
    int reference_ltv_bucket = 0;
    std::optional<int> latest;    ///< months; staying is removed from here on
    std::vector<ExitSpec> exits;  ///< any order; compiled worst to best
    std::optional<CopulaSpec> copula;
    Pedigree pedigree;
};

/// What one month in a state pays. Interest on the claim accrues unless suspended.
struct CashSpec {
    double share_of_instalment = 0.0;
    double share_of_claim_per_month = 0.0;
    bool interest_accrues = true;

    bool operator==(const CashSpec&) const = default;
};

/// What one month in a state costs, in units of the reporting currency per loan, and upkeep by value.
struct CostSpec {
    double servicing_per_month = 0.0;
    double internal_workout_per_month = 0.0;
    double upkeep_share_of_value_per_year = 0.0;

    bool free() const {
        return servicing_per_month == 0.0 && internal_workout_per_month == 0.0 &&
               upkeep_share_of_value_per_year == 0.0;
    }
    bool operator==(const CostSpec&) const = default;
};

struct CollateralSpec {
    double forced_sale_discount = 0.0;
    double discount_slope = 0.0;  ///< per unit of the index's fall from its peak since cut-off
    double sale_cost_share = 0.0;
    double sale_error_sd = 0.0;      ///< s0, log
    double value_sd_per_year = 0.0;  ///< s1, log
    double round_noise_sd = 0.0;     ///< log, per auction round

    bool has_noise() const {
        return value_sd_per_year != 0.0 || sale_error_sd != 0.0 || round_noise_sd != 0.0;
    }
};

struct ClockSpec {
    int after_months = 0;
    State to = State::current;
};

enum class Repayment { annuity, bullet };

struct ContractSpec {
    Repayment repayment = Repayment::annuity;
    int minimum_term_months_after_cure = 12;
    AllocationOrder allocation = usual_allocation;  ///< of cash to the parts of the claim
};

struct SegmentParameters {
    std::string file;
    std::map<std::string, HazardRowSpec> hazards;  ///< by row name
    std::map<State, CashSpec> cash;
    std::map<State, CostSpec> costs;
    std::map<std::string, CollateralSpec> collateral;  ///< by class
    std::map<State, ClockSpec> clocks;
    ContractSpec contract;
    std::map<std::string, Pedigree> pedigrees;  ///< by table path, for the results' /parameters
};

/// Cash rule of a state: as given, else the contract is paid in performing states and nothing elsewhere.
inline CashSpec cash_of(const SegmentParameters& parameters, State state) {
    const auto found = parameters.cash.find(state);
    if (found != parameters.cash.end()) {
        return found->second;
    }
    CashSpec rule;
    rule.share_of_instalment = pays_contract(state) ? 1.0 : 0.0;
    return rule;
}

}  // namespace recoup
