// A set of a loan's collaterals, one bit each: what is held, or what a sale takes. Bit 0 is the first of the
// tape's order, the order in which a sale of one by one goes.
#pragma once

#include <cstdint>

namespace recoup {

struct CollateralSet {
    static constexpr unsigned most = 32;  ///< collaterals of a loan

    std::uint32_t bits = 0;

    /// The first `count` collaterals: all that a loan has.
    static constexpr CollateralSet first(unsigned count) {
        return {count >= most ? ~std::uint32_t{0} : (std::uint32_t{1} << count) - 1};
    }
    constexpr bool empty() const { return bits == 0; }
    /// The first by rank, by itself; empty where nothing is held.
    constexpr CollateralSet first_held() const { return {bits & (~bits + 1)}; }
    constexpr bool holds(unsigned collateral) const { return (bits >> collateral & 1U) != 0; }
    constexpr CollateralSet without(CollateralSet sold) const { return {bits & ~sold.bits}; }
    bool operator==(const CollateralSet&) const = default;
};

}  // namespace recoup
