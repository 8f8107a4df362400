#include "sim/random/sobol.hpp"

#include <boost/random/sobol.hpp>
#include <cstddef>

namespace recoup::sim {

std::vector<double> sobol_points(int dimension, int count) {
    const auto columns = static_cast<std::size_t>(dimension);
    std::vector<double> points(columns * static_cast<std::size_t>(count), 0.0);
    boost::random::sobol generator(columns);  // its first point is number 1
    for (std::size_t i = columns; i < points.size(); ++i) {
        points[i] = static_cast<double>(generator()) * 0x1p-64;
    }
    return points;
}

std::vector<double> centred_sobol_points(int dimension, int count) {
    std::vector<double> points = sobol_points(dimension, count);
    const double half_cell = 0.5 / count;
    for (double& coordinate : points) coordinate += half_cell;
    return points;
}

}  // namespace recoup::sim
