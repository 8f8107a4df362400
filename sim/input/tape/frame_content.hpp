// A frame that was given in place of a file, for provenance: its shape, and a hash of the columns that were
// read.
#pragma once

#include "sim/input/tables/table.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// As an input beside files: `loans frame, 60 rows, 8 columns`; its bytes are those that were hashed.
InputFile frame_content(const Table& frame);

}  // namespace recoup::sim
