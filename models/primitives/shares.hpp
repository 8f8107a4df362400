// shares.inl for amounts one by one.
#pragma once

#include <algorithm>

#include "models/units.hpp"

namespace recoup {

#include "models/primitives/shares.inl"

inline constexpr auto least_minor = [](Minor a, Minor b) { return std::min(a, b); };

}  // namespace recoup
