#include "sim/output/schema_check.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "sim/output/netcdf_view.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/results_schema.hpp"

namespace recoup::sim::schema {

namespace {

using Findings = std::vector<std::string>;

void expect_text(Findings& findings, const std::string& object, const std::string& what,
                 const std::string& expected, const std::string& found) {
    if (expected != found) {
        findings.push_back(object + ": " + what + " is '" + found + "', the schema has '" + expected + "'");
    }
}

/// Groups below the root, then the root itself; nested groups are not part of the format.
std::vector<std::string> every_group(const hdf5::Reader& file) {
    std::vector<std::string> groups = file.groups();
    groups.emplace_back("");
    return groups;
}

std::string path_of(const std::string& group, const std::string& name) {
    return group.empty() ? name : group + "/" + name;
}

struct Expected {
    std::string units;
    std::string long_name;
    std::vector<std::string> dimensions;
    hdf5::ElementType type;
};

void compare(Findings& findings, const hdf5::Reader& file, const std::string& object,
             const Expected& expected) {
    expect_text(findings, object, "units", expected.units, file.text_attribute(object, "units").value_or(""));
    expect_text(findings, object, "long_name", expected.long_name,
                file.text_attribute(object, "long_name").value_or(""));
    expect_text(findings, object, "type", hdf5::name_of(expected.type), hdf5::name_of(file.type(object)));
    expect_text(findings, object, "dimensions", fmt::format("{}", fmt::join(expected.dimensions, " ")),
                fmt::format("{}", fmt::join(hdf5::dimension_names(file, object), " ")));
}

void compare_variable(Findings& findings, const hdf5::Reader& file, const Variable& variable) {
    const std::string object = path_of(variable.group, variable.name);
    const std::string units = resolved_units(variable.units, file.text_attribute("", "currency").value_or(""),
                                             file.text_attribute("", "cut_off").value_or(""));
    const bool widened = variable.narrowed && file.type(object) == hdf5::ElementType::float64;
    compare(findings, file, object,
            {units, variable.long_name, variable.dimensions,
             widened ? hdf5::ElementType::float64 : variable.type});
    for (const auto& [name, value] : variable.attributes) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            expect_text(findings, object, name, *text, file.text_attribute(object, name).value_or(""));
        }
    }
}

void compare_scale(Findings& findings, const hdf5::Reader& file, const std::string& object,
                   const std::string& name) {
    const auto found = std::ranges::find(dimensions(), name, &Dimension::name);
    if (found == dimensions().end()) {
        findings.push_back(object + ": the schema has no such dimension");
    } else if (hdf5::is_unlabelled(file, object) == found->labelled) {
        findings.push_back(object + (found->labelled ? ": labels are missing" : ": has labels"));
    } else if (found->labelled) {
        compare(findings, file, object,
                {std::string(found->units), std::string(found->long_name), {""}, found->type});
    }
}

void compare_open_variable(Findings& findings, const hdf5::Reader& file, const std::string& group,
                           const std::string& object) {
    const auto found = std::ranges::find(open_groups(), group, &OpenGroup::group);
    if (found == open_groups().end()) {
        findings.push_back(object + ": the schema has no such variable");
        return;
    }
    expect_text(findings, object, "dimensions", fmt::format("{}", fmt::join(found->dimensions, " ")),
                fmt::format("{}", fmt::join(hdf5::dimension_names(file, object), " ")));
}

void compare_root(Findings& findings, const hdf5::Reader& file) {
    for (const std::string_view name : root_attributes()) {
        const std::string key(name);
        if (!file.text_attribute("", key) && file.integer_list_attribute("", key).empty()) {
            findings.push_back("/: attribute " + key + " is missing");
        }
    }
}

void check_scale_rules(Findings& findings, const hdf5::Reader& file, const std::string& object,
                       std::set<std::int64_t>& identifiers) {
    const auto identifier = file.integer_attribute(object, "_Netcdf4Dimid");
    if (!identifier || !identifiers.insert(*identifier).second) {
        findings.push_back(object + ": _Netcdf4Dimid is missing or not unique");
    }
    if (file.shape(object).size() != 1) {
        findings.push_back(object + ": a dimension must have one axis");
    }
}

