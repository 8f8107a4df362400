// Sobol points, Joe-Kuo direction numbers (new-joe-kuo-6), Gray-code order, unscrambled.
// Source: Joe, Kuo, SIAM J. Sci. Comput. 30 (2008) 2635-2654; the generator is Boost.Random's. Valid up to
// Boost's 3,667 dimensions.
#pragma once

#include <vector>

namespace recoup::sim {

/// Points 0 to count - 1, row by row (count x dimension). Point 0 is the origin.
std::vector<double> sobol_points(int dimension, int count);

/// The same, moved by half a cell, 1 / (2 count): with count a power of two each coordinate takes the middle
/// of every cell once, and no point lies on the boundary, so that an inverse distribution function can
/// follow.
std::vector<double> centred_sobol_points(int dimension, int count);

}  // namespace recoup::sim
