// Amounts of money in the rules of options: numbers that are compared with a balance of the loan.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/input/rules/eligibility.hpp"

namespace recoup::sim {

/// Calls f with every number that stands beside principal_balance, legal_balance or gross_carrying_amount.
void for_each_amount(Expression& rule, const std::function<void(double&)>& f);

/// A loan below it is not eligible, whatever else holds.
struct AmountThreshold {
    std::string column;
    double amount = 0.0;
};
std::vector<AmountThreshold> least_amounts(const Expression& rule);

/// Columns that a rule compares with numbers and that may hold amounts, but of which nothing is known.
std::vector<std::string> other_columns_beside_numbers(const Expression& rule);

}  // namespace recoup::sim
