// Names of the tape's columns: ours, the EBA's indices and names, and the study's mapping.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/input/tables/table.hpp"
#include "sim/input/toml/node.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

struct KnownColumn {
    std::string name;
    std::vector<std::string> aliases;  ///< EBA index (ITS (EU) 2023/2083) and other EBA names
    bool required = false;
};

const std::vector<KnownColumn>& loan_columns();
const std::vector<KnownColumn>& collateral_columns();
/// Those of the loans that are rates a year, and may be given in per cent.
const std::vector<std::string>& rate_columns();

/// A study's `[portfolio.columns]`: our name -> the tape's name, with the place of each line.
struct ColumnMapping {
    struct Entry {
        std::string tape_name;
        std::string where;
        std::string field;
    };
    std::map<std::string, Entry> entries;
};

/// Keeps the known columns, those that rules name (`wanted`) and those that the mapping renames; reports two
/// columns for one name, mapped columns that the tape lacks, required columns that nothing provides, and
/// names that are nearly those of a known column that nothing provides.
ColumnNaming column_naming(const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                           const std::set<std::string>& wanted, const std::string& source, Problems& problems,
                           const TableFormat& format = {});

}  // namespace recoup::sim
