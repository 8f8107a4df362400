// Sorts the rows of a tape: they are wide and mostly come in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace recoup::sim {

/// Stable. Sorts the places, so that every row moves once, or not at all where all are in order.
template <class Row, class Less>
void sort_rows(std::vector<Row>& rows, Less less) {
    if (std::is_sorted(rows.begin(), rows.end(), less)) {
        return;
    }
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return less(rows[a], rows[b]); });
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (const std::size_t place : places) {
        sorted.push_back(std::move(rows[place]));
    }
    rows = std::move(sorted);
}

}  // namespace recoup::sim
