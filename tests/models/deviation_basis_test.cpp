// The expectation of a quadratic in the macro deviation a period on: exact, in closed form.
//
//   E[c + l'y_t + y_t'Q y_t | y_{t-1} = y] = c + l'A y + (A y)'Q (A y) + tr(Q dispersion^2 Sigma)
//   (the moments of a VAR(1): Luetkepohl (2005), section 2.1, case B1's A)
#include "models/expected/deviation_basis.hpp"

#include <gtest/gtest.h>

#include "tests/models/macro_models.hpp"

namespace recoup {
namespace {

struct Quadratic {
    double c;
    Eigen::VectorXd l;
    Eigen::MatrixXd q;
    double at(const Eigen::VectorXd& y) const { return c + l.dot(y) + y.dot(q * y); }
};

Eigen::VectorXd vector_of(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

TEST(DeviationBasis, ExpectationOfAQuadraticIsExact) {
    MacroModel model = testing_models::b1_model();
    for (const double dispersion : {0.5, 1.0}) {
        model.dispersion = dispersion;
        ASSERT_GT((model.A - model.A.transpose()).norm(), 0.1) << "B and B' must differ";
        const DeviationBasis basis(model, false);
        EXPECT_EQ(basis.points(), DeviationBasis::points_of(3)) << "what the memory estimate counts";
        Quadratic f{.c = 0.7, .l = Eigen::Vector3d(0.3, -1.1, 0.4), .q = Eigen::Matrix3d::Zero()};
        f.q << 0.5, 0.2, -0.3, 0.2, -0.4, 0.6, -0.3, 0.6, 0.9;
        const Eigen::MatrixXd covariance = dispersion * dispersion * model.Sigma;
        for (const std::vector<double>& y :
             {std::vector<double>{0.0, 0.0, 0.0}, {1.0, -0.5, 0.3}, {-2.0, 0.7, 1.9}}) {
            const std::vector<double> phi = basis.at(y);
            double expected = 0.0;
            for (int coefficient = 0; coefficient < basis.coefficients(); ++coefficient) {
                for (int point = 0; point < basis.points(); ++point) {
                    expected += phi[static_cast<std::size_t>(coefficient)] *
                                basis.expected_fit(coefficient, point) * f.at(vector_of(basis.point(point)));
                }
            }
            const double exact = f.at(model.A * vector_of(y)) + (f.q * covariance).trace();
            EXPECT_NEAR(expected, exact, 1e-12 * (1.0 + std::fabs(exact)));
        }
    }
}

}  // namespace
}  // namespace recoup
