// Options share their draws: path by path their recoveries move together, and their difference is known
// better than from separate draws.
#include <gtest/gtest.h>

#include "sim/pipeline.hpp"
#include "tests/sim/studies/tiny_study.hpp"
#include "tests/statistics/sample.hpp"

namespace recoup::sim {
namespace {

constexpr std::int64_t paths = 400;

/// Discounted recovery by option and path, whole portfolio.
std::vector<std::vector<double>> recoveries() {
    Study study = tiny::study();
    study.paths = static_cast<int>(paths);
    for (int i = 0; i < 40; ++i) {
        tiny::add_loan(study, {.id = "C" + std::to_string(100 + i), .claim = 1000.0, .segment = i % 2});
        tiny::add_collateral(study, {.id = "C" + std::to_string(i), .value = 900.0, .index = 1});
    }
    const PreparedRun ready(study);
    const PathTotals totals = Pipeline(ready).run_batch(0, paths);
    const std::size_t segments = study.segments.size();
    std::vector<std::vector<double>> value(study.options.size());
    for (std::size_t path = 0; path < paths; ++path) {
        for (std::size_t option = 0; option < value.size(); ++option) {
            double sum = 0.0;
            for (std::size_t s = 0; s < segments; ++s) {
                const std::size_t at = ((path * value.size() + option) * segments + s) * total_count;
                sum += totals.totals[at + static_cast<std::size_t>(Total::pv_hurdle_npe)];
            }
            value[option].push_back(sum);
        }
    }
    return value;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    Sample in_a;
    Sample in_b;
    for (std::size_t i = 0; i < a.size(); ++i) {
        in_a.add(a[i]);
        in_b.add(b[i]);
    }
    Sample product;
    for (std::size_t i = 0; i < a.size(); ++i) product.add((a[i] - in_a.mean()) * (b[i] - in_b.mean()));
    return product.mean() / std::sqrt(in_a.variance() * in_b.variance());
}

TEST(PairedOptions, RecoveriesOfOptionsAreClearlyCorrelated) {
    const auto value = recoveries();
    for (std::size_t a = 0; a < value.size(); ++a) {
        for (std::size_t b = a + 1; b < value.size(); ++b) {
            const double r = correlation(value[a], value[b]);
            const double se = (1.0 - r * r) / std::sqrt(static_cast<double>(paths - 1));
            EXPECT_GT(r - standard_errors_allowed * se, 0.0) << "options " << a << " and " << b;
            std::printf("options %zu and %zu: correlation %.3f, se %.3f\n", a, b, r, se);
        }
    }
}

}  // namespace
}  // namespace recoup::sim
