// Scenarios and the macro model around them, as validated numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "models/parameters.hpp"

namespace recoup {

enum class Frequency { quarter, month };
enum class Transform { level, log_change };
enum class Centre { mean, median };

constexpr int months_per_period(Frequency frequency) {
    return frequency == Frequency::quarter ? 3 : 1;
}

struct MacroVariable {
    std::string name;
    Transform transform = Transform::level;
    std::string unit;
    std::uint64_t entity = 0;  ///< address of its shocks
    double xbar = 0.0;
    double long_run_mean = 0.0;
};

/// A collateral price index. Either a macro variable itself (log_change), or alpha + beta' x + sigma eta a
/// period.
struct PriceIndex {
    std::string name;
    std::vector<std::string> classes;
    std::string region;  ///< empty = any
    int variable = -1;   ///< index of the macro variable that it is, -1 = own dynamics
    double alpha = 0.0;
    std::vector<double> beta;  ///< by macro variable
    double sigma = 0.0;
    std::uint64_t entity = 0;  ///< address of its own shocks
};

/// x_t = mu_t + A (x_{t-1} - mu_{t-1}) + L eps_t,  Sigma = L L'.
struct MacroModel {
    Frequency frequency = Frequency::quarter;
    std::vector<MacroVariable> variables;
    Eigen::MatrixXd A;
    Eigen::MatrixXd Sigma;
    Eigen::MatrixXd L;  ///< lower Cholesky factor of Sigma
    std::vector<PriceIndex> indices;
    Centre centre = Centre::mean;
    double dispersion = 1.0;
    double student_t_degrees_of_freedom = 0.0;  ///< 0 = Gaussian
    Pedigree pedigree;
};

/// One scenario: transformed path by period, from the first period after cut-off; shorter than the horizon is
/// fine.
struct Scenario {
    std::string name;
    double weight = 1.0;
    double credit_index_shift = 0.0;
    std::vector<std::vector<double>> path;  ///< [period][variable], transformed units
    std::string calendar_shift;             ///< e.g. "2025Q1 read as 2007Q1", empty when the calendars agree
};

}  // namespace recoup
