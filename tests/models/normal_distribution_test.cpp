// The normal law: erfc and Phi within 2 ulp of values computed with 50 digits (mpmath), and A8.
#include <gtest/gtest.h>

#include <random>

#include "models/deterministic_math.hpp"
#include "tests/models/ulp_distance.hpp"

namespace recoup {
namespace {

using test::ulp_distance;
using test::worst_case;

constexpr double infinity = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Reference {
    double argument;
    long double value;
};

TEST(NormalDistribution, ErfcAgainstFiftyDigits) {
    const Reference cases[] = {
        {0.1, 0.8875370839817151015952877L},      {0.26, 0.7131002767842508385847445L},
        {0.49, 0.4883317388114769086711153L},     {0.5857, 0.4074978578941598094439093L},
        {1.0, 0.1572992070502851306587794L},      {1.5538, 0.02799153213876341484867543L},
        {2.5, 0.0004069520174449589395642157L},   {3.9, 3.479224859723176712886915e-8L},
        {5.0, 1.537459794428034850188343e-12L},   {7.0, 4.18382560777941439861401e-23L},
        {11.0, 1.44086613794369468033981e-54L},   {15.248192645175259, 3.895884272810703929496308e-103L},
        {19.0, 4.917722839256475446413298e-159L}, {25.0, 8.300172571196522752044013e-274L},
        {26.5, 2.210907664263734275929239e-307L}, {-0.3, 1.328626759459127416189618L},
        {-1.0, 1.842700792949714869341221L},      {-4.0, 1.999999984582742099719981L}};
    for (const auto& [x, expected] : cases)
        EXPECT_LE(ulp_distance(erfc_ieee(x), expected), 2.0) << "erfc " << x;
}

TEST(NormalDistribution, ErfcAgainstLongDouble) {
    std::mt19937_64 generator(7);
    const auto exact = [](double x) { return std::erfc(static_cast<long double>(x)); };
    for (const auto& [low, high] : {std::pair{-6.0, 6.0}, {-0.6, 0.6}, {6.0, 27.2}}) {
        std::uniform_real_distribution<double> argument(low, high);
        const auto worst = worst_case(
            erfc_ieee, exact, [&] { return argument(generator); }, 200'000);
        EXPECT_LE(worst.ulps, 2.0) << "erfc at " << worst.argument;
    }
}

TEST(NormalDistribution, CdfAgainstFiftyDigits) {
    const Reference cases[] = {{-38.4, 6.60159985432676802421869e-323L},
                               {-37.5, 4.605353009581954843827969e-308L},
                               {-36.5469148706707, 9.980731358149961018043562e-293L},
                               {-30.1, 2.422667217985758765716017e-199L},
                               {-20.3, 6.429244467698346338571207e-92L},
                               {-13.7, 5.076214811597879222521143e-43L},
                               {-8.25, 7.919726314642477340961374e-17L},
                               {-5.945565136350897, 1.37752332972441079096744e-9L},
                               {-4.17, 0.00001522998194797788430025525L},
                               {-3.3, 0.0004834241423837775070998198L},
                               {-2.0, 0.02275013194817920720028264L},
                               {-1.5, 0.06680720126885806600449404L},
                               {-0.8017558, 0.2113471154772703622363304L},
                               {-0.6866, 0.2461674142423931331594861L},
                               {-0.36, 0.3594235667820087626614772L},
                               {-0.3, 0.3820885778110473669277264L},
                               {-1e-05, 0.4999960105771960521632743L},
                               {-1e-300, 0.5L},
                               {0.0, 0.5L},
                               {0.2, 0.579259709439103027383884L},
                               {0.35, 0.6368306511756190628912505L},
                               {0.9, 0.8159398746532405173540816L},
                               {1.7, 0.9554345372414569563359489L},
                               {3.0, 0.9986501019683699054733482L},
                               {6.0, 0.9999999990134123549623019L},
                               {8.3, 0.9999999999999999479443026L}};
    for (const auto& [x, expected] : cases)
        EXPECT_LE(ulp_distance(normal_cdf(x), expected), 2.0) << "Phi " << x;
}

TEST(NormalDistribution, EndsAndNaN) {
    EXPECT_EQ(erfc_ieee(infinity), 0.0);
    EXPECT_EQ(erfc_ieee(-infinity), 2.0);
    EXPECT_TRUE(std::isnan(erfc_ieee(not_a_number)));
    EXPECT_EQ(normal_cdf(infinity), 1.0);
    EXPECT_EQ(normal_cdf(-infinity), 0.0);
    EXPECT_EQ(normal_cdf(-1e300), 0.0);
    EXPECT_TRUE(std::isnan(normal_cdf(not_a_number)));
    EXPECT_EQ(normal_quantile(0.0), -infinity);
    EXPECT_EQ(normal_quantile(1.0), infinity);
    EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
    EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
    EXPECT_TRUE(std::isnan(normal_quantile(not_a_number)));
}

TEST(NormalDistribution, A8QuantileAgainstPublishedValues) {
    const Reference cases[] = {
        {0.25, -0.6744897501960817L}, {0.001, -3.090232306167813L}, {1e-20, -9.262340089798409L}};
    for (const auto& [p, expected] : cases) {
        EXPECT_NEAR(normal_quantile(p) / static_cast<double>(expected), 1.0, 1e-14) << "p " << p;
    }
}

TEST(NormalDistribution, A8QuantileAgainstFiftyDigitsFromTailToTail) {
    const Reference cases[] = {{1e-20, -9.2623400897984075796L},     {1e-15, -7.9413453261709967713L},
                               {1e-10, -6.3613409024040561991L},     {1e-05, -4.2648907939228246102L},
                               {0.001, -3.0902323061678135354L},     {0.0749, -1.4402382675279636631L},
                               {0.0751, -1.4388253927525399824L},    {0.2, -0.84162123357291416552L},
                               {0.25, -0.6744897501960817432L},      {0.45, -0.12566134685507400616L},
                               {0.7, 0.52440051270804065631L},       {0.9, 1.2815515655446005935L},
                               {0.9249, 1.4388253927525403742L},     {0.9251, 1.4402382675279638594L},
                               {0.999, 3.0902323061678132778L},      {1 - 0x1p-40, 7.0477002566644087254L},
                               {1 - 0x1p-53, 8.2095361516013868556L}};
    for (const auto& [p, expected] : cases) {
        EXPECT_NEAR(normal_quantile(p) / static_cast<double>(expected), 1.0, 2e-15) << "p " << p;
    }
}

TEST(NormalDistribution, QuantileInvertsCdf) {
    for (double x = -9.0; x < 5.0; x += 0.0137) {
        EXPECT_NEAR(normal_quantile(normal_cdf(x)), x, x < 1.0 ? 1e-14 : 1e-9) << "x " << x;
    }
}

}  // namespace
}  // namespace recoup
