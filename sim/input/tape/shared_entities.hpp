// Rows whose identifiers have one hash, which addresses random numbers: rows of one thing, or a collision.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/input/tables/row_issues.hpp"
#include "sim/input/tables/table.hpp"

namespace recoup::sim {

/// Rows of one hash, one group an identifier, each ascending: several groups are a collision.
using EntityRows = std::vector<std::vector<std::size_t>>;

/// Hashes that several rows have. `entities` and `identifiers` by row.
std::vector<EntityRows> shared_entities(const std::vector<std::uint64_t>& entities,
                                        const std::vector<std::string>& identifiers);

/// Different identifiers of one hash would share their random numbers: an issue of every row that has one.
void check_collisions(const std::vector<EntityRows>& shared, const std::vector<std::string>& identifiers,
                      const Field& field, RowIssues& issues);

}  // namespace recoup::sim
