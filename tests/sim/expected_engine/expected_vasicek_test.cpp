// E4, E5, E6, E8 to the printed digits: a pool on the expected engine is the large pool, and a quadrature
// over Z replaces the draws. Expected shortfall against the closed form of the large-pool law.
#include <gtest/gtest.h>

#include <cmath>

#include "models/closed_form/vasicek.hpp"
#include "models/credit_index.hpp"
#include "sim/expected_engine/block_values.hpp"
#include "sim/expected_engine/expected_engine.hpp"
#include "sim/prepared_run.hpp"
#include "tests/sim/studies/copula_pool.hpp"

namespace recoup::sim {
namespace {

Study pool_study(double pd, double rho) {
    Study study = tiny::copula_pool(pd, rho);
    study.engine = EngineChoice::expected;
    tiny::add_loan(study, {.id = "POOL", .state = State::current, .claim = 1e6, .months_to_maturity = 900});
    study.portfolio.loans.count = {1000};
    return study;
}

/// The pool's default fraction as a function of the credit index.
class Pool {
  public:
    Pool(double pd, double rho)
        : study_(pool_study(pd, rho)), ready_(study_), prepared_(ready_.prepared), engine_(*ready_.lattices) {
        // Equal shocks through the year; Z is linear in them.
        macro_.x.assign(prepared_.centre[0].size(), 0.0);
        path_of(1.0);
        const CreditIndex index(study_.macro, {1.0});
        z_of_one_ = index.path(macro_.x, prepared_.centre[0], 0.0).front();
    }
    double loss(double z) {
        path_of(z / z_of_one_);
        engine_.run(0, macro_, totals_);
        return totals_.totals[static_cast<int>(Total::claim_inflow)] / 1e6;
    }
    const PreparedRun& ready() const { return ready_; }
    const PreparedStudy& prepared() const { return prepared_; }

  private:
    void path_of(double shock) {
        double y = 0.0;
        for (std::size_t t = 0; t < macro_.x.size(); ++t) {
            y = 0.8 * y + 1.5 * shock;
            macro_.x[t] = prepared_.centre[0][t] + y;
        }
        const std::vector<double> none(macro_.x.size(), 0.0);
        collateral_paths(study_.macro, macro_.x, none, prepared_.months, macro_.indices);
    }
    Study study_;
    const PreparedRun ready_;
    const PreparedStudy& prepared_;
    ExpectedEngine engine_;
    MacroState macro_;
    ExpectedTotals totals_;
    double z_of_one_ = 1.0;
};

struct Law {
    double mean = 0.0, sd = 0.0;
};

/// Trapezoidal rule in z: of more than algebraic accuracy for a smooth function under the normal density.
Law by_quadrature(Pool& pool) {
    constexpr double step = 0.05;
    double sum = 0.0, first = 0.0, second = 0.0;
    for (int i = -180; i <= 180; ++i) {
        const double z = step * i;
        const double weight = std::exp(-0.5 * z * z);
        const double loss = pool.loss(z);
        sum += weight;
        first += weight * loss;
        second += weight * loss * loss;
    }
    return {first / sum, std::sqrt(second / sum - first * first / (sum * sum))};
}

/// Mean loss below z_a by Simpson's rule, over the probability.
double shortfall_by_quadrature(Pool& pool, double level) {
    const double end = normal_quantile(1.0 - level);
    constexpr int cells = 400;
    const double start = -9.0;
    const double step = (end - start) / cells;
    double sum = 0.0;
    for (int i = 0; i <= cells; ++i) {
        const double z = start + step * i;
        const double weight = i == 0 || i == cells ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0);
        sum += weight * std::exp(-0.5 * z * z) * pool.loss(z);
    }
    return sum * step / 3.0 / std::sqrt(2.0 * 3.14159265358979323846) / (1.0 - level);
}

void expect_law(double pd, double rho, double sd, const std::vector<std::pair<double, double>>& quantiles) {
    Pool pool(pd, rho);
    const Law law = by_quadrature(pool);
    EXPECT_NEAR(law.mean, pd, 1e-10);
    EXPECT_NEAR(law.sd, sd, 1e-9);
    for (const auto& [level, loss] : quantiles) {
        EXPECT_NEAR(pool.loss(normal_quantile(1.0 - level)), loss, 1e-10) << "level " << level;
    }
    EXPECT_NEAR(shortfall_by_quadrature(pool, 0.99), vasicek_expected_shortfall(pd, rho, 0.99), 1e-8);
}

TEST(ExpectedVasicek, E5) {
    expect_law(.02, .15, .021837957,
               {{.5, .012953484965745448},
                {.95, .062192372140852055},
                {.99, .10558734327232089},
                {.999, .17632893914619802}});
}

TEST(ExpectedVasicek, E6) {
    expect_law(.05, .12, .038634895,
               {{.5, .03976498243210821},
                {.95, .12589397593519241},
                {.99, .18556492816817988},
                {.999, .2701775988533518}});
}

TEST(ExpectedVasicek, E8) {
    expect_law(.30, .10, .110755964, {{.99, .5881087339197022}, {.999, .6834295749652977}});
    expect_law(.50, .05, .089224809, {{.99, .7032257238511876}, {.999, .7608215995066985}});
}

TEST(ExpectedVasicek, E4StandardisedQuantiles) {
    struct Row {
        double p, rho;
        std::array<double, 4> quantiles;
    };
    for (const Row& row : {Row{.01, .1, {1.19, 3.8, 7.0, 10.7}}, Row{.01, .4, {.55, 4.5, 11.0, 18.2}},
                           Row{.001, .1, {.98, 4.1, 8.8, 15.4}}, Row{.001, .4, {.12, 3.2, 13.2, 31.8}}}) {
        Pool pool(row.p, row.rho);
        const Law law = by_quadrature(pool);
        const double levels[] = {.9, .99, .999, .9999};
        for (std::size_t i = 0; i < 4; ++i) {
            const double quantile = pool.loss(normal_quantile(1.0 - levels[i]));
            EXPECT_NEAR((quantile - row.p) / law.sd, row.quantiles[i], .06) << row.p << " " << row.rho;
        }
    }
}

// Design, section 8: Z is not adapted within its period.
TEST(ExpectedVasicek, BackwardInductionRefusesTheCopulaLinkByName) {
    Pool pool(.02, .15);
    const ExpectedStudy& study = *pool.ready().lattices;
    try {
        BlockValues(study, study.blocks.front(), 0, ValueRate::hurdle, {});
        FAIL() << "not refused";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("copula"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("not adapted"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace recoup::sim
