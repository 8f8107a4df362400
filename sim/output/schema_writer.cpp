#include "sim/output/schema_writer.hpp"

#include <algorithm>
#include <array>

#include "models/errors.hpp"

namespace recoup::sim::schema {

namespace {

const OpenGroup& open_group(const std::string& name) {
    const auto found = std::ranges::find(open_groups(), name, &OpenGroup::group);
    if (found == open_groups().end()) {
        throw ContractViolation("results schema: group " + name + " takes no names from the study");
    }
    return *found;
}

/// xarray would read numbers in these units as time differences.
std::string safe_units(const std::string& units) {
    if (units == "days") {
        return "d";
    }
    if (units == "hours") {
        return "h";
    }
    return units.empty() ? "1" : units;
}

void check_type(const Variable& variable, hdf5::ElementType type) {
    const bool widened = variable.narrowed && type == hdf5::ElementType::float64;
    if (type != variable.type && !widened) {
        throw ContractViolation("results schema: " + variable.group + "/" + variable.name + " is " +
                                hdf5::name_of(variable.type) + ", given " + hdf5::name_of(type));
    }
}

}  // namespace

Writer::Writer(hdf5::ResultsFile& file, std::string currency, std::string cut_off)
    : file_(file), currency_(std::move(currency)), cut_off_(std::move(cut_off)) {
    root_attribute("Conventions", std::string("CF-1.10"));
    root_attribute("filetype", std::string(results_filetype));
    root_attribute("format_version", std::vector<std::int32_t>{results_format_major, results_format_minor});
    root_attribute("currency", currency_);
    root_attribute("cut_off", cut_off_);
}

void Writer::root_attribute(const std::string& name, const hdf5::AttributeValue& value) {
    file_.root().attribute(name, value);
}

void Writer::dimension(const std::string& group, const std::string& name, const hdf5::Values& labels) {
    const Dimension& schema = dimension_of_schema(name);
    if (!schema.labelled || schema.type != labels.type) {
        throw ContractViolation("results schema: dimension " + name + " is not labelled by " +
                                hdf5::name_of(labels.type));
    }
    file_.group(group).dimension(name, labels, {std::string(schema.units), std::string(schema.long_name)});
}

void Writer::dimension(const std::string& group, const std::string& name, std::size_t length) {
    if (dimension_of_schema(name).labelled) {
        throw ContractViolation("results schema: dimension " + name + " needs labels");
    }
    file_.group(group).dimension(name, length);
}

void Writer::write(const std::string& group, const std::string& name, const hdf5::Values& values) {
    const Variable& variable = variable_of_schema(group, name);
    check_type(variable, values.type);
    file_.group(group).write(
        name, values, variable.dimensions,
        {resolved_units(variable.units, currency_, cut_off_), variable.long_name, variable.attributes});
}

void Writer::write_scalar(const std::string& group, const std::string& name, double value) {
    write(group, name, std::array{value});
}

void Writer::write_scalar(const std::string& group, const std::string& name, std::int64_t value) {
    write(group, name, std::array{value});
}

void Writer::write_text(const std::string& group, const std::string& name, const std::string& text) {
    write(group, name, std::array{text});
}

void Writer::write_open(const std::string& group, const std::string& own_name, const hdf5::Values& values,
                        const std::string& units) {
    file_.group(group).write(results_name(own_name), values, open_group(group).dimensions,
                             {safe_units(units), own_name});
}

}  // namespace recoup::sim::schema
