// Contracts as a few classes: base rate x month of maturity.
//
//   claim a month on      E[B'] = g E[B] - q E[A],  A the instalment: linear, so masses carry it exactly
//   instalment per claim  a(i, n) = i / (1 - (1+i)^-n), bullet: i; after the holiday's capitalisation
//
// Between events a claim is linear in (claim, instalment), so a class needs only what is not linear: the rate
// and the month in which the contract ends. A contract between classes is split over them by interpolation
// weights: exact on a node, a polynomial through the nodes in the rate (nodes at mean -+ sd, or mean and
// mean -+ sqrt(3) sd, as in Gauss-Hermite quadrature, so that errors cancel in the sum over loans), linear in
// the month of maturity inside the horizon, and beyond it linear in the instalment, which is all that is seen
// of it. A term below a step could end before the next node and leave none to split with: what can be cut to
// such a term has a node every month; contracts on the tape that end in the first year have one each, and
// later ones where they end in few months. What a contract pays jumps where its end leaves the horizon:
// what an extension brings there has nodes on both sides.
// Source: models/claim_schedule.
#pragma once

#include <set>
#include <vector>

#include "models/claim_schedule.hpp"
#include "models/expected/cubic_grid.hpp"

namespace recoup {

/// Instalment per unit of claim at the end of month `now`; the twin of set_instalment without rounding.
double instalment_per_claim(Repayment repayment, double annual_rate, int now, int maturity,
                            int holiday_months);

struct ClassShare {
    int place = 0;
    double share = 0.0;
};

struct ContractClasses {
    CubicGrid rates;                   ///< annual, before the cuts of measures
    std::vector<double> effective;     ///< monthly discount factor at the effective rate, by rate node
    std::vector<int> maturities = {};  ///< months since cut-off, ascending; of loans that never defaulted
    std::vector<int> workout_maturities = {};  ///< of all others
    std::vector<int> monthly_maturities = {};  ///< of those among them that a short term can come to
    int short_term = 0;                        ///< months; a term below it is short
    Repayment repayment = Repayment::annuity;
    int horizon = 0;

    int rate_count() const { return rates.size(); }
    /// Shares of a rate over the nodes; a rate beyond the end nodes has negative shares.
    std::vector<ClassShare> split_rate(double annual_rate) const;
    /// Shares of a maturity over `nodes`, seen at month `now` with the instalments of `annual_rate`.
    std::vector<ClassShare> split_maturity(const std::vector<int>& nodes, int maturity, int now,
                                           double annual_rate) const;
};

struct ContractClassSettings {
    int rate_nodes = 2;
    int maturity_step_months = 6;
    int workout_maturity_step_months = 12;  ///< the larger of the two counts
};

/// A contract on the tape with its weight.
struct ContractSample {
    double annual_rate = 0.0;
    double effective_factor = 1.0;  ///< of one month
    int maturity = 0;
    double weight = 0.0;
};

/// Months that the measures of an option can add to a contract.
struct Extensions {
    int longest = 0;          ///< of all together, their holidays included
    std::set<int> sums = {};  ///< of any of them together
};

/// Classes that span the samples and what measures and cures can make of them. No more nodes than distinct
/// values.
ContractClasses contract_classes(const std::vector<ContractSample>& samples, const ContractSpec& rules,
                                 int horizon, const Extensions& extensions,
                                 const ContractClassSettings& settings);

}  // namespace recoup
