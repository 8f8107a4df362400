// A row-major array with named sizes: what the writers of the results fill.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace recoup::sim {

template <class Element, std::size_t axes>
class Cube {
  public:
    using Place = std::array<std::size_t, axes>;

    explicit Cube(const Place& sizes, Element fill = Element{}) : sizes_(sizes) {
        std::size_t count = 1;
        for (const std::size_t size : sizes) {
            count *= size;
        }
        values_.assign(count, fill);
    }
    Element& operator[](const Place& place) { return values_[at(place)]; }
    const Element& operator[](const Place& place) const { return values_[at(place)]; }
    const std::vector<Element>& values() const { return values_; }

  private:
    std::size_t at(const Place& place) const {
        std::size_t at = 0;
        for (std::size_t axis = 0; axis < axes; ++axis) {
            at = at * sizes_[axis] + place[axis];
        }
        return at;
    }

    Place sizes_;
    std::vector<Element> values_;
};

}  // namespace recoup::sim
