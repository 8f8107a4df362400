#include "sim/input/toml/pedigrees.hpp"

#include <algorithm>
#include <functional>

#include "sim/input/toml/common_keys.hpp"

namespace recoup::sim {

namespace {

using Visit = std::function<void(const std::string& path, Node& table)>;

Node* child(Node& node, const std::string& key) {
    auto* table = std::get_if<Node::Table>(&node.value);
    if (table == nullptr) {
        return nullptr;
    }
    const auto found = table->find(key);
    return found != table->end() && found->second.table() != nullptr ? &found->second : nullptr;
}

void visit_children(Node& parent, const std::string& path, const Visit& visit) {
    for (auto& [name, node] : std::get<Node::Table>(parent.value)) {
        if (node.table() != nullptr) {
            visit(path + "." + name, node);
        }
    }
}

/// Every table that may carry a pedigree, a row before its exits.
void visit_tables(Node& document, const Visit& visit) {
    if (Node* contract = child(document, "contract")) {
        visit("contract", *contract);
    }
    for (const char* group : {"cash", "clocks", "collateral", "costs"}) {
        if (Node* tables = child(document, group)) {
            visit_children(*tables, group, visit);
        }
    }
    Node* hazards = child(document, "hazards");
    if (hazards == nullptr) {
        return;
    }
    visit_children(*hazards, "hazards", [&](const std::string& path, Node& row) {
        visit(path, row);
        if (Node* copula = child(row, "copula")) {
            visit(path + ".copula", *copula);
        }
        if (Node* exits = child(row, "exits")) {
            visit_children(*exits, path + ".exits", visit);
        }
    });
}

/// Numbers of its own, not only tables below (a `beta` or `delta` counts as its own).
bool holds_values(const Node& node) {
    return std::any_of(node.table()->begin(), node.table()->end(), [](const auto& entry) {
        return entry.second.table() == nullptr || entry.first == "beta" || entry.first == "delta";
    });
}

/// A table's own pedigree may leave out what it shares with its file. Sample sizes and errors are never
/// shared.
void complete(Node& own, const Node& file_pedigree) {
    for (const char* key : {"source", "as_of", "status"}) {
        const auto shared = file_pedigree.table()->find(key);
        if (shared != file_pedigree.table()->end()) {
            std::get<Node::Table>(own.value).try_emplace(key, shared->second);
        }
    }
}

}  // namespace

Pedigree by_default() {
    Pedigree pedigree;
    pedigree.source = "default";
    pedigree.status = "illustrative";
    return pedigree;
}

void attach_pedigrees(Node& document) {
    const Node* file_pedigree = child(document, "pedigree");
    if (file_pedigree == nullptr) {
        return;
    }
    const Node pedigree = *file_pedigree;
    visit_tables(document, [&](const std::string&, Node& node) {
        auto& table = std::get<Node::Table>(node.value);
        if (Node* own = child(node, "pedigree")) {
            complete(*own, pedigree);
        } else if (holds_values(node) && table.count("pedigree") == 0) {
            table.emplace("pedigree", pedigree);
        }
    });
}

void mark_as_set(Node& document, std::span<const std::string> names, const std::string& setting) {
    std::string key;
    for (const std::string& name : names) {
        key += name + ".";
    }
    Node* innermost = nullptr;  // the visit goes from a row to its exits
    visit_tables(document, [&](const std::string& path, Node& node) {
        innermost = key.starts_with(path + ".") ? &node : innermost;
    });
    const Node* of_file = child(document, "pedigree");
    if (innermost == nullptr || of_file == nullptr) {
        return;
    }
    const Node* own = child(*innermost, "pedigree");
    Node pedigree = own != nullptr ? *own : *of_file;
    auto& entries = std::get<Node::Table>(pedigree.value);
    const auto old = entries.find("source");
    const std::string* source = old != entries.end() ? std::get_if<std::string>(&old->second.value) : nullptr;
    const auto text = [&](const std::string& value) {
        return Node{value, std::make_shared<const std::string>(setting), 0, ""};
    };
    for (const char* of_old_number : {"window", "n", "standard_error"}) {
        entries.erase(of_old_number);
    }
    entries.insert_or_assign("source", text(setting + (source ? ", in place of: " + *source : "")));
    entries.insert_or_assign("status", text("illustrative"));
    std::get<Node::Table>(innermost->value).insert_or_assign("pedigree", std::move(pedigree));
}

std::map<std::string, Pedigree> pedigrees_of(const Node& document, const Pedigree& file_pedigree,
                                             Problems& problems) {
    std::map<std::string, Pedigree> pedigrees;
    Node copy = document;
    visit_tables(copy, [&](const std::string& path, Node& node) {
        const std::size_t exit = path.find(".exits.");
        const bool is_exit = exit != std::string::npos;
        const Pedigree& otherwise = is_exit ? pedigrees.at(path.substr(0, exit)) : file_pedigree;
        const Node* own = child(node, "pedigree");
        const Pedigree pedigree = own != nullptr ? read_pedigree(*own, &otherwise, problems) : otherwise;
        if (!is_exit || !(pedigree == otherwise)) {
            pedigrees.emplace(path, pedigree);
        }
    });
    return pedigrees;
}

}  // namespace recoup::sim
