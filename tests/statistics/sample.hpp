// Estimates with their standard errors, and the rule by which a statistical test judges them.
//
// |estimate - expected| <= 4 standard errors at a fixed seed; the message prints the standard error used.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "models/deterministic_math.hpp"

namespace recoup {

inline constexpr double standard_errors_allowed = 4.0;

/// Mean and its standard error, added up one value at a time.
class Sample {
  public:
    void add(double value) {
        ++count_;
        const double step = value - mean_;
        mean_ += step / static_cast<double>(count_);
        squares_ += step * (value - mean_);
    }
    std::int64_t count() const { return count_; }
    double mean() const { return mean_; }
    double variance() const { return squares_ / static_cast<double>(count_ - 1); }
    double standard_error() const { return std::sqrt(variance() / static_cast<double>(count_)); }

  private:
    std::int64_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

inline testing::AssertionResult within_standard_errors(double estimate, double expected,
                                                       double standard_error) {
    const double z = (estimate - expected) / standard_error;
    auto result =
        std::fabs(z) <= standard_errors_allowed ? testing::AssertionSuccess() : testing::AssertionFailure();
    result << "estimate " << estimate << ", expected " << expected << ", standard error " << standard_error
           << ", z = " << z;
    return result;
}

/// Standard normals of a test's own, apart from the draws of the simulator: Mersenne twister, inverse cdf.
class Normals {
  public:
    explicit Normals(std::uint64_t seed) : engine_(seed) {}
    double uniform() { return (static_cast<double>(engine_() >> 12) + 0.5) * 0x1p-52; }
    double operator()() { return normal_quantile(uniform()); }

  private:
    std::mt19937_64 engine_;
};

}  // namespace recoup
