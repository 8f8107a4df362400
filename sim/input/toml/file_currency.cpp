#include "sim/input/toml/file_currency.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

namespace {

/// The node of a key, which leaves the document.
std::optional<Node> taken(Node& document, const char* key) {
    auto entry = std::get<Node::Table>(document.value).extract(key);
    return entry.empty() ? std::nullopt : std::optional(std::move(entry.mapped()));
}

}  // namespace

void FileCurrencies::take(Node& document, Problems& problems) {
    auto own = std::ranges::find(chain_, document.file, &FileCurrency::file);
    if (own == chain_.end()) {
        own = chain_.insert(own, {.file = document.file});
    }
    if (const auto node = taken(document, "currency")) {
        own->where = node->where();
        own->currency = text_of(*node, problems);
        own->is_set = node->file != document.file;
        if (own->currency.empty() && is_text(*node)) {
            problems.error(node->where(), "currency", node->value_text(), "must not be empty");
        }
    }
    if (const auto node = taken(document, "country")) {
        own->country = text_of(*node, problems);
    }
}

const FileCurrency& FileCurrencies::of(const Node& amount) const {
    const auto found = std::ranges::find(chain_, amount.file, &FileCurrency::file);
    return found != chain_.end() ? *found : nearest();
}

bool FileCurrencies::give(const Node& amount) const {
    return std::ranges::find(chain_, amount.file, &FileCurrency::file) != chain_.end();
}

const FileCurrency* FileCurrencies::other_than(const std::string& reporting) const {
    const auto found = std::ranges::find_if(chain_, [&](const FileCurrency& each) {
        return !each.currency.empty() && each.currency != reporting;
    });
    return found != chain_.end() ? &*found : nullptr;
}

bool FileCurrencies::inherits(const FileCurrency& child, const FileCurrency& parent) const {
    const auto place = [&](const FileCurrency& each) {
        return std::ranges::find(chain_, each.file, &FileCurrency::file);
    };
    return place(child) < place(parent);
}

}  // namespace recoup::sim
