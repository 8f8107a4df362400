#include "sim/input/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "sim/input/suggest.hpp"
#include "sim/input/toml_depth.hpp"
#include "sim/input/toml_document.hpp"
#include "sim/input/utf8_text.hpp"

namespace recoup::sim {

namespace {

std::vector<std::string> split_at_dots(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == '.') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

const std::string* name_of_element(const Node& element) {
    if (element.table() == nullptr) {
        return nullptr;
    }
    const auto found = element.table()->find("name");
    return found != element.table()->end() ? std::get_if<std::string>(&found->second.value) : nullptr;
}

Node& element_named(Node::Array& array, const std::string& name, const std::string& dotted_key) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const std::string* own = name_of_element(array[i]);
        if ((own != nullptr && *own == name) || name == std::to_string(i)) {
            return array[i];
        }
        known.push_back(own != nullptr ? *own : std::to_string(i));
    }
    throw InputError(Problem{Severity::error, "--set", dotted_key, "", "there is no element '" + name + "'",
                             "", suggest_name(name, known)});
}

Node& child_for_override(Node& parent, const std::string& name, const std::string& dotted_key) {
    if (auto* array = std::get_if<Node::Array>(&parent.value)) {
        return element_named(*array, name, dotted_key);
    }
    if (auto* table = std::get_if<Node::Table>(&parent.value)) {
        const auto [at, is_new] = table->try_emplace(name);
        if (is_new) {
            at->second.file = std::make_shared<const std::string>("--set " + dotted_key);
            at->second.path = parent.path.empty() ? name : parent.path + "." + name;
        }
        return at->second;
    }
    throw InputError(Problem{Severity::error, "--set", dotted_key, "",
                             fmt::format("'{}' is {}, there is nothing inside", parent.path, parent.kind()),
                             "", ""});
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

void apply_override(Node& document, const std::string& dotted_key, const std::string& toml_value) {
    Node* at = &document;
    const std::vector<std::string> names = split_at_dots(dotted_key);
    if (names.size() > deepest_level || !fault_of_text(dotted_key).empty()) {
        throw InputError(Problem{.where = "--set", .field = dotted_key, .problem = "there is no such key"});
    }
    for (const std::string& name : names) {
        if (name.empty()) {
            throw InputError(Problem{Severity::error, "--set", dotted_key, "", "a name is empty", "",
                                     "Write --set table.key=value"});
        }
        at = &child_for_override(*at, name, dotted_key);
    }
    const std::string path = at->path;
    *at = parse_value(toml_value, "--set " + dotted_key, path);
}

}  // namespace recoup::sim
