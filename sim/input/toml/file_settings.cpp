#include "sim/input/toml/file_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "sim/input/toml/pedigrees.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

constexpr std::size_t kind_and_name = 2;  // names of a setting before those inside its file

std::span<const std::string> inside_file(const Setting& setting) {
    return std::span(setting.names).subspan(kind_and_name);
}

bool is_place(const std::string& name) {
    return name.find_first_not_of("0123456789") == std::string::npos;
}

[[noreturn]] void refuse(const Setting& setting, const std::string& problem, const std::string& why,
                         const std::string& suggestion) {
    throw InputError(Problem{Severity::error, "--set", setting.given, "", problem, why, suggestion});
}

/// What is read before a setting could act would be set without effect.
void check_how_read(const Setting& setting, const std::string& key) {
    if (key == "inherits" || key == "recoup_schema") {
        refuse(setting, "cannot be set", "it says how the file itself is read", "Change the file");
    }
}

void check_key(const Setting& setting) {
    const std::string& key = setting.names[kind_and_name];
    check_how_read(setting, key);
    if (key == "pedigree") {
        refuse(setting, "cannot be set for a whole file", "its tables have taken it already",
               "Set that of a table: parameters.sme.costs.court.pedigree.status");
    }
}

/// Names of a file's own, of rows and of classes: a new one would be set without effect.
void check_named_table(const Node& document, const Setting& setting) {
    const auto names = inside_file(setting);
    if (names.size() < 2 || (names[0] != "hazards" && names[0] != "collateral")) {
        return;
    }
    std::vector<std::string> known;
    const auto group = document.table()->find(names[0]);
    if (group != document.table()->end() && group->second.table() != nullptr) {
        for (const auto& each : *group->second.table()) {
            known.push_back(each.first);
        }
    }
    if (std::find(known.begin(), known.end(), names[1]) == known.end()) {
        refuse(setting, fmt::format("there is no [{}.{}] in the parameters", names[0], names[1]), "",
               suggest_name(names[1], known));
    }
}

bool is_pedigree(const Setting& setting) {
    const auto names = inside_file(setting);
    return std::find(names.begin(), names.end(), "pedigree") != names.end();
}

}  // namespace

void check_own_key(const Setting& setting) {
    check_how_read(setting, setting.names.front());
}

bool FileSettings::take(const Setting& setting) {
    const bool options = of_ == Of::options;
    const std::vector<std::string>& names = setting.names;
    if (names.front() != (options ? "options" : "parameters")) {
        return false;
    }
    // `options` and `options.0` are the study's own: names of files.
    if (options && (names.size() == 1 || (names.size() == kind_and_name && is_place(names[1])))) {
        return false;
    }
    if (names.size() <= kind_and_name) {
        refuse(setting, options ? "names no key of the option" : "names no key of a segment's parameters", "",
               options
                   ? "Write for instance options.court.description, or options = [...] for the files"
                   : "Write for instance parameters.sme.contract.repayment, or segment.sme.parameters for "
                     "the file");
    }
    check_key(setting);
    taken_.push_back(setting);
    return true;
}

void FileSettings::apply_one(Node& document, const Setting& setting) const {
    if (of_ == Of::options) {
        apply_override(document, inside_file(setting), setting);
        return;
    }
    check_named_table(document, setting);
    apply_override(document, inside_file(setting), setting);
    if (!is_pedigree(setting)) {
        mark_as_set(document, inside_file(setting), setting.shown());
    }
}

void FileSettings::apply(Node& document, const std::string& name, std::size_t place,
                         Problems& problems) const {
    // A pedigree that is given goes before the one that a set number gets.
    for (const bool pedigrees : {false, true}) {
        for (const Setting& each : taken_) {
            const std::string& target = each.names[1];
            if (is_pedigree(each) == pedigrees && (target == name || target == std::to_string(place))) {
                problems.collect([&] { apply_one(document, each); });
            }
        }
    }
}

void FileSettings::report_unknown(const std::vector<std::string>& names, Problems& problems) const {
    std::vector<std::string> known = names;
    for (std::size_t place = 0; place < names.size(); ++place) {
        known.push_back(std::to_string(place));
    }
    for (const Setting& each : taken_) {
        const std::string& name = each.names[1];
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            problems.error(
                "--set", each.given, "",
                fmt::format("there is no {} '{}'", of_ == Of::options ? "option" : "segment", name), "",
                suggest_name(name, names));
        }
    }
}

}  // namespace recoup::sim
