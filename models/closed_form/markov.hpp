// Continuous-time Markov chains with intensity Q (rows sum to zero; a row of zeros absorbs), and one-year
// matrices.
//   P(t) = e^(Qt);  mean sojourn -1/q_ii;  P(next = j | i) = q_ij / -q_ii;
//   total stay in the transient states (-Q_TT)^-1;
//   P(ever visit j | i) = h_i with sum_k q_ik h_k = 0, h_j = 1, h = 0 where j cannot be reached
// Source: Norris, Markov Chains (1997), chapters 2 and 3; Jackson, Multi-state models for panel data, J.
// Stat. Softw. 38 (2011). Valid for finite Q; a sub-generator (rows below zero) is allowed in
// transition_matrix.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace recoup {

Eigen::MatrixXd transition_matrix(const Eigen::MatrixXd& intensity, double time);

/// Infinite in absorbing states.
Eigen::VectorXd mean_sojourn_times(const Eigen::MatrixXd& intensity);

/// Embedded jump chain; absorbing rows are zero.
Eigen::MatrixXd next_state_probabilities(const Eigen::MatrixXd& intensity);

/// Expected total time in each transient state (columns) from each transient state (rows), up to absorption.
Eigen::MatrixXd total_stay(const Eigen::MatrixXd& intensity);

/// P(ever visit `target`), by starting state; 1 at the target itself.
Eigen::VectorXd visit_probabilities(const Eigen::MatrixXd& intensity, int target);

/// Rows scaled to sum to one: printed matrices are rounded.
Eigen::MatrixXd rows_normalised(const Eigen::MatrixXd& matrix);

/// Square matrix to the power n >= 0.
Eigen::MatrixXd matrix_power(const Eigen::MatrixXd& matrix, int n);

/// A row of transition shares without the not-rated share, which is spread over the others in proportion.
std::vector<double> without_not_rated(const std::vector<double>& rated, double not_rated);

}  // namespace recoup
