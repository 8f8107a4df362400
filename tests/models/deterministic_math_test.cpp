// The IEEE-only functions against the long double ones of the C library (64-bit mantissa): at most 2 ulp.
#include "models/deterministic_math.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/models/ulp_distance.hpp"

namespace recoup {
namespace {

using test::ulp_distance;
using test::worst_case;

constexpr int samples = 200'000;
constexpr double infinity = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

class DeterministicMath : public testing::Test {
  protected:
    double between(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(generator);
    }
    std::mt19937_64 generator{20250601};
};

long double exact_exp(double x) {
    return std::exp(static_cast<long double>(x));
}
long double exact_log(double x) {
    return std::log(static_cast<long double>(x));
}

TEST_F(DeterministicMath, ExpWithinTwoUlpOverAllDoubles) {
    struct {
        double low, high;
    } ranges[] = {{-745.2, 709.8}, {-1, 1}, {-1e-9, 1e-9}, {-745.2, -707}, {709, 709.8}};
    for (const auto& range : ranges) {
        const auto worst = worst_case(
            exp_ieee, exact_exp, [&] { return between(range.low, range.high); }, samples);
        EXPECT_LE(worst.ulps, 2.0) << "exp at " << worst.argument;
    }
}

TEST_F(DeterministicMath, ExpAtTheEnds) {
    EXPECT_EQ(exp_ieee(0.0), 1.0);
    EXPECT_EQ(exp_ieee(-0.0), 1.0);
    EXPECT_EQ(exp_ieee(infinity), infinity);
    EXPECT_EQ(exp_ieee(-infinity), 0.0);
    EXPECT_EQ(exp_ieee(1e300), infinity);
    EXPECT_EQ(exp_ieee(-1e300), 0.0);
    EXPECT_EQ(exp_ieee(709.79), infinity);
    EXPECT_EQ(exp_ieee(-745.2), 0.0);
    EXPECT_EQ(exp_ieee(-745.0), 5e-324);
    EXPECT_TRUE(std::isnan(exp_ieee(not_a_number)));
}

TEST_F(DeterministicMath, LogWithinTwoUlpOverAllDoubles) {
    const auto wide = worst_case(
        log_ieee, exact_log, [&] { return std::exp(between(-708, 709)); }, samples);
    EXPECT_LE(wide.ulps, 2.0) << "log at " << wide.argument;
    const auto near_one = worst_case(
        log_ieee, exact_log, [&] { return between(0.5, 2); }, samples);
    EXPECT_LE(near_one.ulps, 2.0) << "log at " << near_one.argument;
    const auto nearest = worst_case(
        log_ieee, exact_log, [&] { return 1 + between(-1, 1) * std::exp(between(-35, 0)); }, samples);
    EXPECT_LE(nearest.ulps, 2.0) << "log at " << nearest.argument;
    const auto subnormal = worst_case(
        log_ieee, exact_log, [&] { return std::ldexp(between(0, 1), -1022); }, samples);
    EXPECT_LE(subnormal.ulps, 2.0) << "log at " << subnormal.argument;
}

TEST_F(DeterministicMath, LogAtTheEnds) {
    EXPECT_EQ(log_ieee(1.0), 0.0);
    EXPECT_EQ(log_ieee(0.0), -infinity);
    EXPECT_EQ(log_ieee(-0.0), -infinity);
    EXPECT_EQ(log_ieee(infinity), infinity);
    EXPECT_TRUE(std::isnan(log_ieee(-1.0)));
    EXPECT_TRUE(std::isnan(log_ieee(-infinity)));
    EXPECT_TRUE(std::isnan(log_ieee(not_a_number)));
    EXPECT_LE(ulp_distance(log_ieee(5e-324), exact_log(5e-324)), 1.0);
}

TEST_F(DeterministicMath, PowWithinTwoUlpOverAllDoubles) {
    for (const double spread : {700.0, 7.0, 0.07, 1e-6}) {
        for (int i = 0; i < samples / 2; ++i) {
            const double base = std::exp(between(-spread, spread));
            const double exponent = between(-745, 710) / std::log(base);
            const double ulps =
                ulp_distance(pow_ieee(base, exponent), std::pow(static_cast<long double>(base), exponent));
            ASSERT_LE(ulps, 2.0) << "pow(" << base << ", " << exponent << ")";
        }
    }
}

TEST_F(DeterministicMath, PowOfDiscountFactors) {
    for (double rate : {0.001, 0.05, 0.12, 0.35}) {
        for (int month = 0; month <= 180; ++month) {
            const double computed = pow_ieee(1.0 + rate, -month / 12.0);
            const long double exact = std::pow(static_cast<long double>(1.0 + rate), -month / 12.0);
            EXPECT_LE(ulp_distance(computed, exact), 1.0) << rate << " " << month;
        }
    }
}

TEST_F(DeterministicMath, PowSpecialCasesAgreeWithIec60559) {
    const double values[] = {0.0,    -0.0,    1.0,        -1.0,     2.0,       -2.0,        3.0,     -3.0,
                             0.5,    -0.5,    1e300,      -1e300,   1e-300,    5e-324,      -5e-324, 1e18,
                             0x1p53, -0x1p53, 0x1p53 - 1, infinity, -infinity, not_a_number};
    for (const double base : values) {
        for (const double exponent : values) {
            const double computed = pow_ieee(base, exponent);
            const double expected = std::pow(base, exponent);
            EXPECT_LE(ulp_distance(computed, expected), 1.0) << "pow(" << base << ", " << exponent << ")";
            if (!std::isnan(expected)) {
                EXPECT_EQ(std::signbit(computed), std::signbit(expected));
            }
        }
    }
}

TEST_F(DeterministicMath, IntegerPower) {
    EXPECT_EQ(power(1.5, 0), 1.0);
    EXPECT_EQ(power(0.0, 0), 1.0);
    EXPECT_EQ(power(-2.0, 5), -32.0);
    EXPECT_EQ(power(3.0, 20), 3486784401.0);
    EXPECT_NEAR(power(1.01, 180), std::pow(1.01, 180), 1e-13);
}

}  // namespace
}  // namespace recoup
