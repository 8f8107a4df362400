#include "sim/input/tape/profiles.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <set>

#include "sim/input/tables/code_columns.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;
using DeltaColumns = std::map<std::string, std::set<std::string>>;

/// The values of a loan that have a delta, in the order of the columns.
Values values_of(const Table& table, const LoanFacts& facts, const DeltaColumns& columns) {
    Values values;
    for (const auto& [name, known] : columns) {
        const Column* column = table.find(name);
        const std::string value = column != nullptr ? column->value_text(facts.loan.row) : std::string();
        if (known.count(value) != 0) {
            values.emplace_back(name, value);
        }
    }
    return values;
}

std::set<std::string> values_present(const Column& column) {
    std::set<std::string> present;
    for (std::size_t row = 0; row < column.size(); ++row) {
        if (column.null[row] == 0) {
            present.insert(column.value_text(row));
        }
    }
    return present;
}

void check_columns(const Table& table, const DeltaColumns& columns, const SegmentParameters& parameters,
                   Problems& problems) {
    for (const auto& [name, known] : columns) {
        const Column* column = table.find(name);
        if (column == nullptr) {
            problems.error(parameters.file, "delta." + name, "", table.source + " has no such column",
                           "a covariate is a column of the tape",
                           "Add the column, map it, or remove the delta");
            continue;
        }
        if (column->kind == Column::Kind::number) {
            problems.error(parameters.file, "delta." + name, "",
                           table.source + " holds numbers in this column",
                           "a delta goes by texts, exactly as spelled", note_on_numbers(table, *column));
            continue;
        }
        const auto present = values_present(*column);
        for (const std::string& value : known) {
            if (present.count(value) == 0) {
                problems.warning(parameters.file, "delta." + name, "\"" + value + "\"",
                                 "no loan has this value", "",
                                 did_you_mean(value, {present.begin(), present.end()}));
            }
        }
    }
}

}  // namespace

std::map<std::string, std::set<std::string>> delta_columns(const SegmentParameters& parameters) {
    DeltaColumns columns;
    for (const auto& [name, row] : parameters.hazards) {
        for (const ExitSpec& exit : row.exits) {
            for (const auto& [column, values] : exit.delta) {
                for (const auto& value : values) {
                    columns[column].insert(value.first);
                }
            }
        }
    }
    return columns;
}

SegmentProfiles find_profiles(const Table& loans, const std::vector<const LoanFacts*>& segment_loans,
                              const SegmentParameters& parameters, Problems& problems) {
    const DeltaColumns columns = delta_columns(parameters);
    check_columns(loans, columns, parameters, problems);
    std::map<Values, std::uint16_t> place = {{Values(), 0}};
    for (const LoanFacts* facts : segment_loans) {
        place.emplace(values_of(loans, *facts, columns), 0);
    }
    SegmentProfiles result;
    if (place.size() > std::numeric_limits<std::uint16_t>::max()) {
        problems.error(
            parameters.file, "delta", "",
            fmt::format("the covariates make {} combinations, at most 65535 are possible", place.size()), "",
            "Group their values");
        return result;
    }
    for (auto& [values, at] : place) {  // the empty combination, the reference, sorts first
        at = static_cast<std::uint16_t>(result.profiles.size());
        result.profiles.push_back({values});
    }
    for (const LoanFacts* facts : segment_loans) {
        result.of_loan.push_back(place.at(values_of(loans, *facts, columns)));
    }
    return result;
}

}  // namespace recoup::sim
