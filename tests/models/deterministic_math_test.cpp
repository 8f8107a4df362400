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

TEST_F(DeterministicMath, ExpLessOneAndLogOnePlusWithinThreeUlp) {
    const auto exact_exp_less_one = [](double x) { return std::expm1(static_cast<long double>(x)); };
    const auto exact_log_one_plus = [](double x) { return std::log1p(static_cast<long double>(x)); };
    for (const double spread : {40.0, 1.0, 0.3, 1e-8}) {
        const auto worst = worst_case(
            exp_less_one, exact_exp_less_one, [&] { return between(-spread, spread); }, samples / 2);
        EXPECT_LE(worst.ulps, 3.0) << "exp(x) - 1 at " << worst.argument;
    }
    const auto far = worst_case(
        exp_less_one, exact_exp_less_one, [&] { return between(-745, 709.7); }, samples / 2);
    EXPECT_LE(far.ulps, 3.0) << "exp(x) - 1 at " << far.argument;
    for (const double spread : {1.0, 0.3, 1e-8, 1e-17}) {
        const auto worst = worst_case(
            log_one_plus, exact_log_one_plus, [&] { return between(-spread, spread); }, samples / 2);
        EXPECT_LE(worst.ulps, 3.0) << "log(1 + x) at " << worst.argument;
    }
    const auto large = worst_case(
        log_one_plus, exact_log_one_plus, [&] { return std::exp(between(-3, 709)); }, samples / 2);
    EXPECT_LE(large.ulps, 3.0) << "log(1 + x) at " << large.argument;
    EXPECT_EQ(exp_less_one(5e-324), 5e-324);
    EXPECT_EQ(exp_less_one(-infinity), -1.0);
    EXPECT_EQ(exp_less_one(infinity), infinity);
    EXPECT_EQ(log_one_plus(5e-324), 5e-324);
    EXPECT_EQ(log_one_plus(-1.0), -infinity);
    EXPECT_EQ(log_one_plus(infinity), infinity);
    EXPECT_TRUE(std::isnan(log_one_plus(-1.5)));
    EXPECT_TRUE(std::isnan(log_one_plus(not_a_number)));
    EXPECT_TRUE(std::isnan(exp_less_one(not_a_number)));
}

// Python's decimal at 1,500 digits, r the exact value of the double: c = (1 + r)**n - 1, c / r and
// (1 - (1 + r)**-n) / r; the last where rates of loans lie, from 0 on.
struct Growth {
    double rate;
    int n;
    long double less_one, sum, annuity;
};
constexpr Growth growths[] = {
    {5e-324, 12, 5.9287877500949585301e-323L, 1.2000000000000000000e+1L, 1.2000000000000000000e+1L},
    {5e-324, 360, 1.7786363250284875590e-321L, 3.6000000000000000000e+2L, 3.6000000000000000000e+2L},
    {4.625929269271485e-18, 12, 5.5511151231257825352e-17L, 1.2000000000000000305e+1L,
     1.1999999999999999639e+1L},
    {4.625929269271485e-18, 360, 1.6653345369377361010e-15L, 3.6000000000000029893e+2L,
     3.5999999999999969941e+2L},
    {8.333333333333334e-14, 12, 1.0000000000004583637e-12L, 1.2000000000005500000e+1L,
     1.1999999999993500000e+1L},
    {8.333333333333334e-14, 360, 3.0000000000448750911e-11L, 3.6000000000538500000e+2L,
     3.5999999999458500000e+2L},
    {1e-09, 12, 1.2000000066000000967e-8L, 1.2000000066000000220e+1L, 1.1999999922000000364e+1L},
    {1e-09, 360, 3.6000006462000773374e-7L, 3.6000006462000771132e+2L, 3.5999993502000784092e+2L},
    {0.00020833333333333335, 12, 2.5028665735601074322e-3L, 1.2013759553088514904e+1L,
     1.1983765786276669768e+1L},
    {0.00020833333333333335, 360, 7.7875731116984388067e-2L, 3.7380350936152503873e+2L,
     3.4679647993758870960e+2L},
    {0.004166666666666667, 12, 5.1161897881733189079e-2L, 1.2278855491615965549e+1L,
     1.1681222004298206044e+1L},
    {0.004166666666666667, 360, 3.4677443140061321198e+0L, 8.3225863536147172030e+2L,
     1.8628161704607552864e+2L},
    {0.01, 12, 1.2682503013196972345e-1L, 1.2682503013196972081e+1L, 1.1255077473484630191e+1L},
    {0.01, 360, 3.4949641327684923230e+1L, 3.4949641327684922503e+3L, 9.7218331079064486181e+1L},
    {0.08333333333333333, 12, 1.6130352902246780264e+0L, 1.9356423482696137391e+1L,
     7.4076395198749128121e+0L},
    {0.08333333333333333, 360, 3.2685734847910524412e+12L, 3.9222881817492631472e+13L,
     1.1999999999996329340e+1L},
    {-1e-12, 12, -1.1999999999933999759e-11L, 1.1999999999934000000e+1L, 0.0L},
    {-1e-12, 360, -3.5999999993537999277e-10L, 3.5999999993538000001e+2L, 0.0L},
    {-0.004, 12, -4.6957954087236240701e-2L, 1.1739488521809059931e+1L, 0.0L},
    {-0.004, 360, -7.6375543144453312857e-1L, 1.9093885786113327817e+2L, 0.0L},
    {-0.2, 12, -9.3128052326400001144e-1L, 4.6564026163199997987e+0L, 0.0L},
    {-0.2, 360, -1.0000000000000000000e+0L, 4.9999999999999997224e+0L, 0.0L},
};

TEST_F(DeterministicMath, CompoundGrowthOfEveryRate) {
    for (const Growth& exact : growths) {
        // A rate rounded in its last place would move growth by n x rate of them.
        const double ulps = 4.0 + exact.n * std::fabs(exact.rate);
        const auto at = [&] { return testing::Message() << exact.rate << " " << exact.n; };
        EXPECT_LE(ulp_distance(compound_less_one(exact.rate, exact.n), exact.less_one), ulps) << at();
        EXPECT_LE(ulp_distance(growth_sum(exact.rate, exact.n), exact.sum), ulps) << at();
        if (exact.rate > 0.0) {
            EXPECT_LE(ulp_distance(annuity_factor(exact.rate, exact.n), exact.annuity), 4.0) << at();
        }
    }
    for (const int n : {0, 1, 7, 360}) {
        EXPECT_EQ(compound_less_one(0.0, n), 0.0);
        EXPECT_EQ(growth_sum(0.0, n), n);
        EXPECT_EQ(annuity_factor(0.0, n), n);
        EXPECT_EQ(compound_less_one(-1.0, n), n == 0 ? 0.0 : -1.0) << "all is gone after a month";
    }
    EXPECT_NEAR(annuity_factor(1.0 / 12, 95'000), 12.0, 1e-12) << "no overflow for a contract without end";
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
