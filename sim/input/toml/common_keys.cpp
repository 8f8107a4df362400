#include "sim/input/toml/common_keys.hpp"

#include "sim/problems/suggest.hpp"

namespace recoup::sim {

std::vector<std::string> all_state_names() {
    return {state_names.begin(), state_names.end()};
}

std::optional<State> state_at(const std::string& name, const Node& at, Problems& problems) {
    const auto state = state_named(name);
    if (!state) {
        problems.error(at.where(), at.path, "", "there is no state '" + name + "'", "",
                       suggest_name(name, all_state_names()));
    }
    return state;
}

Pedigree read_pedigree(const Node& node, const Pedigree* otherwise, Problems& problems) {
    KeyReader keys(node, problems);
    Pedigree pedigree;
    const bool whole = otherwise == nullptr;
    pedigree.source = whole || keys.has("source") ? keys.text("source", "Say where the numbers come from")
                                                  : (keys.find("source"), otherwise->source);
    if (whole || keys.has("as_of")) {
        const auto date = keys.date("as_of");
        pedigree.as_of = date ? date->text() : "";
    } else {
        keys.find("as_of");
        pedigree.as_of = otherwise->as_of;
    }
    const std::vector<std::pair<std::string, std::string>> statuses = {{"estimated", "estimated"},
                                                                       {"borrowed", "borrowed"},
                                                                       {"expert", "expert"},
                                                                       {"illustrative", "illustrative"}};
    if (whole || keys.has("status")) {
        pedigree.status = keys.choice<std::string>("status", statuses, true);
    } else {
        keys.find("status");
        pedigree.status = otherwise->status;
    }
    pedigree.window = keys.text_or("window", "");
    pedigree.n = keys.number_if("n", range::not_negative("a number of observations"));
    pedigree.standard_error = keys.number_if("standard_error", range::not_negative("a standard error"));
    return pedigree;
}

}  // namespace recoup::sim
