// Backward induction's N of one sure sale whose claim no price covers: the present value of the mean index.
//
//   log I_T = sum_t w_t (alpha + beta'(mu_t + y_t) + dispersion sigma eta_t),  w_t the part of period t
//   before T E[I_T] = exp(sum_t w_t (alpha + beta'mu_t) + 1/2 (sum_t w_t^2 dispersion^2 sigma^2 + Var(sum_t
//   w_t beta'y_t))) sum_t w_t beta'y_t = sum_s dispersion (sum_{t >= s} w_t beta'A^{t-s}) L eps_s        (the
//   lognormal mean)
#include <gtest/gtest.h>

#include <cmath>

#include "sim/expected_engine/block_values.hpp"
#include "tests/sim/studies/waiting_book.hpp"

namespace recoup::sim {
namespace {

double mean_index(const PreparedStudy& prepared, const PriceIndex& index, int month) {
    const MacroModel& model = prepared.study.macro;
    const auto n = static_cast<Eigen::Index>(model.variables.size());
    const Eigen::Map<const Eigen::VectorXd> beta(index.beta.data(), n);
    const double dispersion = model.dispersion;
    const int periods = (month + 2) / 3;
    const auto weight = [&](int t) { return t + 1 < periods ? 1.0 : (month - 3.0 * (periods - 1)) / 3.0; };
    double mean = 0.0, variance = 0.0;
    for (int t = 0; t < periods; ++t) {
        const Eigen::Map<const Eigen::VectorXd> mu(prepared.centre[0].data() + t * n, n);
        mean += weight(t) * (index.alpha + beta.dot(mu));
        variance += std::pow(weight(t) * dispersion * index.sigma, 2);
        Eigen::VectorXd of_shock = Eigen::VectorXd::Zero(n);  // what a shock in t adds to the sum
        Eigen::VectorXd response = beta;
        for (int later = t; later < periods; ++later) {
            of_shock += weight(later) * response;
            response = model.A.transpose() * response;
        }
        variance += dispersion * dispersion * of_shock.dot(model.Sigma * of_shock);
    }
    return std::exp(mean + 0.5 * variance);
}

double value_at_cut_off(const PreparedStudy& prepared) {
    const ExpectedStudy expected(prepared, prepared.study.expected);
    const ExpectedBlock& block = expected.blocks.front();
    const BlockValues values(expected, block, 0, ValueRate::hurdle, {.keep_all_periods = false});
    LatticeMass mass(values.lattice());
    put_start(block, values.lattice(), mass);
    const std::vector<double> y(prepared.study.macro.variables.size(), 0.0);
    return worth(values.lattice(), mass, values.at(0, y), 0.0) / minor_units_per_unit;
}

TEST(IndexValue, SureSaleOfAnUncoveredClaimIsWorthTheMeanIndex) {
    for (const double dispersion : {1.0, 0.5}) {
        for (const int after_months : {6, 8, 9}) {  // the sale is in month 9, 11, 12
            SCOPED_TRACE(after_months);
            Study study =
                tiny::sale_study({tiny::sell("court", {.after_months = after_months})}, {}, 0.5, 0.1);
            study.macro = testing_models::index_model(Centre::median);
            study.macro.dispersion = dispersion;
            study.macro.indices[1].beta = {-0.01, 0.5};
            study.macro.indices[1].sigma = 0.06;
            study.scenarios[0].path = {{5.5, -0.03}, {6.0, -0.05}, {7.0, 0.04}, {7.5, -0.02}};
            study.portfolio.price_indices = {"constant", "housing", "machines"};
            study.portfolio.collateral.index[0] = 2;
            study.recovery_horizon_months = 15;
            study.expected.ltv_nodes = 80;
            study.expected.ltv_margin = 0.8;
            const PreparedStudy prepared(study);
            const int sale = after_months + 1 + tiny::months_to_sale;
            const double exact = 800.0 * mean_index(prepared, study.macro.indices[1], sale) *
                                 prepared.discount_hurdle[static_cast<std::size_t>(sale)];
            const double value = value_at_cut_off(prepared);
            std::printf("dispersion %.1f, sale in month %d: N / exact - 1 = %.1e\n", dispersion, sale,
                        value / exact - 1.0);
            EXPECT_NEAR(value / exact, 1.0, 1e-5);
        }
    }
}

}  // namespace
}  // namespace recoup::sim
