// The keys of [portfolio] that say how its tables are written.
#pragma once

#include <set>
#include <string>

#include "sim/input/tables/table_format.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

/// `prefix` stands before each key: none for loans, `collateral_`.
TableFormat read_table_format(KeyReader& portfolio, const std::string& prefix, const Node& document);

/// `percent`, of loans: true for all rates, or the names of those that are in per cent.
std::set<std::string> read_per_cent(KeyReader& portfolio);

}  // namespace recoup::sim
