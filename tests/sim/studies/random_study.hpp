// Random small studies: every rule of the format at some value, many of them awkward.
#pragma once

#include "sim/study/study.hpp"

namespace recoup::sim::tiny {

/// The same study for the same number.
Study random_study(std::uint64_t number);

}  // namespace recoup::sim::tiny
