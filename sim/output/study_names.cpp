#include "sim/output/study_names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "sim/output/results_schema.hpp"

namespace recoup::sim {

namespace {

constexpr std::size_t longest_name = 200;  // netCDF takes 256 bytes, of which `v_` and suffixes are ours

void add(Problems& problems, const std::string& kind, const std::string& name, const std::string& problem,
         const std::string& why) {
    problems.error("study", kind, name.substr(0, longest_name), problem, why, "Choose another name");
}

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

/// Names that a group has whatever the study.
std::set<std::string> names_in_group(const std::string& group) {
    std::set<std::string> names;
    for (const schema::Variable& variable : schema::variables()) {
        if (variable.group == group) {
            names.insert(variable.name);
        }
    }
    for (const schema::OpenGroup& open : schema::open_groups()) {
        if (open.group == group) {
            names.insert(open.dimensions.begin(), open.dimensions.end());
        }
    }
    return names;
}

struct Kind {
    std::string name;
    std::vector<std::string> names;
};

/// `stored`: how a name is told from others.
template <class Stored>
void check_distinct(const Kind& kind, Problems& problems, Stored stored) {
    std::map<std::string, std::string> seen;
    for (const std::string& name : kind.names) {
        const auto [other, is_new] = seen.emplace(stored(name), name);
        if (!is_new && other->second != name) {  // an equal name is the reader's to refuse
            add(problems, kind.name, name, "cannot be told from '" + other->second + "'",
                "in the results both are '" + other->first + "'");
        }
        if (name.size() > longest_name) {
            add(problems, kind.name, name, "the name is too long",
                "it has " + std::to_string(name.size()) + " bytes, the results take " +
                    std::to_string(longest_name));
        }
    }
}

void check_datasets(const Kind& kind, const std::string& group, Problems& problems) {
    const auto stored = [](const std::string& name) { return schema::results_name(name); };
    const std::set<std::string> taken = names_in_group(group);
    for (const std::string& name : kind.names) {
        if (taken.contains(stored(name))) {
            add(problems, kind.name, name, "the name is taken",
                "the results have a dimension or dataset '" + stored(name) + "' in /" + group);
        }
    }
    check_distinct(kind, problems, stored);
}

void check_labels(const Kind& kind, std::string_view reserved, Problems& problems) {
    for (const std::string& name : kind.names) {
        if (!reserved.empty() && name != reserved &&
            lowered(name) == reserved) {  // the word itself: the reader's
            add(problems, kind.name, name, "the name is taken",
                "the results use '" + std::string(reserved) + "' for all of them together");
        }
    }
    check_distinct(kind, problems, lowered);
}

template <class Elements>
Kind kind_of(const std::string& name, const Elements& elements) {
    Kind kind{name, {}};
    for (const auto& element : elements) {
        kind.names.push_back(element.name);
    }
    return kind;
}

}  // namespace

void check_names(const Study& study, Problems& problems) {
    check_datasets(kind_of("macro variable", study.macro.variables), "macro", problems);
    check_datasets(kind_of("price index", study.macro.indices), "collateral", problems);
    check_labels(kind_of("option", study.options), "", problems);
    check_labels(kind_of("scenario", study.scenarios), schema::mixture_label, problems);
    check_labels(kind_of("segment", study.segments), schema::portfolio_label, problems);
}

}  // namespace recoup::sim
