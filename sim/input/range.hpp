// The numbers that a field may hold, and how to say so.
#pragma once

#include <limits>
#include <string>

namespace recoup::sim {

struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false;
    bool high_open = false;
    std::string what = "a number";

    bool contains(double x) const {
        return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high);
    }
    std::string text() const;  ///< "must be a probability, from 0 to 1"
};

namespace range {
inline Range any() {
    return {};
}
inline Range probability() {
    return {0.0, 1.0, false, false, "a probability"};
}
inline Range share() {
    return {0.0, 1.0, false, false, "a share"};
}
inline Range share_below_one() {
    return {0.0, 1.0, false, true, "a share"};
}
inline Range not_negative(std::string what = "a number") {
    return {0.0, std::numeric_limits<double>::infinity(), false, false, std::move(what)};
}
inline Range positive(std::string what = "a number") {
    return {0.0, std::numeric_limits<double>::infinity(), true, false, std::move(what)};
}
inline Range between(double low, double high, std::string what = "a number") {
    return {low, high, false, false, std::move(what)};
}
}  // namespace range

}  // namespace recoup::sim
