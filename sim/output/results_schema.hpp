// The one list of names, shapes, units and meanings of the results file. Writers take everything but the
// numbers from here (schema_writer.hpp), checks compare a written file with it (schema_check.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/output/hdf5_file.hpp"

namespace recoup::sim::schema {

inline constexpr int results_format_major = 1;
inline constexpr int results_format_minor = 1;
inline constexpr std::string_view results_filetype = "recoup-results";
inline constexpr std::string_view portfolio_label = "portfolio";  ///< last label of `segment`: the whole book
inline constexpr std::string_view mixture_label = "mixture";  ///< last label of `scenario`: weighted paths

/// On which side the bad outcomes lie; expected shortfall is the mean of the worst share of paths.
enum class BadTail { low, high };

/// A figure of one path, option, scenario and segment that summaries, histograms and comparisons are made of.
struct Quantity {
    std::string_view name;
    std::string_view units;  ///< `{currency}` stands for the reporting currency
    std::string_view long_name;
    BadTail bad_tail;
    bool compared;  ///< paired differences between options are reported
};

/// A dimension has the same meaning in every group; its labels may differ (`/summary` adds the mixture).
struct Dimension {
    std::string_view name;
    hdf5::ElementType type;  ///< of the coordinate
    bool labelled;           ///< false: a length only
    std::string_view units;
    std::string_view long_name;
};

struct Variable {
    std::string group;
    std::string name;
    std::vector<std::string> dimensions;
    std::string units;  ///< `{currency}` and `{cut_off}` are filled in by writer and check
    std::string long_name;
    hdf5::ElementType type;
    bool optional;  ///< may be absent
    bool narrowed;  ///< float32 unless the study asks for float64
    std::vector<std::pair<std::string, hdf5::AttributeValue>>
        attributes;  ///< cell_methods, ancillary_variables, ...
};

/// A group whose variables carry names from the study (macro variables, price indices); all share one shape.
struct OpenGroup {
    std::string_view group;
    std::vector<std::string> dimensions;
};

const std::vector<Quantity>& quantities();
const std::vector<Dimension>& dimensions();
const std::vector<Variable>& variables();
const std::vector<OpenGroup>& open_groups();
/// Attributes of the root that every results file has.
const std::vector<std::string_view>& root_attributes();

/// Throws ContractViolation for a name that is not in the list.
const Dimension& dimension_of_schema(const std::string& name);
const Variable& variable_of_schema(const std::string& group, const std::string& name);

/// `{currency}` and `{cut_off}` (ISO date) filled in.
std::string resolved_units(std::string units, const std::string& currency, const std::string& cut_off);

/// A name from the study in the alphabet of the file: lower case, everything else an underscore.
std::string results_name(std::string_view text);

}  // namespace recoup::sim::schema
