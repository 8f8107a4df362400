#include "sim/input/toml/document_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

struct Kind {
    DocumentKind kind;
    const char* name;
    const char* role;
    std::vector<std::string_view> keys;
};

const std::array<Kind, 5>& kinds() {
    static const std::array<Kind, 5> all = {{
        {DocumentKind::study,
         "a study",
         "the study",
         {"cut_off", "portfolio", "segment", "scenario", "options", "rates", "recovery_horizon_months"}},
        {DocumentKind::parameters,
         "a file of parameters",
         "the parameters of a segment",
         {"inherits", "hazards", "cash", "costs", "collateral", "clocks", "contract", "ltv_edges"}},
        {DocumentKind::option, "a resolution option", "a resolution option", {"name", "measure"}},
        {DocumentKind::macro_model,
         "a macro model",
         "the macro model",
         {"frequency", "variable", "dynamics", "index"}},
        {DocumentKind::jurisdiction,
         "a file of a jurisdiction's rules",
         "the jurisdiction",
         {"default", "cure", "observation", "probation", "restructuring", "redefault"}},
    }};
    return all;
}

const Kind& facts_of(DocumentKind kind) {
    return kinds()[static_cast<std::size_t>(kind)];
}

bool has_key_of(const Node& document, const Kind& kind) {
    return std::any_of(kind.keys.begin(), kind.keys.end(), [&](std::string_view key) {
        return document.table()->find(key) != document.table()->end();
    });
}

}  // namespace

const char* role_of(DocumentKind kind) {
    return facts_of(kind).role;
}

void check_kind(const Node& document, DocumentKind wanted) {
    const Kind& own = facts_of(wanted);
    if (has_key_of(document, own)) {
        return;
    }
    for (const Kind& other : kinds()) {
        if (has_key_of(document, other)) {
            throw InputError(Problem{.where = document.where(),
                                     .problem = fmt::format("is {}, not {}", other.name, own.name),
                                     .why = fmt::format("it was named as {}", own.role),
                                     .suggestion = "Check the name"});
        }
    }
}

}  // namespace recoup::sim
