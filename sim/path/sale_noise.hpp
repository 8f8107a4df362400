// The noise of collateral sales on a path, remembered: every option, every scenario and accounting after the
// engine sell the same collateral with the same noise, which takes one draw a quarter since its valuation.
//
// A table with one place a key: an entry that another one wrote over is drawn again, to the same bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace recoup::sim {

struct SaleNoise {
    double walk = 0.0;         ///< log amount, sum of the increments since valuation
    double years = 0.0;        ///< spanned by the walk
    double sale_error = 0.0;   ///< standard normal
    double round_noise = 0.0;  ///< standard normal, of the auction round
};

class SaleNoiseMemo {
  public:
    SaleNoiseMemo() : entries_(places) {}

    /// The noise of a collateral sold in a calendar month; `draw()` is called where it is not remembered.
    template <typename Draw>
    const SaleNoise& find(std::uint32_t path, std::uint32_t collateral, int calendar_month, bool in_auction,
                          Draw&& draw) {
        const std::uint32_t time = static_cast<std::uint32_t>(calendar_month) << 1 | (in_auction ? 1U : 0U);
        Entry& entry = entries_[(collateral * 0x9E3779B9U + time * 0x85EBCA6BU) >> (32 - places_log_2)];
        if (entry.path != path || entry.collateral != collateral || entry.time != time) {
            entry = {.path = path, .collateral = collateral, .time = time, .noise = draw()};
        }
        return entry.noise;
    }

  private:
    static constexpr int places_log_2 = 13;
    static constexpr std::size_t places = std::size_t{1} << places_log_2;
    struct Entry {
        std::uint32_t path = 0;
        std::uint32_t collateral = 0;
        std::uint32_t time = 0;  ///< 0 = empty: no sale is that early
        SaleNoise noise;
    };
    std::vector<Entry> entries_;
};

}  // namespace recoup::sim
