#include "sim/aggregation/path_sum.hpp"

#include <cmath>
#include <limits>

namespace recoup::sim {

namespace {

using ThreeWords = std::array<std::uint64_t, 3>;

std::uint64_t low_word(TwoWords value) {
    return static_cast<std::uint64_t>(value);
}

/// Modulo 2^192, as all below.
ThreeWords times(const ThreeWords& value, std::uint64_t factor) {
    ThreeWords product{};
    TwoWords carry = 0;
    for (std::size_t i = 0; i < product.size(); ++i) {
        carry += static_cast<TwoWords>(value[i]) * factor;
        product[i] = low_word(carry);
        carry >>= 64;
    }
    return product;
}

ThreeWords square(const std::array<std::uint64_t, 2>& value) {
    const ThreeWords by_low = times({value[0], value[1], 0}, value[0]);
    const ThreeWords by_high = times({value[0], value[1], 0}, value[1]);  // one word further up
    const TwoWords middle = static_cast<TwoWords>(by_low[1]) + by_high[0];
    return {by_low[0], low_word(middle), by_low[2] + by_high[1] + low_word(middle >> 64)};
}

ThreeWords less(const ThreeWords& a, const ThreeWords& b) {
    ThreeWords difference{};
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < difference.size(); ++i) {
        const TwoWords word = static_cast<TwoWords>(a[i]) - b[i] - borrow;
        difference[i] = low_word(word);
        borrow = low_word(word >> 64) == 0 ? 0 : 1;
    }
    return difference;
}

double number(const ThreeWords& value) {
    return (static_cast<double>(value[2]) * 0x1p64 + static_cast<double>(value[1])) * 0x1p64 +
           static_cast<double>(value[0]);
}

std::array<std::uint64_t, 2> magnitude(const std::array<std::uint64_t, 2>& value) {
    if ((value[1] >> 63) == 0) {
        return value;
    }
    const TwoWords negated = ~(static_cast<TwoWords>(value[1]) << 64 | value[0]) + 1;
    return {low_word(negated), low_word(negated >> 64)};
}

}  // namespace

double PathSum::standard_error(std::int64_t n) const {
    if (n < 2) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double spread = number(less(times(squares, static_cast<std::uint64_t>(n)), square(magnitude(sum))));
    const auto count = static_cast<double>(n);
    return std::sqrt(spread / (count * count * (count - 1.0)));
}

}  // namespace recoup::sim
