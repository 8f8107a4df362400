// The sum over paths of a whole number and of its square: what the mean and its Monte Carlo error need of an
// amount that is not kept by path.
//
//   mean = S / n,   standard error = sqrt((n Q - S^2) / (n^2 (n - 1))),   S = sum x_k, Q = sum x_k^2
//
// The textbook form of the variance of a mean. In floating point its difference cancels and its sums depend
// on their order (Chan, Golub and LeVeque 1983, The American Statistician 37, 242-247); here everything up to
// the difference n Q - S^2 is an integer, so any cut of the run into parts gives the same bits.
// Valid for |x_k| < 2^63 and n < 2^31: |S| < 2^94 and n Q < 2^188 fit into two and three words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace recoup::sim {

__extension__ typedef unsigned __int128 TwoWords;
__extension__ typedef __int128 SignedTwoWords;

/// Words of 64 bits, the lowest first; the sum in two's complement. A part holds them as they are.
struct PathSum {
    std::array<std::uint64_t, 2> sum{};
    std::array<std::uint64_t, 3> squares{};

    void add(std::int64_t value) {
        if (value == 0) {
            return;  // most cells of a ledger, most of the time
        }
        add_to_sum(static_cast<TwoWords>(static_cast<SignedTwoWords>(value)));
        const auto bits = static_cast<std::uint64_t>(value);
        const std::uint64_t size = value < 0 ? 0 - bits : bits;
        add_to_squares(static_cast<TwoWords>(size) * size, 0);
    }
    void add(const PathSum& other) {
        add_to_sum(joined(other.sum[0], other.sum[1]));
        add_to_squares(joined(other.squares[0], other.squares[1]), other.squares[2]);
    }

    double total() const { return static_cast<double>(static_cast<SignedTwoWords>(joined(sum[0], sum[1]))); }
    /// Of the mean over n paths; NaN for one path, as of every other statistic.
    double standard_error(std::int64_t n) const;

    bool operator==(const PathSum&) const = default;

  private:
    static TwoWords joined(std::uint64_t low, std::uint64_t high) {
        return static_cast<TwoWords>(high) << 64 | low;
    }
    void add_to_sum(TwoWords value) {
        const TwoWords all = joined(sum[0], sum[1]) + value;
        sum = {static_cast<std::uint64_t>(all), static_cast<std::uint64_t>(all >> 64)};
    }
    void add_to_squares(TwoWords low, std::uint64_t high) {
        const TwoWords all = joined(squares[0], squares[1]) + low;
        squares = {static_cast<std::uint64_t>(all), static_cast<std::uint64_t>(all >> 64),
                   squares[2] + high + (all < low ? 1U : 0U)};
    }
};

inline constexpr std::size_t words_per_path_sum = 5;
static_assert(sizeof(PathSum) == words_per_path_sum * sizeof(std::uint64_t) &&
              std::is_trivially_copyable_v<PathSum>);

}  // namespace recoup::sim
