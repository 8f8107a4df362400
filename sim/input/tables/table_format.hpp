// How the tables of a tape are written, as [portfolio] of the study says.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "sim/input/toml/study_table.hpp"

namespace recoup::sim {

struct TableFormat {
    char separator = ',';
    bool decimal_comma = false;                    ///< 12.500,40
    std::optional<std::set<std::string>> missing;  ///< texts that mean no value, where the study says so
    std::set<std::string> per_cent;                ///< our names of the columns that are given in per cent
    /// The tape's names that are not meant although they look it, with the place where the study says so.
    std::map<std::string, std::string> ignored;
    /// Before each key of [portfolio] that is about this table: none for loans, `collateral_`; nothing where
    /// no key is.
    std::optional<std::string> prefix;
    StudyTable portfolio{"portfolio"};        ///< where those keys belong,
    StudyTable columns{"portfolio.columns"};  ///< and the lines of the mapping
};

}  // namespace recoup::sim
