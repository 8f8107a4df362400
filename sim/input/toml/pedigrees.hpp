// Where each table of a parameter file has its numbers from.
#pragma once

#include <map>
#include <span>
#include <string>

#include "models/parameters.hpp"
#include "sim/input/toml/node.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// Of numbers that no file states: nobody vouches for them.
Pedigree by_default();

/// Before files are merged: every table that holds numbers and no pedigree of its own gets its file's, so
/// that an inherited table keeps the pedigree of the file that stated it.
void attach_pedigrees(Node& document);

/// The table of a number that `--set` replaced: its source is the setting, no longer the study that its file
/// names, and nobody vouches for it.
void mark_as_set(Node& document, std::span<const std::string> names, const std::string& setting);

/// By table path, `hazards.default`, `cash.court` ...; an exit is listed where it differs from its row.
std::map<std::string, Pedigree> pedigrees_of(const Node& document, const Pedigree& file_pedigree,
                                             Problems& problems);

}  // namespace recoup::sim
