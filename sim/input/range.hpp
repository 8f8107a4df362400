// The numbers that a field may hold, and how to say so.
#pragma once

#include <limits>
#include <string>
#include <string_view>

namespace recoup::sim {

struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false;
    bool high_open = false;
    std::string_view what = "a number";  ///< a literal: ranges are made for every field of a tape

    bool contains(double x) const {
        return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);
    }
    std::string text() const;  ///< "must be a probability, from 0 to 1"
};

namespace range {
constexpr Range any() {
    return {};
}
constexpr Range probability() {
    return {0.0, 1.0, false, false, "a probability"};
}
constexpr Range share() {
    return {0.0, 1.0, false, false, "a share"};
}
constexpr Range share_below_one() {
    return {0.0, 1.0, false, true, "a share"};
}
constexpr Range not_negative(std::string_view what = "a number") {
    return {0.0, std::numeric_limits<double>::infinity(), false, false, what};
}
constexpr Range positive(std::string_view what = "a number") {
    return {0.0, std::numeric_limits<double>::infinity(), true, false, what};
}
constexpr Range between(double low, double high, std::string_view what = "a number") {
    return {low, high, false, false, what};
}
}  // namespace range

}  // namespace recoup::sim
