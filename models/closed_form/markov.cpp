#include "models/closed_form/markov.hpp"

#include <limits>
#include <unsupported/Eigen/MatrixFunctions>

namespace recoup {
namespace {

using Indices = std::vector<Eigen::Index>;

Indices transient_states(const Eigen::MatrixXd& intensity) {
    Indices states;
    for (Eigen::Index i = 0; i < intensity.rows(); ++i) {
        if (intensity(i, i) < 0.0) states.push_back(i);
    }
    return states;
}

/// States other than the target from which it can be reached, in rising order.
Indices states_reaching(const Eigen::MatrixXd& intensity, Eigen::Index target) {
    std::vector<bool> reaches(static_cast<std::size_t>(intensity.rows()), false);
    reaches[static_cast<std::size_t>(target)] = true;
    for (Eigen::Index pass = 0; pass < intensity.rows(); ++pass) {
        for (Eigen::Index i = 0; i < intensity.rows(); ++i) {
            for (Eigen::Index j = 0; j < intensity.cols(); ++j) {
                const bool direct = i != j && intensity(i, j) > 0.0 && reaches[static_cast<std::size_t>(j)];
                if (direct) reaches[static_cast<std::size_t>(i)] = true;
            }
        }
    }
    Indices states;
    for (Eigen::Index i = 0; i < intensity.rows(); ++i) {
        if (i != target && reaches[static_cast<std::size_t>(i)]) states.push_back(i);
    }
    return states;
}

}  // namespace

Eigen::MatrixXd transition_matrix(const Eigen::MatrixXd& intensity, double time) {
    return (intensity * time).exp();
}

Eigen::VectorXd mean_sojourn_times(const Eigen::MatrixXd& intensity) {
    return intensity.diagonal().unaryExpr(
        [](double rate) { return rate < 0.0 ? -1.0 / rate : std::numeric_limits<double>::infinity(); });
}

Eigen::MatrixXd next_state_probabilities(const Eigen::MatrixXd& intensity) {
    Eigen::MatrixXd next = Eigen::MatrixXd::Zero(intensity.rows(), intensity.cols());
    for (const Eigen::Index i : transient_states(intensity)) {
        next.row(i) = intensity.row(i) / -intensity(i, i);
        next(i, i) = 0.0;
    }
    return next;
}

Eigen::MatrixXd total_stay(const Eigen::MatrixXd& intensity) {
    const Indices transient = transient_states(intensity);
    const Eigen::MatrixXd among = intensity(transient, transient);
    return (-among).inverse();
}

Eigen::VectorXd visit_probabilities(const Eigen::MatrixXd& intensity, int target) {
    Eigen::VectorXd probability = Eigen::VectorXd::Zero(intensity.rows());
    const Indices reaching = states_reaching(intensity, target);
    if (!reaching.empty()) {
        const Eigen::MatrixXd among = intensity(reaching, reaching);
        const Eigen::VectorXd into = intensity(reaching, target);
        const Eigen::VectorXd solution = among.partialPivLu().solve(-into);
        probability(reaching) = solution;
    }
    probability[target] = 1.0;
    return probability;
}

Eigen::MatrixXd rows_normalised(const Eigen::MatrixXd& matrix) {
    return matrix.array().colwise() / matrix.rowwise().sum().array();
}

Eigen::MatrixXd matrix_power(const Eigen::MatrixXd& matrix, int n) {
    Eigen::MatrixXd result = Eigen::MatrixXd::Identity(matrix.rows(), matrix.cols());
    for (int step = 0; step < n; ++step) result = result * matrix;
    return result;
}

std::vector<double> without_not_rated(const std::vector<double>& rated, double not_rated) {
    std::vector<double> row = rated;
    for (double& share : row) share /= 1.0 - not_rated;
    return row;
}

}  // namespace recoup
