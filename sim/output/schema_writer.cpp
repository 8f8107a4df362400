#include "sim/output/schema_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

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

/// Labels as texts; those of an axis without labels are its numbers.
std::vector<std::string> texts_of(const hdf5::Values& labels) {
    std::vector<std::string> texts;
    const auto append = [&](const auto* first) {
        for (const auto& label : std::span(first, labels.size)) {
            texts.push_back(fmt::format("{}", label));
        }
    };
    switch (labels.type) {
        case hdf5::ElementType::text:
            append(static_cast<const std::string*>(labels.data));
            break;
        case hdf5::ElementType::float64:
            append(static_cast<const double*>(labels.data));
            break;
        case hdf5::ElementType::int32:
            append(static_cast<const std::int32_t*>(labels.data));
            break;
        default:
            texts.resize(labels.size);
    }
    return texts;
}

/// Place of the first number that is none, or the size.
template <class Number>
std::size_t first_not_a_number(const hdf5::Values& values, bool gaps) {
    const std::span numbers(static_cast<const Number*>(values.data), values.size);
    const auto found =
        std::ranges::find_if(numbers, [gaps](Number x) { return std::isinf(x) || (!gaps && std::isnan(x)); });
    return static_cast<std::size_t>(found - numbers.begin());
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
    labels_[{group, name}] = texts_of(labels);
}

void Writer::dimension(const std::string& group, const std::string& name, std::size_t length) {
    if (dimension_of_schema(name).labelled) {
        throw ContractViolation("results schema: dimension " + name + " needs labels");
    }
    file_.group(group).dimension(name, length);
    labels_[{group, name}].resize(length);
}

void Writer::write(const std::string& group, const std::string& name, const hdf5::Values& values) {
    const Variable& variable = variable_of_schema(group, name);
    check_type(variable, values.type);
    check_numbers(group, name, variable.dimensions, variable.gaps, values);
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
    check_numbers(group, results_name(own_name), open_group(group).dimensions, false, values);
    file_.group(group).write(results_name(own_name), values, open_group(group).dimensions,
                             {safe_units(units), own_name});
}

/// "option hold, scenario mixture, month 7".
std::string Writer::place_of(const std::string& group, const std::vector<std::string>& dimensions,
                             std::size_t element) const {
    std::string place;
    for (auto name = dimensions.rbegin(); name != dimensions.rend(); ++name) {
        const auto known = labels_.find({group, *name});
        if (known == labels_.end() || known->second.empty()) {
            return fmt::format("element {}", element);
        }
        const std::size_t at = element % known->second.size();
        const std::string& label = known->second[at];
        place = fmt::format("{} {}{}", *name, label.empty() ? std::to_string(at) : label,
                            place.empty() ? "" : ", " + place);
        element /= known->second.size();
    }
    return place;
}

void Writer::check_numbers(const std::string& group, const std::string& name,
                           const std::vector<std::string>& dimensions, bool gaps,
                           const hdf5::Values& values) const {
    std::size_t wrong = values.size;
    if (values.type == hdf5::ElementType::float64) {
        wrong = first_not_a_number<double>(values, gaps);
    } else if (values.type == hdf5::ElementType::float32) {
        wrong = first_not_a_number<float>(values, gaps);
    }
    if (wrong < values.size) {
        throw ContractViolation(
            fmt::format("results: {}/{} is not a finite number at {}", group == "/" ? "" : "/" + group, name,
                        dimensions.empty() ? "its one value" : place_of(group, dimensions, wrong)));
    }
}

}  // namespace recoup::sim::schema
