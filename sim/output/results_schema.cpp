#include "sim/output/results_schema.hpp"

#include <algorithm>
#include <map>

#include "models/errors.hpp"
#include "sim/files/text_parts.hpp"
#include "sim/output/results_schema_tables.hpp"

namespace recoup::sim::schema {

namespace {

using tables::Need;
using tables::Of;
using tables::Row;

constexpr std::string_view error_suffix = "_mc_error";

std::string replaced(std::string text, std::string_view key, std::string_view by) {
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + by.size())) {
        text.replace(at, key.size(), by);
    }
    return text;
}

std::string filled_in(std::string_view pattern, const Quantity& quantity) {
    std::string text = replaced(std::string(pattern), "{q}", quantity.name);
    text = replaced(std::move(text), "{Q}", quantity.long_name);
    // A power of a pure number is a pure number.
    return quantity.units == "1" && pattern.starts_with("{u}")
               ? "1"
               : replaced(std::move(text), "{u}", quantity.units);
}

Variable variable_of(const std::string& group, const Row& row, const Quantity& quantity) {
    Variable variable{group,
                      filled_in(row.name, quantity),
                      words_of(row.dimensions),
                      filled_in(row.units, quantity),
                      filled_in(row.long_name, quantity),
                      row.type,
                      row.need == Need::optional,
                      row.type == hdf5::ElementType::float32,
                      row.gaps || quantity.defined == Defined::not_always || row.name.ends_with(error_suffix),
                      {}};
    if (!row.cell_methods.empty()) {
        variable.attributes.emplace_back("cell_methods", std::string(row.cell_methods));
    }
    if (!row.flag_meanings.empty()) {
        variable.attributes.emplace_back("flag_values", std::vector<std::int8_t>{0, 1});
        variable.attributes.emplace_back("flag_meanings", std::string(row.flag_meanings));
    }
    if (!row.comment.empty()) {
        variable.attributes.emplace_back("comment", std::string(row.comment));
    }
    if (row.units.starts_with("days since")) {
        variable.attributes.emplace_back("calendar", std::string("proleptic_gregorian"));
    }
    return variable;
}

void append_row(std::vector<Variable>& list, const std::string& group, const Row& row) {
    if (row.of == Of::once) {
        list.push_back(variable_of(group, row, {}));
        return;
    }
    for (const Quantity& quantity : quantities()) {
        const bool stated = row.of == Of::quantity || (row.of == Of::compared && quantity.compared) ||
                            (row.of == Of::headline && quantity.headline);
        if (stated) {
            list.push_back(variable_of(group, row, quantity));
        }
    }
}

using Key = std::pair<std::string, std::string>;

std::map<Key, std::size_t> positions(const std::vector<Variable>& list) {
    std::map<Key, std::size_t> result;
    for (std::size_t i = 0; i < list.size(); ++i) {
        result.emplace(Key{list[i].group, list[i].name}, i);
    }
    return result;
}

/// CF: ancillary_variables names the variable that holds the error of this one.
void link_errors(std::vector<Variable>& list) {
    const std::map<Key, std::size_t> known = positions(list);
    for (Variable& variable : list) {
        const std::string error = variable.name + std::string(error_suffix);
        if (known.contains({variable.group, error})) {
            variable.attributes.emplace_back("ancillary_variables", error);
        }
    }
}

std::vector<Variable> expanded() {
    std::vector<Variable> list;
    for (const Row& row : tables::every_row) {
        for (const std::string& group : words_of(row.group)) {
            append_row(list, group == "/" ? "" : group, row);
        }
    }
    link_errors(list);
    return list;
}

}  // namespace

const std::vector<Quantity>& quantities() {
    static const std::vector<Quantity> list(tables::every_quantity.begin(), tables::every_quantity.end());
    return list;
}

const std::vector<Dimension>& dimensions() {
    static const std::vector<Dimension> list(tables::every_dimension.begin(), tables::every_dimension.end());
    return list;
}

const std::vector<Variable>& variables() {
    static const std::vector<Variable> list = expanded();
    return list;
}

const std::vector<OpenGroup>& open_groups() {
    static const std::vector<OpenGroup> list{{"macro", {"path", "scenario", "month"}},
                                             {"collateral", {"path", "scenario", "month"}}};
    return list;
}

const std::vector<std::string_view>& root_attributes() {
    static const std::vector<std::string_view> list(tables::every_root_attribute.begin(),
                                                    tables::every_root_attribute.end());
    return list;
}

const Dimension& dimension_of_schema(const std::string& name) {
    const auto found = std::ranges::find(dimensions(), name, &Dimension::name);
    if (found == dimensions().end()) {
        throw ContractViolation("results schema: no dimension " + name);
    }
    return *found;
}

const Variable& variable_of_schema(const std::string& group, const std::string& name) {
    static const std::map<Key, std::size_t> known = positions(variables());
    const auto found = known.find({group, name});
    if (found == known.end()) {
        throw ContractViolation("results schema: no variable " + group + "/" + name);
    }
    return variables()[found->second];
}

std::string resolved_units(std::string units, const std::string& currency, const std::string& cut_off) {
    return replaced(replaced(std::move(units), "{currency}", currency), "{cut_off}", cut_off);
}

std::string results_name(std::string_view text) {
    std::string name(text);
    for (char& c : name) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        c = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    }
    return hdf5::is_results_name(name) ? name : "v_" + name;
}

}  // namespace recoup::sim::schema