void check_variable_rules(Findings& findings, const hdf5::Reader& file, const std::string& object) {
    const std::vector<std::string> names = hdf5::dimension_names(file, object);
    if (std::ranges::find(names, "") != names.end()) {
        findings.push_back(object + ": an axis has no dimension");
    }
    const hdf5::ElementType type = file.type(object);
    if ((type == hdf5::ElementType::float64 || type == hdf5::ElementType::float32) &&
        !file.number_attribute(object, "_FillValue")) {
        findings.push_back(object + ": _FillValue is missing");
    }
}

void check_texts(Findings& findings, const hdf5::Reader& file, const std::string& object) {
    for (const char* name : {"units", "long_name"}) {
        if (file.text_attribute(object, name).value_or("").empty()) {
            findings.push_back(object + ": " + name + " is missing");
        }
    }
    const std::string units = file.text_attribute(object, "units").value_or("");
    if (units == "days" || units == "hours") {
        findings.push_back(object + ": units '" + units + "' would be read as a time difference");
    }
}

void check_object_rules(Findings& findings, const hdf5::Reader& file, const std::string& object) {
    if (!hdf5::tracks_order(file, object)) {
        findings.push_back("/" + object + ": creation order is not tracked");
    }
    for (const std::string& name : hdf5::unreadable_texts(file, object)) {
        findings.push_back("/" + object + "@" + name + ": text of variable length, or empty");
    }
}

/// Groups that only one of the engines writes, or only studies with a best time.
bool may_be_absent(const std::string& group) {
    return group == "expected" || group == "cash_profile" || group == "ledger" || group == "transitions" ||
           group == "waiting";
}

}  // namespace

std::vector<std::string> check_netcdf_rules(const hdf5::Reader& file) {
    Findings findings;
    std::set<std::int64_t> identifiers;
    for (const std::string& group : every_group(file)) {
        check_object_rules(findings, file, group);
        for (const std::string& name : file.datasets(group)) {
            const std::string object = path_of(group, name);
            check_object_rules(findings, file, object);
            if (hdf5::is_scale(file, object)) {
                check_scale_rules(findings, file, object, identifiers);
            } else {
                check_variable_rules(findings, file, object);
            }
            if (!hdf5::is_scale(file, object) || !hdf5::is_unlabelled(file, object)) {
                check_texts(findings, file, object);
            }
        }
    }
    return findings;
}

std::vector<std::string> check_against_schema(const hdf5::Reader& file) {
    Findings findings = check_netcdf_rules(file);
    compare_root(findings, file);
    std::set<std::string> known;
    for (const Variable& variable : variables()) {
        const std::string object = path_of(variable.group, variable.name);
        known.insert(object);
        if (file.exists(object)) {
            compare_variable(findings, file, variable);
        } else if (!variable.optional && (file.exists(variable.group) || !may_be_absent(variable.group))) {
            findings.push_back(object + ": is missing");
        }
    }
    for (const std::string& group : every_group(file)) {
        for (const std::string& name : file.datasets(group)) {
            const std::string object = path_of(group, name);
            if (hdf5::is_scale(file, object)) {
                compare_scale(findings, file, object, name);
            } else if (!known.contains(object)) {
                compare_open_variable(findings, file, group, object);
            }
        }
    }
    return findings;
}

void require_readable_results(const hdf5::Reader& file) {
    const std::vector<std::int64_t> version = file.integer_list_attribute("", "format_version");
    Problem problem;
    problem.where = file.path().string();
    if (file.text_attribute("", "filetype") != results_filetype || version.empty()) {
        problem.problem = "is not a results file of recoup";
        problem.suggestion = "Give the file that recoup run --out or recoup merge wrote";
    } else if (version.front() != results_format_major) {
        problem.field = "format_version";
        problem.value = std::to_string(version.front());
        problem.problem = "this version of recoup cannot read it";
        problem.why = "it reads format " + std::to_string(results_format_major);
        problem.suggestion = "Install the version of recoup named in the attribute creation_library_version";
    } else if (file.text_attribute("", "status") != "complete") {
        problem.problem = "is not complete";
        problem.suggestion = "Run again with --resume";
    } else {
        return;
    }
    throw OutputError(problem);
}

}  // namespace recoup::sim::schema
