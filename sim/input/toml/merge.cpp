#include "sim/input/toml/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "sim/files/utf8_text.hpp"
#include "sim/input/toml/toml_depth.hpp"
#include "sim/input/toml/toml_document.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

[[noreturn]] void refuse(const Setting& setting, const std::string& problem, const std::string& suggestion) {
    throw InputError(Problem{Severity::error, "--set", setting.given, "", problem, "", suggestion});
}

const std::string* name_of_element(const Node& element) {
    if (element.table() == nullptr) {
        return nullptr;
    }
    const auto found = element.table()->find("name");
    return found != element.table()->end() ? std::get_if<std::string>(&found->second.value) : nullptr;
}

Node& element_named(Node::Array& array, const std::string& name, const Setting& setting) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const std::string* own = name_of_element(array[i]);
        if ((own != nullptr && *own == name) || name == std::to_string(i)) {
            return array[i];
        }
        known.push_back(own != nullptr ? *own : std::to_string(i));
    }
    refuse(setting, "there is no element '" + name + "'", suggest_name(name, known));
}

Node& child_for_override(Node& parent, const std::string& name, const Setting& setting) {
    if (auto* array = std::get_if<Node::Array>(&parent.value)) {
        return element_named(*array, name, setting);
    }
    if (auto* table = std::get_if<Node::Table>(&parent.value)) {
        const auto [at, is_new] = table->try_emplace(name);
        if (is_new) {
            at->second.file = std::make_shared<const std::string>(setting.shown());
            at->second.path = parent.path.empty() ? name : parent.path + "." + name;
        }
        return at->second;
    }
    refuse(setting, fmt::format("'{}' is {}, there is nothing inside", parent.path, parent.kind()), "");
}

}  // namespace

Node merged(Node under, const Node& over) {
    auto* below = std::get_if<Node::Table>(&under.value);
    const auto* above = over.table();
    if (below == nullptr || above == nullptr) {
        return over;
    }
    for (const auto& [key, node] : *above) {
        const auto found = below->find(key);
        if (found == below->end()) {
            below->emplace(key, node);
        } else if (key == "pedigree") {
            found->second = node;
        } else {
            found->second = merged(std::move(found->second), node);
        }
    }
    under.file = over.file;
    under.line = over.line;
    return under;
}

Node with_inheritance(const std::filesystem::path& file, const DocumentLoader& load,
                      const std::function<void(Node&)>& prepare) {
    std::vector<Node> chain;
    std::vector<std::filesystem::path> seen;
    std::filesystem::path next = file;
    for (;;) {
        seen.push_back(next.lexically_normal());
        chain.push_back(load(next));
        Node& document = chain.back();
        prepare(document);
        auto& table = std::get<Node::Table>(document.value);
        const auto found = table.find("inherits");
        if (found == table.end()) {
            break;
        }
        const auto* parent = std::get_if<std::string>(&found->second.value);
        if (parent == nullptr || parent->empty()) {
            throw InputError(Problem{Severity::error, found->second.where(), "inherits",
                                     found->second.value_text(), "must be the name of one file", "", ""});
        }
        next = (next.parent_path() / *parent).lexically_normal();
        if (std::find(seen.begin(), seen.end(), next) != seen.end()) {
            throw InputError(Problem{Severity::error, found->second.where(), "inherits",
                                     found->second.value_text(), "the file inherits itself in the end",
                                     "inheritance must not run in a circle", "Remove one of the `inherits`"});
        }
        table.erase(found);
    }
    Node document = std::move(chain.back());
    for (auto above = chain.rbegin() + 1; above != chain.rend(); ++above) {
        document = merged(std::move(document), *above);
    }
    return document;
}

Setting parse_setting_key(const std::string& dotted_key, const std::string& toml_value) {
    Setting setting{dotted_key, {""}, toml_value};
    char quote = 0;  // the one that is open
    for (const char c : dotted_key) {
        if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else if (quote == 0 && c == '.') {
            setting.names.emplace_back();
        } else {
            setting.names.back() += c;
        }
    }
    if (setting.names.size() > deepest_level || !fault_of_text(dotted_key).empty()) {
        refuse(setting, "there is no such key", "");
    }
    if (quote != 0) {
        refuse(setting, "a quote is left open", "Close it");
    }
    if (std::any_of(setting.names.begin(), setting.names.end(),
                    [](const std::string& name) { return name.empty(); })) {
        refuse(setting, "a name is empty", "Write --set table.key=value");
    }
    return setting;
}

void apply_override(Node& document, std::span<const std::string> names, const Setting& setting) {
    Node* at = &document;
    for (const std::string& name : names) {
        at = &child_for_override(*at, name, setting);
    }
    const std::string path = at->path;
    *at = parse_value(setting.value, setting.shown(), path);
}

}  // namespace recoup::sim
