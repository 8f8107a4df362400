// The seed of a results file: a number, or a text where it is above 2^63 - 1, which attributes cannot hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/output/hdf5_reader.hpp"

namespace recoup::sim {

/// None where the file does not state it.
std::optional<std::uint64_t> seed_of(const hdf5::Reader& results);

std::string seed_text(std::optional<std::uint64_t> seed);

}  // namespace recoup::sim
