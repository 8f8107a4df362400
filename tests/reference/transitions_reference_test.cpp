// D1-D4, D6, D7: matrix exponentials, sojourns, visits, powers of a rating matrix, the not-rated share.
#include <gtest/gtest.h>

#include <limits>

#include "models/closed_form/markov.hpp"
#include "tests/reference/csv_table.hpp"

namespace recoup {
namespace {

/// The last `columns` numbers of each row of a reference table.
Eigen::MatrixXd reference_matrix(const std::string& name, int columns, int first_column) {
    const auto rows = test::read_reference_table(name);
    Eigen::MatrixXd matrix(rows.size(), columns);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (int j = 0; j < columns; ++j) matrix(i, j) = rows[i].at(first_column + j);
    }
    return matrix;
}

Eigen::MatrixXd heart_transplant_intensity() {
    return reference_matrix("msm_cav_intensities.csv", 4, 1);
}

void expect_near(const Eigen::MatrixXd& computed, const Eigen::MatrixXd& expected, double tolerance) {
    ASSERT_EQ(computed.rows(), expected.rows());
    ASSERT_EQ(computed.cols(), expected.cols());
    EXPECT_LE((computed - expected).cwiseAbs().maxCoeff(), tolerance) << computed << "\nexpected\n"
                                                                      << expected;
}

TEST(TransitionsReference, D1TenYearTransitionMatrix) {
    Eigen::MatrixXd expected(4, 4);
    expected << .30940656, .09750021, .08787255, .5052207,  //
        .17165172, .06552639, .07794394, .6848780,          //
        .05898093, .02971653, .04665485, .8646477,          //
        0, 0, 0, 1;
    const Eigen::MatrixXd computed = transition_matrix(heart_transplant_intensity(), 10);
    expect_near(computed, expected, 1e-5);
    expect_near(computed.rowwise().sum(), Eigen::VectorXd::Ones(4), 1e-14);
}

TEST(TransitionsReference, D2SojournTotalStayAndNextState) {
    const Eigen::MatrixXd intensity = heart_transplant_intensity();
    expect_near(mean_sojourn_times(intensity).head(3), Eigen::Vector3d(5.869552, 1.644897, 2.287819), 1e-4);
    EXPECT_EQ(mean_sojourn_times(intensity)[3], std::numeric_limits<double>::infinity());
    // from intensities printed to 5 decimals the stay differs by up to 7e-5
    expect_near(total_stay(intensity).row(0), Eigen::RowVector3d(8.815917, 2.229817, 1.747804), 1e-4);
    const Eigen::MatrixXd next = next_state_probabilities(intensity);
    EXPECT_NEAR(next(0, 1), .75054, 1e-4);
    EXPECT_NEAR(next(1, 0), .37030, 1e-4);
    EXPECT_NEAR(next(1, 2), .56356, 1e-4);
    EXPECT_NEAR(next(2, 1), .29884, 1e-4);
}

// D3
TEST(TransitionsReference, D3ExponentialOfASubGenerator) {
    Eigen::Matrix3d intensity, expected;
    intensity << -.11, .01, .001, .2, -.2, 0, 0, 0, 0;
    expected << .896703832431769, .00856989804963433, .00094726269518597,  //
        .171397960992687, .81957474998506, 9.0272890222537e-05,            //
        0, 0, 1;
    expect_near(transition_matrix(intensity, 1), expected, 1e-12);
}

TEST(TransitionsReference, D4ProbabilityOfEverVisiting) {
    Eigen::Matrix4d intensity;
    intensity << -.5, .25, 0, .25, .166, -.498, .166, .166, 0, .25, -.5, .25, 0, 0, 0, 0;
    const Eigen::VectorXd visits = visit_probabilities(intensity, 1);
    EXPECT_NEAR(visits[0], .5, 1e-9);
    EXPECT_EQ(visits[1], 1.0);
    EXPECT_EQ(visits[3], 0.0) << "an absorbing state reaches nothing";
    expect_near(visit_probabilities(intensity, 3), Eigen::Vector4d::Ones(), 1e-12);
}

TEST(TransitionsReference, D6PowersOfARatingMatrix) {
    const Eigen::MatrixXd year = rows_normalised(reference_matrix("jlt1997_one_year_sp_1981_1991.csv", 8, 0));
    Eigen::MatrixXd expected(7, 3);
    expected << .000088, .001377, .009194,  //
        .000380, .004306, .021831,          //
        .002545, .013017, .049398,          //
        .011418, .044746, .125527,          //
        .053239, .153397, .311090,          //
        .136370, .314267, .513437,          //
        .388136, .624873, .755727;
    Eigen::MatrixXd computed(7, 3);
    computed << matrix_power(year, 2).col(7).head(7), matrix_power(year, 5).col(7).head(7),
        matrix_power(year, 10).col(7).head(7);
    expect_near(computed, expected, 1e-6);
}

TEST(TransitionsReference, D7NotRatedShareIsSpreadInProportion) {
    const std::vector<double> rated = {.8937, .0604, .0044, .0014, .0005, 0, 0, 0};
    const std::vector<double> expected = {.9306, .0629, .0045, .0014, .0006, 0, 0, 0};
    const std::vector<double> computed = without_not_rated(rated, .0397);
    ASSERT_EQ(computed.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(computed[i], expected[i], .0002) << i;
}

}  // namespace
}  // namespace recoup
